// Filter expressions: what each condition finds, how they are put together, what is refused.
#include "customers/world.hpp"

namespace weft::test {
namespace {

struct ContactFilter : ::testing::Test {
  CustomerWorld world;
  std::vector<std::int64_t> tags;

  ContactFilter() {
    world.promote("olga", api::Role::owner);
    tags = world.tags({"red", "green"});
    for (const char* name : {"anna", "bert", "cleo"})
      world.customer(name, "emma");
    world.customer("dirk", "nora");
    tag("anna", "emma", {tags[0]});
    tag("bert", "emma", tags);
  }
  void tag(const std::string& name, const std::string& employee, const std::vector<std::int64_t>& numbers) {
    world.call(employee, "follow.tag", {{"follow", world.follow(name, employee)->id.str()}, {"add", numbers}});
  }
  /// Names, sorted, or the field that is wrong.
  std::string found(const Json& filter, const std::string& who = "olga") {
    Json input = {{"filter", filter}};
    if (who == "olga") input["everybody"] = true;
    const Json answer = world.call(who, "contact.list", input);
    if (!answer.contains("items")) return answer.value("field", answer.dump());
    std::vector<std::string> names;
    for (const Json& item : items(answer))
      names.push_back(item["contact"]["name"]);
    std::sort(names.begin(), names.end());
    std::string text;
    for (const auto& name : names)
      text += (text.empty() ? "" : " ") + name;
    return text;
  }
};

TEST_F(ContactFilter, FindsByTags) {
  EXPECT_EQ(found({{"tags", {{"any", tags}}}}), "anna bert");
  EXPECT_EQ(found({{"tags", {{"all", tags}}}}), "bert");
  EXPECT_EQ(found({{"not", {{"tags", {{"any", {tags[1]}}}}}}}), "anna cleo dirk");
  EXPECT_EQ(found({{"tagged", false}}), "cleo dirk");
  EXPECT_EQ(found({{"not", {{"tagged", false}}}}), "anna bert");
  EXPECT_EQ(found({{"tags", {{"any", tags}}}}, "nora"), "");
}

TEST_F(ContactFilter, PutsConditionsTogether) {
  const Json red = {{"tags", {{"any", {tags[0]}}}}}, green = {{"tags", {{"any", {tags[1]}}}}};
  const Json of_nora = {{"owners", {"nora"}}};
  EXPECT_EQ(found({{"all", {red, {{"not", green}}}}}), "anna");
  EXPECT_EQ(found({{"any", {green, of_nora}}}), "bert dirk");
  EXPECT_EQ(found({{"not", {{"any", {red, of_nora}}}}}), "cleo");
  EXPECT_EQ(found({{"any", {{{"all", {red, green}}}, {{"not", {{"any", {red, of_nora}}}}}}}}), "bert cleo");
  EXPECT_EQ(found({{"all", {{{"all", {red}}}, {{"not", {{"not", green}}}}}}}), "bert");
}

TEST_F(ContactFilter, FindsByTimeAndStatus) {
  world.clock.advance(std::chrono::hours(24 * 40));
  world.customer("ella", "nora");
  world.send("nora", world.follow("dirk", "nora")->conversation.str(), "hello");
  EXPECT_EQ(found({{"added", {{"last_days", 30}}}}), "ella");
  EXPECT_EQ(found({{"not", {{"added", {{"last_days", 30}}}}}}), "anna bert cleo dirk");
  EXPECT_EQ(found({{"active", {{"last_days", 30}}}}), "dirk ella");
  EXPECT_EQ(
      found({{"added", {{"until", to_rfc3339(world.clock.now() - std::chrono::hours(24))}}}}), "anna bert cleo dirk");
  world.call("nora", "follow.remove", {{"follow", world.follow("ella", "nora")->id.str()}});
  EXPECT_EQ(found({{"owners", {"nora"}}}), "dirk");
  EXPECT_EQ(found({{"status", {"removed"}}}), "ella");
  EXPECT_EQ(found({{"event", {{"kinds", {"removed"}}}}}), "") << "active ones, unless the status is asked for";
  EXPECT_EQ(found({{"event", {{"kinds", {"tagged"}}, {"last_days", 60}}}}), "anna bert");
}

TEST_F(ContactFilter, FindsByFieldsAndContact) {
  const auto field = [&](const char* name, const char* kind) {
    return world.call("olga", "contact_field.create", {{"name", name}, {"kind", kind}})["number"];
  };
  const Json size = field("Size", "number"), since = field("Since", "date");
  const auto set = [&](const char* who, const Json& number, const char* value) {
    EXPECT_EQ(
        code(world.call(
            "olga", "contact.update",
            {{"contact", world.people.at(who).str()}, {"fields", {{{"field", number}, {"value", value}}}}})),
        "ok");
  };
  set("anna", size, "9");
  set("bert", size, "10.5");
  set("cleo", since, "2026-01-31");
  EXPECT_EQ(found({{"field", {{"field", size}, {"from", "9.5"}}}}), "bert");
  EXPECT_EQ(found({{"field", {{"field", size}, {"until", "10"}}}}), "anna");
  EXPECT_EQ(found({{"field", {{"field", size}, {"present", false}}}}), "cleo dirk");
  EXPECT_EQ(found({{"field", {{"field", since}, {"from", "2026-01-01"}, {"until", "2026-02-01"}}}}), "cleo");
  EXPECT_EQ(found({{"field", {{"field", since}, {"is", {"2026-01-31"}}}}}), "cleo");
  EXPECT_EQ(found({{"types", {"wechat"}}}), "");
  EXPECT_EQ(found({{"departments", {1}}}), "anna bert cleo dirk");
  EXPECT_EQ(found({{"sources", {"share"}}}), "");
}

TEST_F(ContactFilter, RefusesWhatItIsNot) {
  EXPECT_EQ(found(Json::object()), "filter");
  EXPECT_EQ(found({{"tagged", true}, {"owners", {"emma"}}}), "filter");
  EXPECT_EQ(found({{"colour", "red"}}), "filter.colour");
  EXPECT_EQ(found({{"all", Json::array()}}), "filter.all");
  EXPECT_EQ(found({{"all", {{{"tags", {{"any", {999}}}}}}}}), "filter.all[0].tags.any");
  EXPECT_EQ(found({{"not", {{"owners", {"nobody"}}}}}), "filter.not.owners[0]");
  EXPECT_EQ(found({{"added", Json::object()}}), "filter.added");
  EXPECT_EQ(found({{"departments", {77}}}), "filter.departments");
  EXPECT_EQ(found({{"field", {{"field", 9}, {"present", true}}}}), "filter.field.field");
  Json deep = {{"tagged", true}};
  for (int i = 0; i < 8; ++i)
    deep = {{"not", deep}};
  EXPECT_EQ(found(deep), "filter.not.not.not.not.not.not.not.not");
  Json wide = Json::array();
  for (int i = 0; i < 30; ++i)
    wide.push_back({{"tagged", true}});
  EXPECT_EQ(found({{"all", {{{"any", wide}}, {{"any", wide}}}}}), "filter.all[1].any[27]");
}

TEST_F(ContactFilter, IsSavedAndCounted) {
  const Json filter = {{"tags", {{"any", {tags[0]}}}}};
  const Json mine = world.call("emma", "segment.create", {{"name", "Red ones"}, {"filter", filter}});
  EXPECT_EQ(mine["filter"], filter);
  EXPECT_EQ(
      code(world.call("emma", "segment.create", {{"name", "x"}, {"filter", filter}, {"shared", true}})), "forbidden");
  const Json shared = world.call("olga", "segment.create", {{"name", "All red"}, {"filter", filter}, {"shared", true}});
  EXPECT_EQ(world.call("nora", "segment.list", Json::object())["items"], Json::array({shared}));
  EXPECT_EQ(code(world.call("nora", "segment.get", {{"segment", mine["id"]}})), "not_found");
  EXPECT_EQ(code(world.call("nora", "contact.list", {{"segment", mine["id"]}})), "not_found");
  EXPECT_EQ(world.call("emma", "segment.count", {{"segment", mine["id"]}})["follows"], 2);
  EXPECT_EQ(
      world.call(
          "emma", "segment.count", {{"segment", mine["id"]}, {"filter", {{"tags", {{"all", tags}}}}}})["contacts"],
      1);
  EXPECT_EQ(code(world.call("nora", "segment.delete", {{"segment", shared["id"]}})), "forbidden");
  EXPECT_EQ(code(world.call("olga", "segment.delete", {{"segment", shared["id"]}})), "ok");
  EXPECT_EQ(code(world.call("emma", "segment.delete", {{"segment", mine["id"]}})), "ok");
}

}  // namespace
}  // namespace weft::test
