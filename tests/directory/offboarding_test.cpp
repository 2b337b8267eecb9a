// The end of somebody's time in the company.
#include "directory/world.hpp"
#include <weft/directory/offboarding.hpp>

namespace weft::directory {
namespace {

struct Offboard : testing::Test {
  Offboard() {
    world.member("anna", "Sales/North");
    world.member("bert", "Sales");
    world.member("cora", "Sales");
  }
  std::string group(const std::string& owner, std::vector<std::string> members) {
    return world.ok(owner, "group.create", {{"name", "G" + std::to_string(++made)}, {"members", std::move(members)}})
        .at("id");
  }
  Json go(const std::string& who, Json more = Json::object()) {
    more["member"] = who;
    return world.ok("olga", "member.offboard", more);
  }
  World world;
  int made = 0;
};

TEST_F(Offboard, EndsSessionsAndSocketsAtOnce) {
  world.ok("anna", "me.get");
  world.take_events();
  const Json out = go("anna", {{"reason", "New job"}});
  EXPECT_EQ(out.at("principal").at("status"), "left");
  EXPECT_EQ(out.at("reason"), "New job");
  int revoked = 0;
  for (const Event& event : world.take_events()) {
    const auto* ended = std::get_if<RevokedEvent>(&event);
    if (ended && ended->principal == world.id("anna") && ended->sessions.empty()) ++revoked;
  }
  EXPECT_EQ(revoked, 1) << "all sockets of hers are told, before any group is left";
  EXPECT_EQ(world.refusal("anna", "me.get"), "unauthenticated");
  EXPECT_EQ(world.count("sessions WHERE revoked_at IS NULL AND principal_id = '" + world.id("anna").str() + "'"), 0);
}

TEST_F(Offboard, LeavesNoTraceInDepartmentsTagsAndRules) {
  world.ok("olga", "member.update", {{"member", "anna"}, {"mobile", "13800000001"}, {"email", "a@acme.example"}});
  world.ok("olga", "tag.create", {{"name", "T"}});
  world.ok("olga", "tag.mark", {{"tag", 1}, {"members", {"anna"}}});
  world.ok("olga", "visibility.add", {{"kind", "hide"}, {"to", {{"member", "anna"}}}});
  const Json out = go("anna");
  EXPECT_EQ(each(out.at("departments"), "/full_name"), "Sales/North") << "remembered for hand-over";
  const std::string hers = " WHERE principal_id = '" + world.id("anna").str() + "'";
  EXPECT_EQ(world.count("department_members" + hers), 0);
  EXPECT_EQ(world.count("tag_members" + hers), 0);
  EXPECT_EQ(world.count("visibility_rules"), 0);
  EXPECT_EQ(each(world.ok("bert", "member.list").at("items"), "/userid"), "bert cora olga");
  EXPECT_TRUE(world.ok("bert", "member.search", {{"query", "anna"}}).at("items").empty());
  EXPECT_EQ(world.refusal("olga", "member.update", {{"member", "bert"}, {"mobile", "13800000001"}}), "ok")
      << "free again";
  EXPECT_EQ(world.refusal("bert", "conversation.open_direct", {{"peer", "anna"}}), "invalid_argument peer");
  EXPECT_EQ(world.ok("olga", "principal.get", {{"principal", world.id("anna").str()}}).at("name"), "Name of anna")
      << "who wrote what stays readable";
  EXPECT_EQ(world.refusal("bert", "principal.get", {{"principal", world.id("anna").str()}}), "not_found")
      << "for whom she was hidden she stays so";
}

TEST_F(Offboard, IsNotStoppedHalfway) {
  for (int i = 0; i < 30; ++i)
    group("anna", {"bert"});
  go("anna");
  EXPECT_EQ(world.count("jobs WHERE kind = 'directory.offboard' AND started_by IS NULL"), 1)
      << "the server's own, which nobody cancels";
  world.run_jobs();
  EXPECT_FALSE(world.ok("olga", "offboarding.get", {{"member", "anna"}}).at("finished_at").is_null());
}

TEST_F(Offboard, LeavesANameAndNothingElse) {
  world.ok("olga", "member.update", {{"member", "anna"}, {"mobile", "13800000001"}, {"alias", "Annie"}});
  go("anna");
  const Json seen = world.ok("bert", "member.get", {{"member", "anna"}});
  EXPECT_EQ(seen.at("principal").at("name"), "Name of anna");
  EXPECT_EQ(seen.at("mobile"), "");
  EXPECT_EQ(seen.at("alias"), "");
  EXPECT_EQ(world.ok("olga", "member.get", {{"member", "anna"}}).at("mobile"), "13800000001");
}

TEST_F(Offboard, HandsGroupsOnAndListsThem) {
  const std::string owned = group("anna", {"bert", "cora"});
  const std::string joined = group("bert", {"anna", "cora"});
  const std::string alone = group("anna", {"bert"});
  world.ok("bert", "group.leave", {{"conversation", alone}});
  const Json chat = world.ok("anna", "conversation.open_direct", {{"peer", "cora"}});
  go("anna");
  EXPECT_TRUE(world.ok("olga", "offboarding.get", {{"member", "anna"}}).at("finished_at").is_null());
  world.run_jobs();
  const Json got = world.ok("olga", "offboarding.get", {{"member", "anna"}});
  EXPECT_FALSE(got.at("finished_at").is_null());
  EXPECT_EQ(got.at("groups"), 3);
  EXPECT_EQ(got.at("groups_owned"), 2);
  EXPECT_EQ(got.at("conversations"), 1);
  std::map<std::string, Json> left;
  for (const Json& item : Json(world.ok("olga", "offboarding.groups", {{"member", "anna"}}).at("items")))
    left[item.at("conversation")] = item;
  EXPECT_EQ(left.at(owned).at("heir"), world.id("bert").str()) << "the member who has been in longest";
  EXPECT_FALSE(left.at(joined).at("owned"));
  EXPECT_TRUE(left.at(alone).at("heir").is_null());
  EXPECT_EQ(world.ok("cora", "conversation.get", {{"conversation", owned}}).at("conversation").at("member_count"), 2);
  EXPECT_EQ(
      world.ok("cora", "conversation.get", {{"conversation", owned}}).at("conversation").at("owner"),
      world.id("bert").str());
  const Json chats = world.ok("olga", "offboarding.conversations", {{"member", "anna"}});
  EXPECT_EQ(each(chats.at("items"), "/conversation"), chat.at("id"));
  EXPECT_EQ(each(chats.at("items"), "/peer"), world.id("cora").str());
}

TEST_F(Offboard, EndsRolesAndInvitationsAndListsThem) {
  const std::int64_t north = world.department("Sales/North");
  const std::string custom =
      world.ok("olga", "role.create", {{"name", "HR"}, {"permissions", {"roles_manage", "members_manage"}}}).at("id");
  world.ok("olga", "role.assign", {{"role", custom}, {"member", "anna"}, {"departments", {north}}});
  world.ok("olga", "role.assign", {{"role", "admin"}, {"member", "anna"}, {"company", true}});
  const Json live = world.call("anna", "invitation.create", {{"departments", {north}}});
  const Json other = world.call("olga", "invitation.create", {{"departments", {north}}});
  const Json out = go("anna");
  EXPECT_EQ(out.at("invitations"), 1);
  EXPECT_EQ(
      out.at("roles"),
      Json::array(
          {{{"name", "Administrator"}, {"builtin", "admin"}, {"company", true}, {"departments", Json::array()}},
           {{"name", "HR"}, {"builtin", nullptr}, {"company", false}, {"departments", {north}}}}))
      << out.at("roles");
  EXPECT_EQ(world.count("role_assignments WHERE principal_id = '" + world.id("anna").str() + "'"), 0);
  EXPECT_EQ(world.refusal("olga", "invitation.look", {{"code", live.at("code")}}), "not_found code");
  EXPECT_EQ(world.refusal("olga", "invitation.look", {{"code", other.at("code")}}), "ok");
  EXPECT_EQ(world.ok("olga", "role.get", {{"role", custom}}).at("holders"), 0);
}

TEST_F(Offboard, NeverLeavesTheCompanyWithoutAnOwner) {
  world.ok("olga", "role.assign", {{"role", "owner"}, {"member", "anna"}, {"company", true}});
  world.ok("olga", "role.assign", {{"role", "owner"}, {"member", "bert"}, {"company", true}});
  world.ok("anna", "member.set_status", {{"member", "olga"}, {"status", "disabled"}});
  world.ok("anna", "member.offboard", {{"member", "bert"}});
  EXPECT_EQ(world.refusal("anna", "member.offboard", {{"member", "anna"}}), "conflict");
  EXPECT_EQ(
      world.in_corp([&](db::Tx& tx) {
             try {
               offboard(tx, {world.id("anna")}, {});
               return std::string("gone");
             } catch (const ApiError& error) {
               return error.detail();
             }
           }).find("owner") != std::string::npos,
      true)
      << "not even by the command line, while the other owner is disabled";
}

TEST_F(Offboard, ManyGroupsAreLeftInManySteps) {
  for (int i = 0; i < 60; ++i)
    group(
        i % 2 == 0 ? "anna" : "bert", i % 2 == 0 ? std::vector<std::string>{"bert"} : std::vector<std::string>{"anna"});
  go("anna");
  world.run_jobs();
  EXPECT_EQ(world.ok("olga", "offboarding.get", {{"member", "anna"}}).at("groups"), 60);
  EXPECT_EQ(world.count("jobs WHERE kind = 'directory.offboard' AND done = 60 AND status = 'done'"), 1);
  const Json page = world.ok("olga", "offboarding.groups", {{"member", "anna"}, {"limit", 50}});
  const Json rest = world.ok("olga", "offboarding.groups", {{"member", "anna"}, {"cursor", page.at("next_cursor")}});
  EXPECT_EQ(rest.at("items").size(), 10U);
}

TEST_F(Offboard, RefusesTheLastOwnerOneselfAndWhoHasGone) {
  EXPECT_EQ(world.refusal("olga", "member.offboard", {{"member", "olga"}}), "conflict");
  world.member("admin", "", api::Role::admin);
  EXPECT_EQ(world.refusal("admin", "member.offboard", {{"member", "olga"}}), "forbidden");
  EXPECT_EQ(world.refusal("bert", "member.offboard", {{"member", "anna"}}), "forbidden");
  EXPECT_EQ(world.refusal("olga", "offboarding.get", {{"member", "anna"}}), "not_found");
  go("anna");
  EXPECT_EQ(world.refusal("olga", "member.offboard", {{"member", "anna"}}), "conflict");
  EXPECT_EQ(world.refusal("olga", "member.set_status", {{"member", "anna"}, {"status", "active"}}), "conflict");
  EXPECT_EQ(world.refusal("olga", "member.update", {{"member", "anna"}, {"alias", "x"}}), "conflict");
  EXPECT_EQ(
      world.refusal("olga", "member.set_departments", {{"member", "anna"}, {"departments", {{{"department", 1}}}}}),
      "conflict");
  EXPECT_EQ(world.refusal("bert", "offboarding.list"), "forbidden");
  EXPECT_EQ(world.ok("admin", "offboarding.list").at("items").size(), 1U);
}

TEST_F(Offboard, WhoMayLookFollowsTheDepartmentsWhenTheyMove) {
  const std::int64_t sales = world.department("Sales"), north = world.department("Sales/North");
  const std::int64_t labs = world.department("Labs"), east = world.department("Labs/East");
  for (const auto& [userid, department] :
       {std::pair("sally", sales), std::pair("lars", labs), std::pair("nan", north)}) {
    world.member(userid);
    world.ok(
        "olga", "role.assign",
        {{"role", "directory_admin"}, {"member", userid}, {"departments", Json::array({department})}});
  }
  world.ok(
      "olga", "member.set_departments",
      {{"member", "anna"}, {"departments", {{{"department", north}}, {{"department", east}}}}});
  go("anna");
  world.clock.advance(std::chrono::seconds(1));
  go("bert");
  const auto listed = [&](const std::string& viewer) {
    return each(world.ok(viewer, "offboarding.list").at("items"), "/userid");
  };
  world.ok("olga", "department.move", {{"department", east}, {"parent", 1}});
  EXPECT_EQ(listed("lars"), "") << "East went elsewhere, and with it who stood there";
  EXPECT_EQ(world.refusal("lars", "offboarding.get", {{"member", "anna"}}), "forbidden");
  EXPECT_EQ(listed("sally"), "bert anna");
  world.ok("olga", "department.move", {{"department", north}, {"parent", labs}});
  EXPECT_EQ(listed("sally"), "bert");
  EXPECT_EQ(world.refusal("sally", "offboarding.groups", {{"member", "anna"}}), "forbidden");
  EXPECT_EQ(listed("lars"), "anna");
  EXPECT_EQ(listed("nan"), "anna") << "moved along with the department";
  EXPECT_EQ(world.refusal("nan", "offboarding.get", {{"member", "anna"}}), "ok");
  world.ok("olga", "role.unassign", {{"role", "directory_admin"}, {"member", "nan"}});
  world.ok("olga", "department.delete", {{"department", north}});
  EXPECT_EQ(listed("lars"), "anna") << "where a department that is gone stood last";
}

TEST_F(Offboard, TheUseridStaysTakenUnlessItIsFreed) {
  go("anna");
  EXPECT_EQ(world.refusal("olga", "member.create", {{"userid", "anna"}, {"name", "Anna"}}), "conflict userid");
  go("bert", {{"free_userid", true}});
  EXPECT_EQ(world.refusal("olga", "member.create", {{"userid", "bert"}, {"name", "Bert II"}}), "ok");
  const Json got = world.ok("olga", "offboarding.get", {{"member", world.id("bert").str()}});
  EXPECT_EQ(got.at("userid"), "bert");
  EXPECT_EQ(got.at("principal").at("name"), "Name of bert");
}

}  // namespace
}  // namespace weft::directory
