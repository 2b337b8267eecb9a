// Members: what is known of them, where they stand, how they are found.
#include "directory/world.hpp"
#include <weft/directory/members.hpp>

namespace weft::directory {
namespace {

struct Members : testing::Test {
  Members() {
    world.member("anna", "Sales");
    world.member("bert", "Sales/North");
  }
  Json places(std::vector<Json> list, const std::string& who = "anna") {
    return {{"member", who}, {"departments", std::move(list)}};
  }
  World world;
};

TEST_F(Members, AreKnownByMoreThanAName) {
  const Json change = {
      {"member", "anna"},
      {"name", "Anna Lin"},
      {"name_en", "Ann"},
      {"alias", "al"},
      {"title", "Buyer"},
      {"mobile", "+86 138-0000-0001"},
      {"email", "Anna@acme.example"},
      {"telephone", "020-123456,7"},
      {"gender", "female"}};
  world.ok("olga", "member.update", change);
  const Json got = world.ok("bert", "member.get", {{"member", "anna"}});
  EXPECT_EQ(got.at("principal").at("name"), "Anna Lin");
  EXPECT_EQ(got.at("principal").at("title"), "Buyer");
  for (const char* field : {"name_en", "alias", "mobile", "email", "telephone", "gender"})
    EXPECT_EQ(got.at(field), change.at(field)) << field;
  EXPECT_EQ(got.at("departments").at(0).at("full_name"), "Sales");
  EXPECT_EQ(
      world.count("audit_log WHERE action = 'member.update' AND detail->'before'->>'name' = 'Name of anna' AND "
                  "detail->'after'->>'name' = 'Anna Lin' AND NOT detail->'after' ? 'avatar'"),
      1);
  world.ok("olga", "member.update", {{"member", "anna"}, {"mobile", ""}});
  EXPECT_EQ(world.ok("bert", "member.get", {{"member", "anna"}}).at("mobile"), "");
}

TEST_F(Members, RefuseValuesThatAreNone) {
  const auto refuse = [&](const std::string& field, const std::string& value) {
    EXPECT_EQ(world.refusal("olga", "member.update", {{"member", "anna"}, {field, value}}), "invalid_argument " + field)
        << value;
  };
  refuse("name", "");
  refuse("name", "  ");
  refuse("name", std::string(101, 'x'));
  refuse("name", "a\nb");
  refuse("alias", std::string(65, 'x'));
  refuse("title", std::string(129, 'x'));
  for (const std::string mobile : {"12", "12345678901234567890123", "1380000+0001", "tel:13800000001", "138;0000"})
    refuse("mobile", mobile);
  for (const std::string email : {"a@b.c", "anna", "anna@", "@acme.example", "a@b@c.example", "a b@acme.example"})
    refuse("email", email);
  refuse("telephone", std::string(33, '1'));
  refuse("telephone", "extension");
  refuse("gender", "both");
  EXPECT_EQ(
      world.refusal("olga", "member.update", {{"member", "anna"}, {"password", "x"}}), "invalid_argument password");
  EXPECT_EQ(world.refusal("olga", "member.update", {{"member", "nobody"}, {"name", "x"}}), "not_found");
}

TEST_F(Members, HaveAMobileAndAnEmailOfTheirOwn) {
  world.ok(
      "olga", "member.update", {{"member", "anna"}, {"mobile", "+86 13800000001"}, {"email", "anna@acme.example"}});
  EXPECT_EQ(
      world.refusal("olga", "member.update", {{"member", "bert"}, {"mobile", "138 0000 0001"}}), "conflict mobile");
  EXPECT_EQ(
      world.refusal("olga", "member.update", {{"member", "bert"}, {"email", "ANNA@acme.example"}}), "conflict email");
  world.ok("olga", "member.update", {{"member", "anna"}, {"mobile", "138-0000-0001"}});
}

TEST_F(Members, StandInSeveralDepartmentsWithOneMainOne) {
  const Json got = world.ok(
      "olga", "member.set_departments",
      places({{{"department", 2}, {"position", 3}}, {{"department", 3}, {"main", true}, {"leader", true}}}));
  EXPECT_EQ(got.at("principal").at("department"), "Sales/North");
  EXPECT_EQ(each(got.at("departments"), "/department"), "3 2");
  EXPECT_EQ(got.at("departments").at(0).at("leader"), true);
  EXPECT_EQ(got.at("departments").at(1).at("position"), 3);
  EXPECT_EQ(each(world.ok("olga", "department.members", {{"department", 2}}).at("items"), "/principal/userid"), "anna");
  world.ok("olga", "member.set_departments", places({{{"department", 1}}}));
  EXPECT_EQ(world.ok("olga", "principal.get", {{"principal", "anna"}}).at("department"), "");
  EXPECT_EQ(world.count("department_members WHERE main"), 3) << "one each";
  EXPECT_EQ(
      world.count("audit_log WHERE action = 'member.set_departments' AND detail->'before' <> detail->'after'"), 2);
}

TEST_F(Members, RefusePlacesThatMakeNoSense) {
  const auto refused = [&](std::vector<Json> list) {
    return world.refusal("olga", "member.set_departments", places(std::move(list)));
  };
  EXPECT_EQ(refused({}), "invalid_argument departments");
  EXPECT_EQ(refused({{{"department", 2}}, {{"department", 77}}}), "invalid_argument departments[1].department");
  EXPECT_EQ(refused({{{"department", 2}}, {{"department", 2}}}), "invalid_argument departments[1].department");
  EXPECT_EQ(
      refused({{{"department", 2}, {"main", true}}, {{"department", 3}, {"main", true}}}),
      "invalid_argument departments");
  EXPECT_EQ(refused({{{"department", 2}, {"position", -1}}}), "invalid_argument departments[0].position");
  std::vector<Json> many;
  for (int i = 0; i < 101; ++i)
    many.push_back({{"department", i + 1}});
  EXPECT_EQ(refused(many), "invalid_argument departments");
  EXPECT_EQ(world.ok("olga", "principal.get", {{"principal", "anna"}}).at("department"), "Sales");
}

TEST_F(Members, AreListedByPlaceAndBelow) {
  world.member("cora", "Sales");
  world.ok("olga", "member.set_departments", places({{{"department", 2}, {"position", 9}}}, "cora"));
  EXPECT_EQ(
      each(world.ok("anna", "department.members", {{"department", 2}}).at("items"), "/principal/userid"), "cora anna");
  const Json page = world.ok("anna", "department.members", {{"department", 2}, {"recursive", true}, {"limit", 2}});
  EXPECT_EQ(each(page.at("items"), "/principal/userid"), "anna bert");
  const Json rest = world.ok(
      "anna", "department.members", {{"department", 2}, {"recursive", true}, {"cursor", page.at("next_cursor")}});
  EXPECT_EQ(each(rest.at("items"), "/principal/userid"), "cora");
  EXPECT_EQ(world.refusal("anna", "department.members", {{"department", 99}}), "not_found");
}

TEST_F(Members, AreFoundByNameWordPinyinAndInitials) {
  world.member("u1", "", api::Role::member, "王伟");
  world.member("u2", "", api::Role::member, "曾志伟");
  world.member("u3", "", api::Role::member, "Bob Carter");
  const auto find = [&](const std::string& query) {
    return each(world.ok("anna", "member.search", {{"query", query}}).at("items"), "/userid");
  };
  EXPECT_EQ(find("王"), "u1");
  EXPECT_EQ(find("wangw"), "u1");
  EXPECT_EQ(find("WW"), "u1");
  EXPECT_EQ(find("zzw"), "u2") << "a surname is read as one";
  EXPECT_EQ(find("cart"), "u3");
  EXPECT_EQ(find("bob c"), "u3");
  EXPECT_EQ(find("ｂob"), "u3") << "full width";
  EXPECT_EQ(find("U"), "u1 u2 u3") << "userids";
  EXPECT_EQ(find("%"), "");
  world.ok("olga", "member.update", {{"member", "u3"}, {"name", "Rob Carter"}, {"name_en", "Robert"}});
  EXPECT_EQ(find("bob"), "");
  EXPECT_EQ(find("robe"), "u3");
}

TEST_F(Members, OfBeforeThereWereKeysAreGivenSome) {
  world.member("u1", "", api::Role::member, "王伟");
  world.in_corp([&](db::Tx& tx) {
    db::exec(tx, "DELETE FROM member_keys WHERE corp_id = $1", world.corp);
    db::exec(tx, "UPDATE members SET keyed = false WHERE corp_id = $1", world.corp);
  });
  EXPECT_EQ(world.ok("anna", "member.search", {{"query", "ww"}}).at("items").size(), 0U);
  EXPECT_EQ(world.in_corp([](db::Tx& tx) { return fill_name_keys(tx, 3); }), 3);
  EXPECT_EQ(world.in_corp([](db::Tx& tx) { return fill_name_keys(tx, 3); }), 1);
  EXPECT_EQ(world.in_corp([](db::Tx& tx) { return fill_name_keys(tx, 3); }), 0);
  EXPECT_EQ(world.ok("anna", "member.search", {{"query", "ww"}}).at("items").size(), 1U);
}

TEST_F(Members, AreNotForEachOtherToChange) {
  EXPECT_EQ(world.refusal("anna", "member.update", {{"member", "bert"}, {"name", "X"}}), "forbidden");
  EXPECT_EQ(world.refusal("anna", "member.set_departments", places({{{"department", 1}}})), "forbidden");
  world.member("admin", "", api::Role::admin);
  EXPECT_EQ(world.refusal("admin", "member.update", {{"member", "olga"}, {"name", "X"}}), "forbidden") << "the owner";
}

TEST_F(Members, FieldsOfTheCompanyKeepToTheirKind) {
  const auto field = [&](const std::string& name, const std::string& kind, Json more = Json::object()) {
    more["name"] = name;
    more["kind"] = kind;
    return world.ok("olga", "field.create", more).at("number").get<int>();
  };
  const int text = field("Note", "text"), number = field("Desk", "number"), date = field("Since", "date");
  const int choice = field("Shift", "choice", {{"choices", {"day", "night"}}});
  const int link = field("Page", "link"), hidden = field("Pay", "number", {{"shown", false}});
  const auto set = [&](int of, const std::string& value) {
    return world.refusal(
        "olga", "member.update", {{"member", "anna"}, {"fields", {{{"field", of}, {"value", value}}}}});
  };
  for (const auto& [of, good] : std::vector<std::pair<int, std::string>>{
           {text, "=1+1 \"quoted\""},
           {number, "-3.50"},
           {date, "2024-02-29"},
           {choice, "night"},
           {link, "https://acme.example/a?b=c"},
           {hidden, "9"}})
    EXPECT_EQ(set(of, good), "ok") << good;
  for (const auto& [of, bad] : std::vector<std::pair<int, std::string>>{
           {text, std::string(257, 'x')},
           {number, "1e5"},
           {number, "1."},
           {number, "--1"},
           {date, "2025-02-29"},
           {date, "2025-2-01"},
           {choice, "Day"},
           {link, "javascript:alert(1)"},
           {link, "https://a b"}})
    EXPECT_EQ(set(of, bad), "invalid_argument fields[0].value") << bad;
  EXPECT_EQ(set(77, "x"), "invalid_argument fields[0].field");
  EXPECT_EQ(world.ok("bert", "member.get", {{"member", "anna"}}).at("fields").size(), 5U) << "not shown to everybody";
  EXPECT_EQ(world.ok("anna", "member.get", {{"member", "anna"}}).at("fields").size(), 6U) << "one's own";
  EXPECT_EQ(set(date, ""), "ok");
  EXPECT_EQ(world.ok("olga", "member.get", {{"member", "anna"}}).at("fields").size(), 5U);
  world.ok("olga", "field.delete", {{"field", text}});
  EXPECT_EQ(world.ok("olga", "member.get", {{"member", "anna"}}).at("fields").size(), 4U);
}

TEST_F(Members, FieldsAreTwentyAtMostAndNamedOnce) {
  for (int i = 0; i < 20; ++i)
    world.ok("olga", "field.create", {{"name", "Field " + std::to_string(i)}, {"kind", "text"}});
  EXPECT_EQ(world.refusal("olga", "field.create", {{"name", "Another"}, {"kind", "text"}}), "conflict");
  EXPECT_EQ(world.refusal("olga", "field.update", {{"field", 2}, {"name", "FIELD 0"}}), "conflict name");
  EXPECT_EQ(world.refusal("olga", "field.update", {{"field", 2}, {"choices", {"a"}}}), "invalid_argument choices");
  EXPECT_EQ(world.refusal("olga", "field.create", {{"name", "C"}, {"kind", "choice"}}), "invalid_argument choices");
  EXPECT_EQ(world.refusal("anna", "field.create", {{"name", "C"}, {"kind", "text"}}), "forbidden");
  EXPECT_EQ(world.ok("anna", "field.list").at("items").size(), 20U);
}

}  // namespace
}  // namespace weft::directory
