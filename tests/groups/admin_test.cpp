// Groups as the company sees them.
#include "groups/world.hpp"
#include <weft/base/json.hpp>

namespace weft::test {
namespace {

struct CompanyGroups : testing::Test {
  GroupWorld world;
  std::string chat = world.group("alice", {"bob", "carol"}, "North");
  std::string other = world.group("bob", {"carol"}, "South");

  CompanyGroups() { world.promote("olga", api::Role::owner); }

  Json act(const std::string& operation, Json input = Json::object()) {
    input["conversation"] = chat;
    return world.call("olga", operation, std::move(input));
  }
  Json list(Json input = Json::object()) { return world.call("olga", "group.admin_list", std::move(input)); }
  Json last_audit(const std::string& action) {
    return world.as_owner([&](db::Tx& tx) {
      const auto rows = db::exec(
          tx, "SELECT detail::text FROM audit_log WHERE corp_id = $1 AND action = $2 ORDER BY seq DESC LIMIT 1",
          world.corp, action);
      return rows.empty() ? Json() : Json::parse(rows[0][0].c_str());
    });
  }
};

TEST_F(CompanyGroups, AreListedByNameAndOwnerInPages) {
  const Json first = list({{"limit", 1}});
  EXPECT_EQ(items(first).at(0).at("name"), "South");
  const Json second = list({{"limit", 1}, {"cursor", first.at("next_cursor")}});
  EXPECT_EQ(items(second).at(0).at("name"), "North");
  EXPECT_TRUE(second.at("next_cursor").is_null());
  EXPECT_EQ(items(list({{"query", "nOr"}})).at(0).at("id"), chat);
  EXPECT_EQ(items(list({{"query", "100%"}})).size(), 0u);
  EXPECT_EQ(items(list({{"owner", "bob"}})).size(), 1u);
}

TEST_F(CompanyGroups, HideDismissedOnesUnlessAskedFor) {
  EXPECT_EQ(code(act("group.admin_dismiss")), "ok");
  EXPECT_EQ(items(list()).size(), 1u);
  EXPECT_EQ(items(list({{"dismissed", true}})).size(), 2u);
  EXPECT_EQ(code(world.send("alice", chat, "still?")), "conversation_closed");
  EXPECT_EQ(code(act("group.admin_dismiss")), "conversation_closed");
  const Json audit = last_audit("group.admin_dismiss");
  EXPECT_EQ(audit.at("before").at("name"), "North");
  EXPECT_EQ(audit.at("after").at("dismissed"), true);
}

TEST_F(CompanyGroups, ShowMembersAndRulesToWhoIsNotInThem) {
  const Json got = act("group.admin_get", {{"limit", 2}});
  EXPECT_EQ(got.at("group").at("member_count"), 3);
  EXPECT_EQ(got.at("rules").at("member_limit"), 2000);
  EXPECT_EQ(got.at("members").at("items").size(), 2u);
  const Json rest = act("group.admin_get", {{"limit", 2}, {"cursor", got.at("members").at("next_cursor")}});
  EXPECT_EQ(rest.at("members").at("items").size(), 1u);
  EXPECT_EQ(code(world.entries("olga", chat)), "not_found");
}

TEST_F(CompanyGroups, GetANewOwnerOutOfTheirMembers) {
  EXPECT_EQ(act("group.admin_set_owner", {{"owner", "olga"}}).at("field"), "owner");
  EXPECT_EQ(code(act("group.admin_set_owner", {{"owner", "carol"}})), "ok");
  EXPECT_EQ(act("group.admin_get").at("group").at("owner"), world.person("carol").str());
  const Json audit = last_audit("group.admin_set_owner");
  EXPECT_EQ(audit.at("before").at("owner"), world.person("alice").str());
  EXPECT_EQ(audit.at("after").at("owner"), world.person("carol").str());
  EXPECT_EQ(items(world.entries("bob", chat, {{"limit", 1}})).at(0).at("kind"), "owner_changed");
}

TEST_F(CompanyGroups, GetALimit) {
  EXPECT_EQ(code(act("group.admin_set_limits", {{"member_limit", 3}})), "ok");
  world.person("dave");
  const Json over = world.call("alice", "group.add_members", {{"conversation", chat}, {"members", {"dave"}}});
  EXPECT_EQ(over.at("field"), "members");
  EXPECT_EQ(last_audit("group.admin_set_limits").at("after").at("member_limit"), 3);
  EXPECT_EQ(code(act("group.admin_set_limits")), "ok");
  EXPECT_EQ(act("group.admin_get").at("rules").at("member_limit"), 2000);
}

TEST_F(CompanyGroups, AreNobodysBusinessWithoutThePermission) {
  EXPECT_EQ(code(world.call("bob", "group.admin_dismiss", {{"conversation", chat}})), "forbidden");
  EXPECT_EQ(code(world.call("bob", "group.admin_set_owner", {{"conversation", chat}, {"owner", "bob"}})), "forbidden");
  const std::string direct = world.call("bob", "conversation.open_direct", {{"peer", "carol"}}).at("id");
  EXPECT_EQ(code(world.call("olga", "group.admin_get", {{"conversation", direct}})), "not_found");
}

}  // namespace
}  // namespace weft::test
