// No operation on contacts, relations, tags or segments reads a table from end to end that grows.
#include "customers/world.hpp"
#include "support/plans.hpp"

namespace weft::test {
namespace {

struct ContactPlans : testing::Test {
  CustomerWorld world{1};
  std::string chat = world.customer("carl", "emma");
  std::string carl = world.people.at("carl").str();
  std::string follow = world.follow("carl", "emma")->id.str();
  std::vector<std::int64_t> tags = world.tags({"red", "green"});

  Json act(const std::string& who, const std::string& operation, const Json& input = Json::object()) {
    Json answer = world.call(who, operation, input);
    EXPECT_FALSE(answer.contains("title")) << operation << answer.dump();
    return answer;
  }
  /// Many chats, for the planner to see that one of them is little.
  void crowd() {
    world.in_company([&](db::Tx& tx) {
      db::exec(
          tx,
          "WITH c AS (INSERT INTO conversations (id, corp_id, kind, created_at, active_at) SELECT gen_random_uuid(), "
          "$1, "
          "'customer', now(), now() FROM generate_series(1, 2000) RETURNING id) INSERT INTO participants "
          "(conversation_id, principal_id, corp_id, joined_seq) SELECT c.id, gen_random_uuid(), $1, 1 FROM c, "
          "generate_series(1, 3)",
          world.corp);
      db::exec(tx, "ANALYZE conversations");
      db::exec(tx, "ANALYZE participants");
      return 0;
    });
  }
  void records() {
    const Json field = act("olga", "contact_field.create", {{"name", "Size"}, {"kind", "number"}})["number"];
    act("olga", "contact_field.update", {{"field", field}, {"name", "Width"}});
    act("emma", "contact.update",
        {{"contact", carl},
         {"fields", {{{"field", field}, {"value", "1"}}}},
         {"ids", {{{"provider", "crm"}, {"value", "1"}}}}});
    act("emma", "contact.get", {{"contact", carl}});
    act("emma", "contact.timeline", {{"contact", carl}});
    act("emma", "follow.update", {{"follow", follow}, {"remark", "x"}});
    act("emma", "follow.tag", {{"follow", follow}, {"add", tags}});
    act("emma", "follow.tag", {{"follow", follow}, {"remove", {tags[0]}}});
    act("olga", "contact_field.delete", {{"field", field}});
  }
  void lists() {
    act("emma", "contact.list", {{"query", "c"}, {"filter", {{"tagged", true}}}});
    for (const Json& filter :
         {Json{{"tags", {{"any", tags}}}}, Json{{"owners", {"emma"}}}, Json{{"departments", {1}}},
          Json{{"added", {{"last_days", 3}}}}, Json{{"active", {{"last_days", 3}}}}}) {
      act("olga", "contact.list", {{"everybody", true}, {"filter", filter}});
      act("olga", "segment.count", {{"everybody", true}, {"filter", filter}});
    }
    act("emma", "segment.count");
    const Json segment = act("emma", "segment.create", {{"name", "x"}, {"filter", {{"tagged", true}}}})["id"];
    act("emma", "segment.list");
    act("emma", "segment.get", {{"segment", segment}});
    act("emma", "segment.delete", {{"segment", segment}});
  }
  void settings() {
    act("olga", "contact_tag_group.list");
    act("olga", "contact_tag_group.update", {{"group", 1}, {"name", "Level"}});
    const Json tag = act("olga", "contact_tag.create", {{"group", 1}, {"name", "blue"}})["number"];
    act("olga", "contact_tag.update", {{"tag", tag}, {"name", "pink"}});
    act("olga", "contact_tag.delete", {{"tag", tag}});
    act("olga", "contact_tag_group.delete", {{"group", 1}});
    act("olga", "serving.set", {{"hand_overs", 3}});
    act("olga", "serving.check", {{"members", {"emma"}}});
    act("olga", "member.verify", {{"member", "bob"}});
  }
  void merging() {
    world.registry.add(customers::merging_operations());
    world.customer("dora", "bob");
    world.customer("dora", "emma");
    const std::string dora = world.people.at("dora").str();
    act("olga", "contact.merge", {{"contact", carl}, {"other", dora}});
    act("olga", "contact.unmerge", {{"contact", dora}});
  }
  void together() {
    world.employee("nora");
    act("emma", "customer_chat.add_colleague", {{"conversation", chat}, {"members", {"nora"}}});
    act("emma", "customer_note.open", {{"conversation", chat}});
    act("emma", "customer_chat.remove_colleague", {{"conversation", chat}, {"members", {"nora"}}});
    act("emma", "follow.share", {{"follow", follow}, {"to", "nora"}});
    act("emma", "follow.remove", {{"follow", follow}});
  }
};

TEST_F(ContactPlans, UseAnIndexForEveryTableThatGrows) {
  world.promote("olga", api::Role::owner);
  world.person("bob");
  crowd();
  records();
  lists();
  merging();
  together();
  settings();
  std::promise<void> done;
  world.dispatcher.transact(
      [&](db::Tx& tx) {
        tx.set_corp(world.corp);
        EXPECT_GT(prepared_count(tx), 60u);
        for (const std::string& read : whole_reads(tx))
          ADD_FAILURE() << read;
        return std::string();
      },
      [&](const api::Outcome& outcome) {
        EXPECT_TRUE(std::holds_alternative<std::string>(outcome));
        done.set_value();
      });
  done.get_future().get();
}

}  // namespace
}  // namespace weft::test
