// Who may make which ways, what they may be, and how they are found and drawn.
#include "customers/ways_world.hpp"

namespace weft::test {
namespace {

struct ContactWay : testing::Test {
  WayWorld world;
};

TEST_F(ContactWay, IsMadeChangedAndDeleted) {
  const Json made = world.way({"emma"}, {{"title", "Sales"}, {"state", "poster-7"}, {"remark", "spring fair"}});
  EXPECT_EQ(made.at("path").get<std::string>().size(), 3u + 56u);
  const Json changed = world.call(
      "olga", "contact_way.update",
      {{"way", made.at("id")}, {"title", "Support"}, {"daily_cap", 5}, {"expires_at", "2030-01-01T00:00:00.000Z"}});
  EXPECT_EQ(changed.at("title"), "Support");
  EXPECT_EQ(changed.at("daily_cap"), 5);
  EXPECT_EQ(changed.at("path"), made.at("path")) << "what is printed stays good";
  const Json cleared = world.call(
      "olga", "contact_way.update", {{"way", made.at("id")}, {"clear", {"daily_cap", "expires_at"}}});
  EXPECT_TRUE(cleared.at("daily_cap").is_null());
  EXPECT_TRUE(cleared.at("expires_at").is_null());
  EXPECT_EQ(code(world.call("olga", "contact_way.delete", {{"way", made.at("id")}})), "ok");
  EXPECT_EQ(code(world.call("olga", "contact_way.get", {{"way", made.at("id")}})), "not_found");
  EXPECT_EQ(world.look(made).at("closed").at("reason"), "expired") << "who has the code is told where else to go";
  EXPECT_EQ(world.count("SELECT ways FROM customer_heads"), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action LIKE 'contact_way.%'"), 4);
}

TEST_F(ContactWay, OfOneselfNeedsNoPermission) {
  world.employee("emma");
  world.employee("nora");
  const Json own = world.call("emma", "contact_way.create", {{"employees", {"emma"}}, {"title", "Me"}});
  ASSERT_EQ(code(own), "ok");
  EXPECT_EQ(code(world.call("emma", "contact_way.create", {{"employees", {"nora"}}})), "forbidden");
  EXPECT_EQ(code(world.call("emma", "contact_way.create", {{"employees", {"emma", "nora"}}})), "forbidden");
  EXPECT_EQ(code(world.call("emma", "contact_way.create", {{"departments", {1}}})), "forbidden");
  EXPECT_EQ(code(world.call("emma", "contact_way.create", {{"employees", {"emma"}}, {"backup", "nora"}})), "forbidden");
  EXPECT_EQ(code(world.call("nora", "contact_way.get", {{"way", own.at("id")}})), "not_found");
  EXPECT_EQ(code(world.call("nora", "contact_way.delete", {{"way", own.at("id")}})), "not_found");
  EXPECT_EQ(items(world.call("emma", "contact_way.list", Json::object())).size(), 1u);
  EXPECT_EQ(items(world.call("nora", "contact_way.list", Json::object())).size(), 0u);
  EXPECT_EQ(items(world.call("olga", "contact_way.list", Json::object())).size(), 1u);
  EXPECT_EQ(items(world.call("olga", "contact_way.list", {{"employee", "nora"}})).size(), 0u);
}

TEST_F(ContactWay, OfOthersIsReadByWhoServesAndChangedByWhoManages) {
  const Json shared = world.way({"emma", "nora"});
  EXPECT_EQ(code(world.call("emma", "contact_way.get", {{"way", shared.at("id")}})), "ok");
  EXPECT_EQ(code(world.call("emma", "contact_way.update", {{"way", shared.at("id")}, {"title", "x"}})), "forbidden");
  EXPECT_EQ(code(world.call("olga", "contact_way.update", {{"way", shared.at("id")}, {"title", "x"}})), "ok");
}

TEST_F(ContactWay, RefusesWhoMayNotServe) {
  world.person("new");
  const Json answer = world.call("olga", "contact_way.create", {{"employees", {"new"}}});
  EXPECT_EQ(code(answer), "invalid_argument");
  EXPECT_EQ(answer.at("field"), "employees[0]");
  world.employee("gone");
  world.set_status("gone", "left");
  EXPECT_EQ(world.call("olga", "contact_way.create", {{"employees", {"gone"}}}).at("field"), "employees[0]");
}

TEST_F(ContactWay, NamesTheFieldThatIsWrong) {
  world.employee("emma");
  const auto field = [&](Json more) {
    more["employees"] = {"emma"};
    const Json answer = world.call("olga", "contact_way.create", more);
    return code(answer) + " " + answer.value("field", "");
  };
  const auto hours = [](const std::string& zone, const std::string& from, const std::string& to) {
    return Json{{"hours", {{"zone", zone}, {"spans", {{{"days", {1}}, {"from", from}, {"to", to}}}}}}};
  };
  EXPECT_EQ(field({{"state", std::string(31, 'x')}}), "invalid_argument state");
  EXPECT_EQ(field({{"remark", std::string(31, 'x')}}), "invalid_argument remark");
  EXPECT_EQ(field({{"expires_at", "2020-01-01T00:00:00.000Z"}}), "invalid_argument expires_at");
  EXPECT_EQ(field({{"tags", {77}}}), "invalid_argument tags");
  EXPECT_EQ(field({{"closing", {{"text", "bye"}}}}), "invalid_argument closing");
  EXPECT_EQ(field({{"welcome", Json::object()}}), "invalid_argument welcome");
  EXPECT_EQ(
      field({{"welcome", {{"attachments", {{{"kind", "link"}, {"title", "T"}}}}}}}),
      "invalid_argument welcome.attachments[0].url");
  EXPECT_EQ(
      field({{"welcome", {{"attachments", {{{"kind", "image"}}}}}}}), "invalid_argument welcome.attachments[0].file");
  EXPECT_EQ(
      field({{"welcome", {{"attachments", Json(10, {{"kind", "link"}})}}}}), "invalid_argument welcome.attachments");
  EXPECT_EQ(field(hours("Mars/Olympus", "09:00", "10:00")), "invalid_argument hours.zone");
  EXPECT_EQ(field(hours("Europe/Berlin", "9", "10:00")), "invalid_argument hours.spans[0].from");
  EXPECT_EQ(field(hours("Europe/Berlin", "09:00", "25:00")), "invalid_argument hours.spans[0].to");
  EXPECT_EQ(field({{"chat_hours", 337}}), "invalid_argument chat_hours");
  EXPECT_EQ(world.call("olga", "contact_way.create", Json::object()).at("field"), "employees");
  EXPECT_EQ(world.call("olga", "contact_way.create", {{"departments", {77}}}).value("code", ""), "not_found");
}

TEST_F(ContactWay, IsDrawn) {
  const Json made = world.way({"emma"});
  const Json svg = world.call(
      "olga", "contact_way.draw", {{"way", made.at("id")}, {"origin", "https://chat.example.com/"}, {"format", "svg"}});
  EXPECT_EQ(svg.at("link"), "https://chat.example.com" + made.at("path").get<std::string>());
  EXPECT_EQ(svg.at("type"), "image/svg+xml");
  const Json png = world.call(
      "olga", "contact_way.draw", {{"way", made.at("id")}, {"origin", "https://chat.example.com"}});
  EXPECT_EQ(png.at("data").get<std::string>().substr(0, 8), "iVBORw0K");
  EXPECT_EQ(
      world.call("olga", "contact_way.draw", {{"way", made.at("id")}, {"origin", "chat.example"}}).at("field"),
      "origin");
}

TEST_F(ContactWay, AreCountedUpToTheLimit) {
  world.way({"emma"});
  world.in_company([](db::Tx& tx) { return db::exec(tx, "UPDATE customer_heads SET ways = 500000").affected_rows(); });
  EXPECT_EQ(code(world.call("olga", "contact_way.create", {{"employees", {"emma"}}})), "conflict");
  EXPECT_EQ(world.count("SELECT ways FROM customer_heads"), 500000);
}

TEST_F(ContactWay, IsListedInPages) {
  for (int i = 0; i < 5; ++i)
    world.way({"emma"});
  const Json first = world.call("olga", "contact_way.list", {{"limit", 3}});
  EXPECT_EQ(items(first).size(), 3u);
  const Json rest = world.call("olga", "contact_way.list", {{"limit", 3}, {"cursor", first.at("next_cursor")}});
  EXPECT_EQ(items(rest).size(), 2u);
  EXPECT_TRUE(rest.at("next_cursor").is_null());
}

}  // namespace
}  // namespace weft::test
