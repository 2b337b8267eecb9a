// Visitors of whom the company's web site says who they are.
#include "customers/ways_world.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/hmac.hpp>
#include <weft/base/sealed.hpp>

namespace weft::test {
namespace {

struct SignedVisit : testing::Test {
  WayWorld world;
  std::string secret = world.call("olga", "customer_page.rotate_secret", Json::object()).at("secret");
  Json way = world.way({"emma"});

  static std::string sign(const std::string& with, Json payload, const std::string& head = R"({"alg":"HS256"})") {
    const std::string text = base64url(head) + "." + base64url(payload.dump());
    const Digest digest = hmac_sha256(with, text);
    return text + "." + base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
  }
  Json claims(const std::string& sub, int life_s = 600) {
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(world.clock.now().time_since_epoch()).count();
    return {{"sub", sub}, {"aud", world.corp.str()}, {"exp", now + life_s}, {"name", "Carla " + sub}};
  }
  std::string refused(const std::string& token) {
    const Json answer = world.start("x", way, {{"identity", token}});
    return code(answer) + " " + answer.value("field", "");
  }
};

TEST_F(SignedVisit, KnowsThePersonOnEachDevice) {
  const Json phone = world.start("phone", way, {{"identity", sign(secret, claims("crm-1"))}});
  EXPECT_EQ(phone.at("status"), "open");
  const Json laptop = world.start("laptop", way, {{"identity", sign(secret, claims("crm-1"))}});
  EXPECT_EQ(laptop.at("contact"), phone.at("contact"));
  EXPECT_EQ(laptop.at("conversation"), phone.at("conversation"));
  EXPECT_TRUE(laptop.at("token").is_string());
  EXPECT_EQ(world.count("SELECT count(*) FROM principals WHERE name = 'Carla crm-1'"), 1);
  const Json other = world.start(
      "other", way, {{"visitor", world.tokens.at("phone")}, {"identity", sign(secret, claims("crm-2"))}});
  EXPECT_NE(other.at("contact"), phone.at("contact")) << "somebody else signed in at the same device";
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_ids WHERE provider = 'site'"), 2);
}

TEST_F(SignedVisit, GivesAGuestAName) {
  const Json guest = world.start("carl", way);
  const Json known = world.start("carl", way, {{"identity", sign(secret, claims("crm-9"))}});
  EXPECT_EQ(known.at("contact"), guest.at("contact"));
  EXPECT_TRUE(known.at("token").is_null());
  EXPECT_EQ(world.call("carl", "visit.get", Json::object()).at("contact").at("name"), "Carla crm-9");
}

TEST_F(SignedVisit, RefusesWhatIsNotSignedForThisCompany) {
  EXPECT_EQ(refused("nonsense"), "invalid_argument identity");
  EXPECT_EQ(refused("a.b.c"), "invalid_argument identity");
  EXPECT_EQ(refused(sign("another secret", claims("x"))), "invalid_argument identity");
  EXPECT_EQ(refused(sign(secret, claims("x"), R"({"alg":"none"})")), "invalid_argument identity");
  EXPECT_EQ(refused(sign(secret, claims("x", -1))), "invalid_argument identity");
  EXPECT_EQ(refused(sign(secret, claims("x", 90000))), "invalid_argument identity") << "longer than a day";
  EXPECT_EQ(refused(sign(secret, claims(""))), "invalid_argument identity");
  Json elsewhere = claims("x");
  elsewhere["aud"] = CorpId::make().str();
  EXPECT_EQ(refused(sign(secret, elsewhere)), "invalid_argument identity");
  std::string altered = sign(secret, claims("x"));
  altered.back() = altered.back() == 'A' ? 'E' : 'A';
  EXPECT_EQ(refused(altered), "invalid_argument identity");
}

TEST_F(SignedVisit, KeepsSecretsSealed) {
  EXPECT_EQ(world.count("SELECT count(*) FROM site_secrets WHERE starts_with(secret, 'sealed1:')"), 1);
  world.in_company([&](db::Tx& tx) {
    db::exec(tx, "UPDATE site_secrets SET secret = $1", secret);  // as it was stored before
    return 0;
  });
  EXPECT_EQ(world.start("a", way, {{"identity", sign(secret, claims("a"))}}).at("status"), "open");
  world.in_company([](db::Tx& tx) {
    customers::seal_old_secrets(tx);
    return 0;
  });
  EXPECT_EQ(world.count("SELECT count(*) FROM site_secrets WHERE starts_with(secret, 'sealed1:')"), 1);
  EXPECT_EQ(world.start("b", way, {{"identity", sign(secret, claims("b"))}}).at("status"), "open");
  use_sealing_key(std::string(kSealingKey, 'x'));
  EXPECT_EQ(refused(sign(secret, claims("c"))), "invalid_argument identity") << "nobody can open it any more";
  const std::string fresh = world.call("olga", "customer_page.rotate_secret", Json::object()).at("secret");
  EXPECT_EQ(world.start("d", way, {{"identity", sign(fresh, claims("d"))}}).at("status"), "open");
}

TEST_F(SignedVisit, TakesAListOfAudiences) {
  Json several = claims("x");
  several["aud"] = {"another", world.corp.str()};
  EXPECT_EQ(world.start("a", way, {{"identity", sign(secret, several)}}).at("status"), "open");
  several["aud"] = {"another"};
  EXPECT_EQ(refused(sign(secret, several)), "invalid_argument identity");
  several["aud"] = Json::array();
  EXPECT_EQ(refused(sign(secret, several)), "invalid_argument identity");
}

TEST_F(SignedVisit, IsNotGoodBeforeItsTime) {
  Json later = claims("x");
  const auto begins = [&](std::int64_t from_now) {
    later["nbf"] = later.at("exp").get<std::int64_t>() - 600 + from_now;
    return sign(secret, later);
  };
  EXPECT_EQ(refused(begins(120)), "invalid_argument identity");
  EXPECT_EQ(world.start("a", way, {{"identity", begins(30)}}).at("status"), "open") << "clocks differ a little";
  later["nbf"] = "soon";
  EXPECT_EQ(refused(sign(secret, later)), "invalid_argument identity");
}

TEST_F(SignedVisit, TakesTheSecretBeforeUntilTheOneAfter) {
  const std::string second = world.call("olga", "customer_page.rotate_secret", Json::object()).at("secret");
  EXPECT_EQ(world.start("a", way, {{"identity", sign(secret, claims("a"))}}).at("status"), "open");
  EXPECT_EQ(world.start("b", way, {{"identity", sign(second, claims("b"))}}).at("status"), "open");
  world.call("olga", "customer_page.rotate_secret", Json::object());
  EXPECT_EQ(refused(sign(secret, claims("c"))), "invalid_argument identity");
  EXPECT_EQ(world.start("d", way, {{"identity", sign(second, claims("d"))}}).at("status"), "open");
  world.call("olga", "customer_page.rotate_secret", {{"only", true}});
  EXPECT_EQ(refused(sign(second, claims("e"))), "invalid_argument identity");
}

}  // namespace
}  // namespace weft::test
