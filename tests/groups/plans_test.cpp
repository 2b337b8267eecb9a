// No operation of this room, and no step of retention, reads a table from end to end that grows.
#include "support/plans.hpp"

#include "groups/world.hpp"

namespace weft::test {
namespace {

struct GroupPlans : testing::Test {
  GroupWorld world{1};
  std::string chat = world.group("alice", {"bob", "carol", "dave"});
  Seq seq = world.send("bob", chat, "first").at("seq");

  Json act(const std::string& user, const std::string& operation, Json input = Json::object(), bool there = true) {
    if (there) input["conversation"] = chat;
    Json answer = world.call(user, operation, std::move(input));
    EXPECT_FALSE(answer.contains("title")) << operation << answer.dump();
    return answer;
  }
  void rules() {
    act("alice", "group.add_admins", {{"members", {"bob"}}});
    act("alice", "group.remove_admins", {{"members", {"bob"}}});
    act("alice", "group.set_notice", {{"text", "hi"}});
    act("alice", "group.mute_all", {{"muted", true}});
    act("alice", "group.mute_all", {{"muted", false}});
    act("alice", "group.mute_members", {{"members", {"bob"}}, {"muted", true}});
    act("alice", "group.mute_members", {{"members", {"bob"}}, {"muted", false}});
    act("alice", "group.set_rules", {{"confirm_invites", true}});
    act("bob", "message.edit", {{"seq", seq}, {"body", {{"text", "x"}}}});
  }
  void ways_in() {
    for (const char* user : {"erin", "frank", "gina"})
      world.person(user);
    act("bob", "group.add_members", {{"members", {"erin", "frank"}}});
    const Json first = act("alice", "group.requests", {{"limit", 1}});
    act("alice", "group.requests", {{"limit", 1}, {"cursor", first.at("next_cursor")}});
    act("alice", "group.approve_request", {{"request", first.at("items").at(0).at("id")}});
    const Json link = act("alice", "group.create_link");
    act("alice", "group.links");
    act("gina", "group.preview", {{"code", link.at("code")}}, false);
    const Json asking = act("alice", "group.create_link", {{"approval", true}});
    act("gina", "group.join", {{"code", asking.at("code")}}, false);
    act("gina", "group.join", {{"code", link.at("code")}}, false);
    act("alice", "group.revoke_link", {{"link", link.at("link").at("id")}});
  }
  void for_oneself() {
    act("carol", "message.star", {{"seq", seq}, {"starred", true}});
    const Seq other = world.send("bob", chat, "second").at("seq");
    act("carol", "message.star", {{"seq", other}, {"starred", true}});
    const Json stars = act("carol", "star.list", {{"limit", 1}}, false);
    act("carol", "star.list", {{"cursor", stars.at("next_cursor")}}, false);
    act("carol", "message.star", {{"seq", seq}, {"starred", false}});
    act("carol", "message.hide", {{"seq", seq}});
    act("carol", "message.hide", {{"seq", seq}});
    act("carol", "conversation.read", {{"seq", seq}});
  }
  void company() {
    world.promote("olga", api::Role::owner);
    act("olga", "message.get_policy", Json::object(), false);
    act("olga", "group.set_defaults", {{"rename", "everybody"}}, false);
    act("olga", "group.admin_list", {{"query", "Te"}, {"owner", "alice"}}, false);
    act("olga", "group.admin_get");
    act("olga", "group.admin_set_limits", {{"member_limit", 100}});
    act("olga", "group.admin_set_owner", {{"owner", "carol"}});
    act("olga", "retention.set", {{"days", 1}}, false);
    act("olga", "retention.set_group", {{"days", 2}});
    const Json hold = act(
        "olga", "legal_hold.create", {{"scope", "person"}, {"principal", "bob"}, {"reason", "x"}}, false);
    act("olga", "legal_hold.create", {{"scope", "conversation"}, {"conversation", chat}, {"reason", "x"}}, false);
    const Json holds = act("olga", "legal_hold.list", {{"limit", 1}}, false);
    act("olga", "legal_hold.list", {{"cursor", holds.at("next_cursor")}}, false);
    for (const Json& one : items(act("olga", "legal_hold.list", Json::object(), false)))
      act("olga", "legal_hold.lift", {{"hold", one.at("id")}}, false);
  }
  /// Many groups with rules, people and entries, for the planner to see that a company is larger than one of them.
  void crowd() {
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      db::exec(
          tx,
          "WITH c AS (INSERT INTO conversations (id, corp_id, kind, created_at, active_at, head_seq) SELECT "
          "gen_random_uuid(), $1, 'group', now(), now(), 10 FROM generate_series(1, 500) RETURNING id), p AS (INSERT "
          "INTO participants (conversation_id, principal_id, corp_id, joined_seq) SELECT c.id, gen_random_uuid(), $1, "
          "1 "
          "FROM c, generate_series(1, 20)), r AS (INSERT INTO group_rules (conversation_id, corp_id) SELECT id, $1 "
          "FROM c) "
          "INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, created_at) SELECT "
          "c.id, "
          "s, $1, 'message', gen_random_uuid(), '{}', s, now() FROM c, generate_series(1, 10) s",
          world.corp);
      for (const char* table : {"conversations", "participants", "group_rules", "entries"})
        db::exec(tx, std::string("ANALYZE ") + table);
      return 0;
    });
  }
  template <class Body>
  void on_worker(Body body) {
    std::promise<void> done;
    world.dispatcher.transact(
        [&](db::Tx& tx) {
          tx.set_corp(world.corp);
          body(tx);
          return std::string();
        },
        [&](const api::Outcome& outcome) {
          EXPECT_TRUE(std::holds_alternative<std::string>(outcome));
          done.set_value();
        });
    done.get_future().get();
  }
};

TEST_F(GroupPlans, UseAnIndexForEveryTableThatGrows) {
  crowd();
  rules();
  ways_in();
  for_oneself();
  company();
  world.clock.advance(std::chrono::days(5));
  on_worker([&](db::Tx& tx) {
    db::Job job;
    job.state = {"{}"};
    groups::retention_step({})(tx, job);
    groups::purge_ways_in(tx, 10);
    EXPECT_GT(prepared_count(tx), 60u);
    for (const std::string& read : whole_reads(tx))
      ADD_FAILURE() << read;
  });
  EXPECT_EQ(act("carol", "entry.list", {{"after", 0}}).at("first_seq").get<Seq>() > seq, true);
}

}  // namespace
}  // namespace weft::test
