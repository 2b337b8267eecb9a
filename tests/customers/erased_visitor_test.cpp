// Visitors who were erased: what they asked is gone, and who comes again is somebody new.
#include "customers/ways_world.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/hmac.hpp>

namespace weft::test {
namespace {

struct ErasedVisitor : testing::Test {
  WayWorld world;

  Json erase(const Json& started) { return world.call("olga", "contact.erase", {{"contact", started.at("contact")}}); }
  std::string claim(const std::string& secret, const std::string& sub) {
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(world.clock.now().time_since_epoch()).count();
    const Json payload = {{"sub", sub}, {"aud", world.corp.str()}, {"exp", now + 600}};
    const std::string text = base64url(R"({"alg":"HS256"})") + "." + base64url(payload.dump());
    const Digest digest = hmac_sha256(secret, text);
    return text + "." + base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
  }
};

TEST_F(ErasedVisitor, LeavesNoWordsInItsRequests) {
  const Json way = world.way({"emma"}, {{"approval", true}});
  const Json asked = world.start("carl", way, {{"message", "my number is 555 0199"}});
  ASSERT_EQ(asked.at("status"), "waiting") << asked.dump();
  ASSERT_EQ(code(erase(asked)), "ok");
  EXPECT_EQ(world.count("SELECT count(*) FROM customer_requests WHERE message <> ''"), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM customer_requests WHERE status = 'refused'"), 1);
  EXPECT_EQ(world.call("emma", "customer_request.list", Json::object()).at("items").size(), 0u);
}

TEST_F(ErasedVisitor, ComesAsSomebodyNewThoughTheSiteKnowsIt) {
  const Json way = world.way({"emma"});
  const std::string secret = world.call("olga", "customer_page.rotate_secret", Json::object()).at("secret");
  const Json before = world.start("carl", way, {{"identity", claim(secret, "crm-1")}});
  ASSERT_EQ(before.at("status"), "open") << before.dump();
  ASSERT_EQ(code(erase(before)), "ok");
  const Json after = world.start("again", way, {{"identity", claim(secret, "crm-1")}});
  ASSERT_EQ(after.at("status"), "open") << after.dump();
  EXPECT_NE(after.at("contact"), before.at("contact"));
}

TEST_F(ErasedVisitor, IsRefusedWhereTheIdIsOfWhoIsNotActive) {
  const Json way = world.way({"emma"});
  const std::string secret = world.call("olga", "customer_page.rotate_secret", Json::object()).at("secret");
  const Json before = world.start("carl", way, {{"identity", claim(secret, "crm-1")}});
  world.set_status("carl", "disabled");
  const Json after = world.start("again", way, {{"identity", claim(secret, "crm-1")}});
  EXPECT_EQ(code(after), "forbidden") << after.dump();
  EXPECT_EQ(after.value("field", ""), "identity");
}

}  // namespace
}  // namespace weft::test
