// Visits later on: leaving and coming back, hand-overs, ratings, consent.
#include "customers/ways_world.hpp"

namespace weft::test {
namespace {

struct VisitLater : testing::Test {
  WayWorld world;
};

std::string id_of(const Json& started) {
  return started.at("conversation");
}

TEST_F(VisitLater, IsLeftAndComesBack) {
  const Json way = world.way({"emma"});
  const std::string chat = id_of(world.start("carl", way));
  EXPECT_EQ(world.call("carl", "visit.leave", {{"conversation", chat}, {"block", true}}).at("status"), "lost");
  EXPECT_EQ(code(world.send("emma", chat, "wait")), "conversation_closed");
  EXPECT_EQ(code(world.call("carl", "visit.leave", {{"conversation", chat}})), "conflict");
  EXPECT_EQ(world.call("carl", "visit.get", Json::object()).at("chats").at(0).at("status"), "lost");
  EXPECT_EQ(id_of(world.start("carl", way)), chat);
  EXPECT_EQ(code(world.send("emma", chat, "welcome back")), "ok");
}

TEST_F(VisitLater, OfWhoWasRemovedIsRefused) {
  const Json way = world.way({"emma"});
  world.start("carl", way);
  world.in_company([&](db::Tx& tx) {
    const auto follow = customers::find_follow(tx, world.people.at("carl"), world.people.at("emma"));
    customers::end_follow(tx, *follow, customers::FollowStatus::removed, world.people.at("emma"));
    return 0;
  });
  const Json answer = world.start("carl", way);
  EXPECT_EQ(answer.at("status"), "refused");
  EXPECT_TRUE(answer.at("conversation").is_null());
  const Json many = world.way({"emma", "nora"});
  EXPECT_EQ(world.in_charge(world.start("carl", many)), "nora");
}

TEST_F(VisitLater, AfterAHandOverGoesOnInTheChatThatTheNewOwnerHad) {
  const Json by_emma = world.way({"emma"});
  world.start("carl", by_emma);
  const std::string own = id_of(world.start("carl", world.way({"nora"})));
  world.in_company([&](db::Tx& tx) {
    const auto follow = customers::find_follow(tx, world.people.at("carl"), world.people.at("emma"));
    customers::pass_on(tx, *follow, world.people.at("nora"), {}, Json::object());
    return 0;
  });
  EXPECT_EQ(id_of(world.start("carl", by_emma)), own);
  EXPECT_EQ(world.follow("carl", "emma")->status, customers::FollowStatus::handed_over);
}

TEST_F(VisitLater, AfterAHandOverFindsTheSameChat) {
  const Json way = world.way({"emma"});
  const std::string chat = id_of(world.start("carl", way));
  world.employee("nora");
  world.in_company([&](db::Tx& tx) {
    const auto follow = customers::find_follow(tx, world.people.at("carl"), world.people.at("emma"));
    customers::pass_on(tx, *follow, world.people.at("nora"), {}, Json::object());
    return 0;
  });
  world.set_status("emma", "left");
  const Json again = world.start("carl", way);
  EXPECT_EQ(again.at("status"), "open");
  EXPECT_EQ(id_of(again), chat);
  const Json chats = world.call("carl", "visit.get", Json::object()).at("chats");
  ASSERT_EQ(chats.size(), 1u);
  EXPECT_EQ(chats.at(0).at("card").at("name"), "Name of nora");
}

TEST_F(VisitLater, IsRated) {
  const std::string chat = id_of(world.start("carl", world.way({"emma"})));
  const std::string other = id_of(world.start("dora", world.way({"emma"})));
  EXPECT_EQ(world.call("carl", "visit.rate", {{"conversation", chat}, {"score", 4}, {"text", "good"}}).at("score"), 4);
  EXPECT_EQ(world.call("carl", "visit.get", Json::object()).at("chats").at(0).at("rated"), 4);
  EXPECT_EQ(code(world.call("carl", "visit.rate", {{"conversation", other}, {"score", 1}})), "not_found");
  EXPECT_EQ(code(world.call("carl", "visit.leave", {{"conversation", other}})), "not_found");
  EXPECT_EQ(code(world.call("carl", "visit.rate", {{"conversation", chat}, {"score", 6}})), "invalid_argument");
  EXPECT_EQ(world.kinds("emma", chat).back(), "rated");
  for (const int score : {5, 1})
    EXPECT_EQ(code(world.call("carl", "visit.rate", {{"conversation", chat}, {"score", score}})), "ok");
  EXPECT_EQ(code(world.call("carl", "visit.rate", {{"conversation", chat}, {"score", 2}})), "rate_limited");
  world.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(code(world.call("carl", "visit.rate", {{"conversation", chat}, {"score", 2}})), "ok");
}

TEST_F(VisitLater, AsksForConsent) {
  const Json way = world.way({"emma"});
  const Json page = world.call(
      "olga", "customer_page.set",
      {{"consent", "We keep what you write."}, {"ask_name", false}, {"sites", {"https://acme.example"}}});
  EXPECT_EQ(page.at("consent_version"), 1);
  const Json look = world.look(way);
  EXPECT_EQ(look.at("consent").at("text"), "We keep what you write.");
  EXPECT_EQ(look.at("ask_name"), false);
  EXPECT_EQ(look.at("sites"), Json({"https://acme.example"}));
  EXPECT_EQ(world.start("carl", way).at("field"), "consent");
  EXPECT_EQ(world.start("carl", way, {{"consent", true}}).at("status"), "open");
  EXPECT_EQ(world.start("carl", way).at("status"), "open");
  world.call("olga", "customer_page.set", {{"consent", "We keep it for ever."}});
  EXPECT_EQ(world.start("carl", way).at("field"), "consent");
  EXPECT_EQ(world.call("carl", "visit.get", Json::object()).at("page").at("consent").at("agreed"), false);
  EXPECT_EQ(code(world.call("carl", "visit.update", {{"consent", true}, {"name", "Carl C."}})), "ok");
  EXPECT_EQ(world.start("carl", way).at("status"), "open");
  EXPECT_EQ(world.call("carl", "visit.get", Json::object()).at("contact").at("name"), "Carl C.");
  EXPECT_EQ(
      code(world.call("olga", "customer_page.set", {{"sites", {"https://acme.example/path"}}})), "invalid_argument");
}

}  // namespace
}  // namespace weft::test
