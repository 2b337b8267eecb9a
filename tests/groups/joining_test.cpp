// Invitations that are confirmed, and links.
#include "groups/world.hpp"

#include <thread>

namespace weft::test {
namespace {

struct Joining : testing::Test {
  GroupWorld world;
  std::string chat = world.group("alice", {"bob", "carol"});

  Json act(const std::string& user, const std::string& operation, Json input = Json::object()) {
    input["conversation"] = chat;
    return world.call(user, operation, std::move(input));
  }
  std::string link(Json terms = Json::object()) { return act("alice", "group.create_link", terms).at("code"); }
  Json join(const std::string& user, const std::string& link_code) {
    world.person(user);
    return world.call(user, "group.join", {{"code", link_code}});
  }
  bool inside(const std::string& user) { return code(act(user, "conversation.members")) == "ok"; }
};

TEST_F(Joining, WaitsForTheOwnerWhereInvitationsAreConfirmed) {
  act("alice", "group.set_rules", {{"confirm_invites", true}});
  world.person("dave");
  const Json asked = act("bob", "group.add_members", {{"members", {"carol", "dave"}}});
  EXPECT_EQ(asked.at("waiting"), Json::array({world.person("dave").str()}));
  EXPECT_EQ(asked.at("added"), Json::array());
  EXPECT_FALSE(inside("dave"));
  EXPECT_EQ(world.inbox("alice").back(), "join_requested");
  EXPECT_EQ(world.inbox("bob").back(), "join_requested");
  EXPECT_EQ(code(act("bob", "group.requests")), "forbidden");
  const Json waiting = items(act("alice", "group.requests"));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].at("principal").at("userid"), "dave");
  EXPECT_EQ(waiting[0].at("invited_by"), world.person("bob").str());
  const Json request = {{"request", waiting[0].at("id")}};
  EXPECT_EQ(code(act("bob", "group.approve_request", request)), "forbidden");
  EXPECT_EQ(act("alice", "group.approve_request", request).at("member_count"), 4);
  EXPECT_TRUE(inside("dave"));
  EXPECT_EQ(world.inbox("bob").back(), "join_decided");
  EXPECT_EQ(world.inbox("dave").back(), "join_decided");
  EXPECT_EQ(code(act("alice", "group.approve_request", request)), "not_found");
}

TEST_F(Joining, PassesOverWhoWaitsAlreadyAndForgetsTheRejected) {
  act("alice", "group.set_rules", {{"confirm_invites", true}});
  world.person("dave");
  act("bob", "group.add_members", {{"members", {"dave"}}});
  act("carol", "group.add_members", {{"members", {"dave"}}});
  const Json waiting = items(act("alice", "group.requests"));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(code(act("alice", "group.reject_request", {{"request", waiting[0].at("id")}})), "ok");
  EXPECT_FALSE(inside("dave"));
  EXPECT_EQ(world.inbox_entries("bob").back().at("body").at("approved"), false);
  EXPECT_TRUE(items(act("alice", "group.requests")).empty());
  EXPECT_EQ(act("bob", "group.add_members", {{"members", {"dave"}}}).at("waiting").size(), 1u);
}

TEST_F(Joining, AsksNobodyWhenTheOwnerOrAnAdminInvites) {
  act("alice", "group.set_rules", {{"confirm_invites", true}});
  act("alice", "group.add_admins", {{"members", {"bob"}}});
  world.person("dave");
  EXPECT_EQ(act("bob", "group.add_members", {{"members", {"dave"}}}).at("added").size(), 1u);
}

TEST_F(Joining, LetsWhoHoldsTheLinkIn) {
  const std::string way = link();
  world.person("dave");
  const Json seen = world.call("dave", "group.preview", {{"code", way}});
  EXPECT_EQ(seen.at("name"), "Team");
  EXPECT_EQ(seen.at("member_count"), 3);
  EXPECT_EQ(seen.at("inside"), false);
  const Json joined = join("dave", way);
  EXPECT_EQ(joined.at("conversation"), chat);
  EXPECT_EQ(joined.at("waiting"), false);
  EXPECT_TRUE(inside("dave"));
  EXPECT_EQ(join("dave", way).at("seq"), 0);
  EXPECT_EQ(items(act("alice", "group.links")).at(0).at("uses"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM group_links WHERE encode(code_hash, 'escape') LIKE '%" + way + "%'"), 0);
}

TEST_F(Joining, EndsWithTheTimeTheUsesOrTheOwner) {
  const std::string brief = link({{"expires_in_s", 60}}), once = link({{"most_uses", 1}}), ended = link();
  const Json listed = items(act("alice", "group.links"));
  ASSERT_EQ(listed.size(), 3u);
  EXPECT_EQ(code(act("bob", "group.revoke_link", {{"link", listed[2].at("id")}})), "forbidden");
  EXPECT_EQ(code(act("alice", "group.revoke_link", {{"link", listed[2].at("id")}})), "ok");
  EXPECT_EQ(code(join("dave", once)), "ok");
  world.clock.advance(std::chrono::seconds(61));
  for (const std::string& way : {brief, once, ended, std::string("guess")}) {
    const Json refused = join("erin", way);
    EXPECT_EQ(code(refused), "not_found");
    EXPECT_EQ(refused.at("detail"), "this link is not valid, or not any more");
  }
  EXPECT_TRUE(items(act("alice", "group.links")).empty());
}

TEST_F(Joining, LetsNoMoreInThanALinkAllowsHoweverManyComeAtOnce) {
  const std::string way = link({{"most_uses", 2}});
  std::vector<std::string> users;
  for (int i = 0; i < 6; ++i)
    users.push_back("guest" + std::to_string(i));
  for (const std::string& user : users)
    world.person(user);
  std::atomic<int> in{0}, out{0};
  std::vector<std::thread> guests;
  for (const std::string& user : users)
    guests.emplace_back([&, user] { ++(code(world.call(user, "group.join", {{"code", way}})) == "ok" ? in : out); });
  for (auto& guest : guests)
    guest.join();
  EXPECT_EQ(in, 2);
  EXPECT_EQ(out, 4);
  EXPECT_EQ(act("alice", "conversation.get").at("conversation").at("member_count"), 5);
}

TEST_F(Joining, StopsAtTheLimitOfTheGroupHoweverManyComeAtOnce) {
  act("alice", "group.set_rules", {{"member_limit", 4}});
  const std::string way = link();
  for (const char* user : {"dave", "erin"})
    world.person(user);
  std::vector<std::string> codes(2);
  std::thread other([&] { codes[0] = code(world.call("dave", "group.join", {{"code", way}})); });
  codes[1] = code(world.call("erin", "group.join", {{"code", way}}));
  other.join();
  std::sort(codes.begin(), codes.end());
  EXPECT_EQ(codes, (std::vector<std::string>{"invalid_argument", "ok"}));
  EXPECT_EQ(act("alice", "conversation.get").at("conversation").at("member_count"), 4);
}

TEST_F(Joining, AsksForApprovalWhereTheLinkOrTheGroupSaysSo) {
  act("alice", "group.set_rules", {{"confirm_invites", true}});
  const std::string of_bob = act("bob", "group.create_link").at("code");
  const std::string of_alice = link();
  EXPECT_EQ(join("dave", of_bob).at("waiting"), true);
  EXPECT_EQ(join("dave", of_bob).at("waiting"), true);
  EXPECT_FALSE(inside("dave"));
  EXPECT_EQ(world.inbox("dave").back(), "join_requested");
  EXPECT_EQ(join("erin", of_alice).at("waiting"), false);
  const Json waiting = items(act("alice", "group.requests"));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_TRUE(waiting[0].at("invited_by").is_null());
  act("alice", "group.approve_request", {{"request", waiting[0].at("id")}});
  EXPECT_TRUE(inside("dave"));
}

TEST_F(Joining, EndsWithWhoMadeTheLink) {
  const std::string of_bob = act("bob", "group.create_link").at("code");
  const std::string of_carol = act("carol", "group.create_link").at("code");
  act("alice", "group.remove_members", {{"members", {"bob"}}});
  act("carol", "group.leave");
  for (const std::string& way : {of_bob, of_carol}) {
    for (const char* user : {"bob", "carol", "dave"})
      EXPECT_EQ(code(join(user, way)), "not_found") << user;
    EXPECT_EQ(code(world.call("dave", "group.preview", {{"code", way}})), "not_found");
    EXPECT_EQ(
        code(world.call("dave", "group.draw_link", {{"code", way}, {"origin", "https://x"}, {"format", "svg"}})),
        "not_found");
  }
  EXPECT_TRUE(items(act("alice", "group.links")).empty());
  act("alice", "group.add_members", {{"members", {"bob"}}});
  EXPECT_EQ(code(join("dave", of_bob)), "not_found");
}

TEST_F(Joining, AsksTheRulesOfTodayAboutWhoMadeTheLink) {
  const std::string of_bob = act("bob", "group.create_link").at("code");
  const std::string of_alice = link();
  act("alice", "group.set_rules", {{"invite", "admins"}});
  EXPECT_EQ(code(join("dave", of_bob)), "not_found");
  EXPECT_EQ(code(world.call("dave", "group.preview", {{"code", of_bob}})), "not_found");
  const auto active = [&](const std::string& maker) {
    for (const Json& one : items(act("alice", "group.links")))
      if (one.at("created_by") == world.person(maker).str()) return one.at("active");
    return Json();
  };
  EXPECT_EQ(active("bob"), false) << "the list says what joining answers";
  EXPECT_EQ(active("alice"), true);
  act("alice", "group.set_rules", {{"invite", "everybody"}, {"confirm_invites", true}});
  EXPECT_EQ(active("bob"), true);
  EXPECT_EQ(world.call("dave", "group.preview", {{"code", of_bob}}).at("approval"), true);
  EXPECT_EQ(join("dave", of_bob).at("waiting"), true);
  EXPECT_FALSE(inside("dave"));
  EXPECT_EQ(join("erin", of_alice).at("waiting"), false);
}

TEST_F(Joining, AsksForApprovalOfWhomAFormerAdminInvites) {
  act("alice", "group.add_admins", {{"members", {"bob"}}});
  act("alice", "group.set_rules", {{"confirm_invites", true}});
  const std::string of_bob = act("bob", "group.create_link").at("code");
  EXPECT_EQ(join("dave", of_bob).at("waiting"), false);
  act("alice", "group.remove_admins", {{"members", {"bob"}}});
  EXPECT_EQ(join("erin", of_bob).at("waiting"), true);
}

TEST_F(Joining, EndsARequestWhenThePersonGetsInAnotherWay) {
  act("alice", "group.set_rules", {{"confirm_invites", true}});
  const std::string way = link();
  for (const char* user : {"dave", "erin"})
    world.person(user);
  act("bob", "group.add_members", {{"members", {"dave", "erin"}}});
  const Json waiting = items(act("alice", "group.requests"));
  ASSERT_EQ(waiting.size(), 2u);
  act("alice", "group.add_members", {{"members", {"dave"}}});
  EXPECT_EQ(join("erin", way).at("waiting"), false);
  for (const char* user : {"dave", "erin"})
    act(user, "group.leave");
  EXPECT_TRUE(items(act("alice", "group.requests")).empty());
  for (const Json& one : waiting)
    EXPECT_EQ(code(act("alice", "group.approve_request", {{"request", one.at("id")}})), "not_found");
  EXPECT_FALSE(inside("dave"));
  EXPECT_EQ(world.count("SELECT count(*) FROM group_requests WHERE state = 'waiting'"), 0);
}

TEST_F(Joining, IsDrawnForWhoHoldsTheCode) {
  const Json wish = {{"code", link()}, {"origin", "https://chat.example.com/"}, {"format", "png"}};
  const Json drawn = world.call("bob", "group.draw_link", wish);
  EXPECT_EQ(drawn.at("link"), "https://chat.example.com/groups/join/" + wish.at("code").get<std::string>());
  EXPECT_TRUE(drawn.at("data").get<std::string>().starts_with("iVBORw0KGgo"));
  EXPECT_EQ(
      world.call("bob", "group.draw_link", {{"code", link()}, {"origin", "ftp://x"}, {"format", "svg"}}).at("field"),
      "origin");
  EXPECT_EQ(
      code(world.call("bob", "group.draw_link", {{"code", "guess"}, {"origin", "https://x"}, {"format", "svg"}})),
      "not_found");
}

TEST_F(Joining, EndsWithTheGroup) {
  const std::string way = link();
  act("alice", "group.dismiss");
  EXPECT_EQ(code(join("dave", way)), "conversation_closed");
}

TEST_F(Joining, ForgetsLinksAndRequestsHalfAYearAfterTheirEnd) {
  link({{"expires_in_s", 30 * 86400}});
  const Json revoked = act("alice", "group.create_link", {{"expires_in_s", 30 * 86400}});
  act("alice", "group.revoke_link", {{"link", revoked.at("link").at("id")}});
  act("alice", "group.set_rules", {{"confirm_invites", true}});
  for (const char* user : {"dave", "erin"})
    world.person(user);
  act("bob", "group.add_members", {{"members", {"dave", "erin"}}});
  act("alice", "group.reject_request", {{"request", items(act("alice", "group.requests"))[0].at("id")}});
  const auto purge = [&](int limit) {
    const auto connection = db::connect(world.pool(1));
    db::Tx tx(*connection, world.clock);
    tx.set_corp(world.corp);
    const std::int64_t gone = groups::purge_ways_in(tx, limit);
    tx.commit();
    return gone;
  };
  world.clock.advance(std::chrono::days(179));
  EXPECT_EQ(purge(10), 0);
  world.clock.advance(std::chrono::days(2));
  EXPECT_EQ(purge(1), 2) << "the request that was rejected and the link that was revoked";
  EXPECT_EQ(purge(10), 0);
  world.clock.advance(std::chrono::days(30));
  EXPECT_EQ(purge(10), 1) << "the link that ended by itself";
  EXPECT_EQ(world.count("SELECT count(*) FROM group_links"), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM group_requests WHERE state = 'waiting'"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM group_requests"), 1);
}

}  // namespace
}  // namespace weft::test
