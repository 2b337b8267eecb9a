// What visitors call themselves and say: names, the first message, ratings.
#include "customers/one_word.hpp"
#include "customers/ways_world.hpp"

namespace weft::test {
namespace {

struct VisitWords : testing::Test {
  OneWord screen;
  WayWorld world{0, 4, &screen};
  Json way = world.way({"emma"}, {{"welcome", {{"text", "Welcome"}}}});

  std::string name_of(const std::string& who) {
    return world.call(who, "visit.get", Json::object()).at("contact").at("name");
  }
  static std::string blocked(const Json& answer) { return code(answer) + " " + answer.value("field", ""); }
};

TEST_F(VisitWords, OfTheFirstStepAreTheFirstMessage) {
  const Json started = world.start("carl", way, {{"message", "about the house"}});
  ASSERT_EQ(started.at("status"), "open");
  EXPECT_EQ(world.texts("emma", started.at("conversation")), (std::vector<std::string>{"Welcome", "about the house"}));
  world.start("carl", way, {{"message", " "}});
  world.start("carl", way, {{"message", "and the garden"}});
  EXPECT_EQ(world.texts("emma", started.at("conversation")).back(), "and the garden");
  EXPECT_EQ(world.texts("emma", started.at("conversation")).size(), 3u);
}

TEST_F(VisitWords, AreScreened) {
  EXPECT_EQ(blocked(world.start("carl", way, {{"name", "a forbidden name"}})), "content_blocked name");
  const Json answer = world.start("carl", way, {{"message", "forbidden"}});
  EXPECT_EQ(blocked(answer), "content_blocked message");
  EXPECT_EQ(answer.dump().find("One word"), std::string::npos) << "a stranger is not told the rules";
  EXPECT_EQ(world.count("SELECT count(*) FROM contacts"), 0);
  const Json asked = world.way({"emma"}, {{"approval", true}});
  EXPECT_EQ(blocked(world.start("carl", asked, {{"message", "forbidden"}})), "content_blocked message");
  const Json started = world.start("carl", way, {{"name", "Carl"}});
  const std::string chat = started.at("conversation");
  EXPECT_EQ(blocked(world.start("carl", way, {{"message", "forbidden"}})), "content_blocked message");
  EXPECT_EQ(blocked(world.call("carl", "visit.update", {{"name", "forbidden"}})), "content_blocked name");
  EXPECT_EQ(
      blocked(world.call("carl", "visit.rate", {{"conversation", chat}, {"score", 1}, {"text", "forbidden"}})),
      "content_blocked text");
  EXPECT_EQ(name_of("carl"), "Carl");
}

TEST_F(VisitWords, HoldNoUnseenCharactersInANameOfSomebodyNew) {
  world.start("carl", way, {{"name", "\u202eCarl\u202c\u200b\u0085 C."}});
  EXPECT_EQ(name_of("carl"), "Carl C.");
  world.start("dora", way, {{"name", "\u200b"}});
  EXPECT_EQ(name_of("dora").substr(0, 8), "Visitor ");
  world.start("nima", way, {{"name", "نیم\u200cا"}});
  EXPECT_EQ(name_of("nima"), "نیم\u200cا") << "joins letters";
}

TEST_F(VisitWords, HoldNoUnseenCharactersInAChangedName) {
  world.start("carl", way, {{"name", "Carl"}});
  for (const char* nothing : {"\u200b", " \u200d ", "\u2066", "\t"})
    EXPECT_EQ(blocked(world.call("carl", "visit.update", {{"name", nothing}})), "invalid_argument name") << nothing;
  EXPECT_EQ(code(world.call("carl", "visit.update", {{"name", " Ca\u202erl\u0007 "}})), "ok");
  EXPECT_EQ(name_of("carl"), "Carl");
}

}  // namespace
}  // namespace weft::test
