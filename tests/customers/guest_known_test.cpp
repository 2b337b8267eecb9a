// A guest who signs in as a person that the company knows.
#include "customers/identity_claim.hpp"
#include "customers/ways_world.hpp"

namespace weft::test {
namespace {

struct GuestKnown : testing::Test {
  WayWorld world;
  std::string secret = world.call("olga", "customer_page.rotate_secret", Json::object()).at("secret");
  Json emmas = world.way({"emma"}), noras = world.way({"nora"});

  std::string claim(const std::string& sub) { return identity_claim(world, secret, sub); }
  Json chats(const std::string& name) { return world.call(name, "visit.get", Json::object()).at("chats"); }
};

TEST_F(GuestKnown, BringsItsChatsAlong) {
  const Json known = world.start("phone", emmas, {{"identity", claim("m1")}});
  const Json guest = world.start("laptop", noras);
  const std::string token = world.tokens.at("laptop"), chat = guest.at("conversation");
  world.send("laptop", chat, "as a guest");
  const Json back = world.start("laptop", noras, {{"identity", claim("m1")}});
  EXPECT_EQ(back.at("contact"), known.at("contact")) << back.dump();
  EXPECT_EQ(back.at("conversation"), chat) << "the chat goes on";
  ASSERT_TRUE(back.at("token").is_string()) << "the guest's token is nobody's proof of being this person";
  EXPECT_EQ(chats("laptop").size(), 2u);
  EXPECT_EQ(world.texts("phone", chat), std::vector<std::string>{"as a guest"});
  EXPECT_EQ(world.count("SELECT count(*) FROM contacts WHERE merged_into IS NOT NULL"), 1);
  const Json again = world.start("thief", noras, {{"visitor", token}});
  EXPECT_NE(again.at("contact"), known.at("contact")) << "the old token opens nothing";
}

TEST_F(GuestKnown, HasATokenAlsoWhereTheLinkIsOver) {
  world.start("phone", emmas, {{"identity", claim("m1")}});
  world.start("laptop", noras);
  const Json over = world.way({"omar"});
  world.call("olga", "contact_way.update", {{"way", over.at("id")}, {"paused", true}});
  const Json closed = world.start("laptop", over, {{"identity", claim("m1")}});
  ASSERT_EQ(closed.at("status"), "closed") << closed.dump();
  EXPECT_TRUE(closed.at("token").is_string()) << "the one it had is over";
  EXPECT_EQ(chats("laptop").size(), 2u);
}

TEST_F(GuestKnown, IsNotSilentForHavingWrittenAsAGuest) {
  world.start("phone", emmas, {{"identity", claim("m1")}});
  const Json guest = world.start("laptop", noras, {{"message", "is anybody there?"}});
  world.start("laptop", noras, {{"identity", claim("m1")}});
  world.clock.advance(std::chrono::days(8));
  world.end_chats();
  EXPECT_EQ(chats("laptop").size(), 2u);
  EXPECT_EQ(code(world.send("laptop", guest.at("conversation"), "still here")), "ok");
}

TEST_F(GuestKnown, StaysTwoWhereSomebodyElseHadSignedIn) {
  const Json first = world.start("phone", emmas, {{"identity", claim("m1")}});
  const Json second = world.start("laptop", noras, {{"identity", claim("m2")}});
  const Json now = world.start("laptop", noras, {{"identity", claim("m1")}});
  EXPECT_EQ(now.at("contact"), first.at("contact"));
  EXPECT_NE(now.at("contact"), second.at("contact"));
  EXPECT_EQ(world.count("SELECT count(*) FROM contacts WHERE merged_into IS NOT NULL"), 0);
}

}  // namespace
}  // namespace weft::test
