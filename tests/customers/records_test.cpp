// Records of customers: who sees and changes them, lists, timelines, what employees write down.
#include "customers/world.hpp"

namespace weft::test {
namespace {

struct ContactRecord : ::testing::Test {
  CustomerWorld world;
  std::string chat = world.customer("carl", "emma");
  std::string carl = world.people.at("carl").str();
  std::string follow = world.follow("carl", "emma")->id.str();

  ContactRecord() {
    world.promote("olga", api::Role::owner);
    world.person("bob");
  }
  Json get(const std::string& who) { return world.call(who, "contact.get", {{"contact", carl}}); }
  Json list(const std::string& who, Json input = Json::object()) {
    return world.call(who, "contact.list", std::move(input));
  }
  Json timeline(const std::string& who, Json more = Json::object()) {
    more["contact"] = carl;
    return world.call(who, "contact.timeline", more);
  }
  std::vector<std::string> kinds(const Json& page) {
    std::vector<std::string> list;
    for (const Json& event : items(page))
      list.push_back(event.at("kind"));
    return list;
  }
  Json rows(const std::string& action) {
    return world.in_company([&](db::Tx& tx) {
      Json list = Json::array();
      for (const auto& row : db::exec(tx, "SELECT detail FROM audit_log WHERE action = $1 ORDER BY seq", action))
        list.push_back(Json::parse(row[0].c_str()));
      return list;
    });
  }
};

TEST_F(ContactRecord, IsSeenByWhoServesAndWhoManages) {
  EXPECT_EQ(get("emma")["contact"]["name"], "carl");
  EXPECT_EQ(get("emma")["follows"][0]["employee"], world.people.at("emma").str());
  EXPECT_EQ(get("olga")["follows"].size(), 1u);
  EXPECT_EQ(code(get("bob")), "not_found");
  world.customer("carl", "nora");
  const Json seen = get("nora");
  EXPECT_EQ(seen["follows"].size(), 1u);
  ASSERT_EQ(seen["others"].size(), 1u);
  EXPECT_EQ(seen["others"][0]["employee"], world.people.at("emma").str());
}

TEST_F(ContactRecord, IsLostFromSightWithTheHandOver) {
  world.employee("nora");
  world.in_company([&](db::Tx& tx) {
    const auto from = customers::find_follow(tx, world.people.at("carl"), world.people.at("emma")).value();
    return customers::pass_on(tx, from, world.people.at("nora"), {}, Json::object()).id;
  });
  EXPECT_EQ(code(get("emma")), "not_found");
  EXPECT_EQ(get("nora")["follows"].size(), 1u);
  EXPECT_EQ(code(world.call("emma", "follow.update", {{"follow", follow}, {"remark", "x"}})), "not_found");
}

TEST_F(ContactRecord, IsChangedByWhoServes) {
  const Json field = world.call("olga", "contact_field.create", {{"name", "Birthday"}, {"kind", "date"}});
  const Json after = world.call(
      "emma", "contact.update",
      {{"contact", carl},
       {"company", "Acme"},
       {"gender", "male"},
       {"fields", {{{"field", field["number"]}, {"value", "1990-02-01"}}}},
       {"ids", {{{"provider", "crm"}, {"value", "42"}}}}});
  EXPECT_EQ(after["company"], "Acme");
  EXPECT_EQ(get("emma")["contact"], after);
  EXPECT_EQ(after["fields"][0]["value"], "1990-02-01");
  EXPECT_EQ(after["ids"][0]["value"], "42");
  EXPECT_EQ(code(world.call("bob", "contact.update", {{"contact", carl}, {"company", "Evil"}})), "not_found");
  EXPECT_TRUE(rows("contact.update").empty()) << "who serves it changes it as everyday work";
  world.call("olga", "contact.update", {{"contact", carl}, {"company", "Apex"}});
  ASSERT_EQ(rows("contact.update").size(), 1u);
  EXPECT_EQ(rows("contact.update")[0]["before"]["company"], "Acme");
}

TEST_F(ContactRecord, RefusesWhatItCannotHold) {
  const Json field = world.call("olga", "contact_field.create", {{"name", "Birthday"}, {"kind", "date"}});
  const auto update = [&](Json change) {
    change["contact"] = carl;
    return world.call("emma", "contact.update", change);
  };
  EXPECT_EQ(update({{"name", " "}})["field"], "name");
  EXPECT_EQ(update({{"avatar", "javascript:alert(1)"}})["field"], "avatar");
  EXPECT_EQ(update({{"fields", {{{"field", field["number"]}, {"value", "soon"}}}}})["field"], "fields[0].value");
  EXPECT_EQ(update({{"fields", {{{"field", 77}, {"value", "x"}}}}})["field"], "fields[0].field");
  const Json id = {{"provider", "crm"}, {"value", "42"}};
  EXPECT_EQ(update({{"ids", {id, id}}})["field"], "ids[1]");
  EXPECT_EQ(code(update({{"ids", {id}}})), "ok");
  world.customer("dora", "emma");
  const Json taken = world.call(
      "emma", "contact.update", {{"contact", world.people.at("dora").str()}, {"ids", Json::array({id})}});
  EXPECT_EQ(code(taken), "conflict");
  EXPECT_EQ(taken["field"], "ids");
}

TEST_F(ContactRecord, ListsByRelation) {
  for (const char* name : {"dora", "erik", "fred"})
    world.customer(name, "emma");
  world.customer("greta", "nora");
  Json page = list("emma", {{"limit", 3}});
  ASSERT_EQ(page["items"].size(), 3u);
  EXPECT_EQ(page["items"][0]["contact"]["name"], "fred");
  page = list("emma", {{"limit", 3}, {"cursor", page["next_cursor"]}});
  ASSERT_EQ(page["items"].size(), 1u);
  EXPECT_EQ(page["items"][0]["contact"]["name"], "carl");
  EXPECT_EQ(list("emma", {{"query", "DO"}})["items"].size(), 1u);
  EXPECT_EQ(list("bob")["items"].size(), 0u);
  EXPECT_EQ(code(list("bob", {{"employee", "emma"}})), "forbidden");
  EXPECT_EQ(list("bob", {{"everybody", true}})["field"], "everybody");
  EXPECT_EQ(list("olga", {{"everybody", true}})["items"].size(), 5u);
  EXPECT_EQ(list("olga", {{"employee", "nora"}})["items"].size(), 1u);
}

TEST_F(ContactRecord, KeepsWhatTheEmployeeWritesDown) {
  const Json after = world.call(
      "emma", "follow.update",
      {{"follow", follow}, {"remark", "Carl of Acme"}, {"description", "likes tea"}, {"phones", {"+86 139 0000"}}});
  EXPECT_EQ(after["remark"], "Carl of Acme");
  EXPECT_EQ(world.call("emma", "follow.update", {{"follow", follow}, {"company", "Acme"}})["remark"], "Carl of Acme");
  EXPECT_EQ(world.call("emma", "follow.update", {{"follow", follow}, {"phones", {"call me"}}})["field"], "phones[0]");
  EXPECT_EQ(code(world.call("bob", "follow.update", {{"follow", follow}, {"remark", "x"}})), "not_found");
  world.call("olga", "follow.update", {{"follow", follow}, {"remark", "VIP"}});
  EXPECT_EQ(rows("follow.update").size(), 1u);
}

TEST_F(ContactRecord, TellsWhatHappenedInPages) {
  const auto tags = world.tags({"red", "green"});
  EXPECT_EQ(world.call("emma", "follow.tag", {{"follow", follow}, {"add", tags}})["tags"], Json(tags));
  EXPECT_EQ(
      world.call("emma", "follow.tag", {{"follow", follow}, {"remove", {tags[0]}}})["tags"], Json::array({tags[1]}));
  EXPECT_EQ(world.call("emma", "follow.tag", {{"follow", follow}, {"add", {999}}})["field"], "add");
  EXPECT_EQ(kinds(timeline("emma")), (std::vector<std::string>{"tagged", "tagged", "added"}));
  const Json first = timeline("emma", {{"limit", 2}});
  EXPECT_EQ(
      kinds(timeline("emma", {{"limit", 2}, {"cursor", first["next_cursor"]}})), (std::vector<std::string>{"added"}));
  EXPECT_EQ(kinds(timeline("emma", {{"kind", "added"}})), (std::vector<std::string>{"added"}));
  world.customer("carl", "nora");
  EXPECT_EQ(kinds(timeline("nora")), (std::vector<std::string>{"added"})) << "what colleagues do is theirs";
  EXPECT_EQ(timeline("olga")["items"].size(), 4u);
}

TEST_F(ContactRecord, EndsWhenTheEmployeeEndsIt) {
  EXPECT_EQ(world.call("emma", "follow.remove", {{"follow", follow}})["status"], "removed");
  EXPECT_EQ(code(world.send("carl", chat, "hello?")), "conversation_closed");
  EXPECT_EQ(code(world.call("emma", "follow.tag", {{"follow", follow}})), "not_found");
  EXPECT_EQ(kinds(timeline("emma"))[0], "removed");
  EXPECT_EQ(list("emma")["items"].size(), 0u);
  EXPECT_EQ(list("emma", {{"filter", {{"status", {"removed"}}}}})["items"].size(), 1u);
}

}  // namespace
}  // namespace weft::test
