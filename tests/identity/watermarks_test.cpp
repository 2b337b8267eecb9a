// watermark.*: what is written over a screen, and finding who looked at it.
#include "identity/administrators.hpp"
#include <weft/identity/watermarks.hpp>

namespace weft::identity {
namespace {

class WatermarksTest : public AdministratorsTest {
 protected:
  WatermarksTest() {
    as_acme([&](db::Tx& tx) { db::exec(tx, "UPDATE members SET mobile = '+86 138 0013-8765' WHERE userid = 'anna'"); });
    anna_ = token("anna");
  }
  void set(const Json& input) { world_.ok("watermark.update", input, olga_); }
  Json get(const std::string& who, const std::string& screen = "chat") {
    return world_.ok("watermark.get", {{"screen", screen}}, who);
  }
  Json trace(const std::string& token) { return world_.ok("watermark.trace", {{"token", token}}, olga_); }
  std::string anna_;
};

TEST_F(WatermarksTest, AreOffUntilTheCompanyWantsThem) {
  const Json mark = get(anna_);
  EXPECT_EQ(mark.at("shown"), false);
  EXPECT_EQ(mark.at("text"), "");
  EXPECT_EQ(mark.at("token"), "");
  EXPECT_EQ(world_.count("watermark_tokens"), 0);
}

TEST_F(WatermarksTest, AreSetForEachKindOfScreen) {
  set({{"customer", true}});
  EXPECT_EQ(get(anna_, "chat").at("shown"), false);
  EXPECT_EQ(get(anna_, "customer").at("shown"), true);
  set({{"chat", true}, {"customer", false}});
  EXPECT_EQ(get(anna_, "chat").at("shown"), true);
  EXPECT_EQ(get(anna_, "customer").at("shown"), false);
  EXPECT_EQ(world_.error("watermark.get", {{"screen", "desk"}}, anna_).field(), "screen");
}

TEST_F(WatermarksTest, SayNameLastFourDigitsAndToken) {
  set({{"chat", true}});
  const Json mark = get(anna_);
  const std::string token = mark.at("token");
  EXPECT_EQ(mark.at("text"), "anna 8765 " + token);
  EXPECT_EQ(token.size(), 10U);
  EXPECT_EQ(mark.at("valid_until"), "2026-03-02T00:00:00.000Z");
  EXPECT_EQ(get(WatermarksTest::token("ben")).at("text").get<std::string>().substr(0, 4), "ben ")
      << "without a number there is none";
}

TEST_F(WatermarksTest, ATemplateIsFilledOnce) {
  as_acme(
      [&](db::Tx& tx) { db::exec(tx, "UPDATE principals SET name = '{token} {phone}' WHERE id = $1", ids_["anna"]); });
  set({{"chat", true}, {"text", "{date}/{userid}/{name}/{other}"}});
  EXPECT_EQ(get(anna_).at("text"), "2026-03-01/anna/{token} {phone}/{other}");
  EXPECT_EQ(world_.error("watermark.update", {{"text", ""}}, olga_).field(), "text");
  EXPECT_EQ(world_.error("watermark.update", {{"text", "a\nb"}}, olga_).field(), "text");
}

TEST_F(WatermarksTest, AreForWhoTheCompanySays) {
  set({{"chat", true}, {"departments", {department("North")}}});
  EXPECT_EQ(get(anna_).at("shown"), true) << "in a department below";
  EXPECT_EQ(get(token("ben")).at("shown"), false);
  set({{"departments", Json::array()}});
  EXPECT_EQ(get(token("ben")).at("shown"), true);
  EXPECT_EQ(world_.error("watermark.update", {{"departments", {4711}}}, olga_).field(), "departments[0]");
}

TEST_F(WatermarksTest, ATokenIsOneViewersOfOneDay) {
  set({{"chat", true}, {"customer", true}});
  const std::string first = get(anna_).at("token");
  EXPECT_EQ(get(anna_).at("token"), first);
  EXPECT_EQ(get(anna_, "customer").at("token"), first);
  EXPECT_NE(get(token("ben")).at("token"), first);
  world_.clock.advance(std::chrono::hours(24));
  EXPECT_NE(get(token("anna")).at("token"), first);
}

TEST_F(WatermarksTest, ATokenLeadsBackToItsViewerAndDay) {
  set({{"chat", true}});
  const std::string shown = get(anna_).at("token");
  world_.clock.advance(std::chrono::hours(24 * 3));
  olga_ = token("olga");
  const Json found = trace(shown);
  EXPECT_EQ(found.at("viewer").at("userid"), "anna");
  EXPECT_EQ(found.at("day"), "2026-03-01");
  std::string typed;
  for (const char c : shown)
    typed += std::string(typed.size() % 3 == 2 ? "- " : "") + static_cast<char>(std::tolower(c));
  EXPECT_EQ(trace(typed), found) << typed;
  std::string misread = shown;
  for (char& c : misread)
    c = c == '0' ? 'o' : c == '1' ? 'l' : c;
  EXPECT_EQ(trace(misread), found) << misread;
}

TEST_F(WatermarksTest, ATokenThatWasNeverShownLeadsToNobody) {
  set({{"chat", true}});
  std::string token = get(anna_).at("token");
  token[4] = token[4] == 'A' ? 'B' : 'A';
  EXPECT_TRUE(trace(token).at("viewer").is_null());
  EXPECT_TRUE(trace("nonsense' OR 1=1").at("viewer").is_null());
}

TEST_F(WatermarksTest, AreNotTracedByCompaniesThatDidNotShowThem) {
  set({{"chat", true}});
  const std::string shown = get(anna_).at("token");
  world_.company("other");
  const std::string boss = world_.sign_in("olga", "other").token;
  EXPECT_TRUE(world_.ok("watermark.trace", {{"token", shown}}, boss).at("viewer").is_null());
}

TEST_F(WatermarksTest, EveryTraceIsAudited) {
  set({{"chat", true}});
  const std::string shown = get(anna_).at("token");
  trace(shown);
  trace("0000000000");
  EXPECT_EQ(
      world_.count(
          "audit_log WHERE action = 'watermark.trace' AND target = '" + shown + "' AND detail->>'found' = '" +
          ids_["anna"].str() + "'"),
      1);
  EXPECT_EQ(world_.count("audit_log WHERE action = 'watermark.trace' AND detail->'found' = 'null'"), 1);
}

TEST_F(WatermarksTest, AreSetAndTracedByWhoMay) {
  EXPECT_EQ(code("watermark.update", {{"chat", true}}, anna_), "forbidden");
  EXPECT_EQ(code("watermark.settings", Json::object(), anna_), "forbidden");
  EXPECT_EQ(code("watermark.trace", {{"token", "0000000000"}}, anna_), "forbidden");
  give(role("Security", {"watermark_trace"}), "anna");
  EXPECT_EQ(code("watermark.trace", {{"token", "0000000000"}}, anna_), "ok");
  EXPECT_EQ(code("watermark.update", {{"chat", true}}, anna_), "forbidden");
}

TEST_F(WatermarksTest, AChangeIsAudited) {
  set({{"chat", true}});
  EXPECT_EQ(
      world_.count(
          "audit_log WHERE action = 'settings.update' AND target = 'watermark' AND detail->'before'->'chat' = 'false' "
          "AND detail->'after'->'chat' = 'true'"),
      1);
}

TEST_F(WatermarksTest, TheKeyIsInNoAnswerAndNoLog) {
  set({{"chat", true}});
  get(anna_);
  EXPECT_EQ(world_.count("company_secrets"), 1);
  EXPECT_EQ(world_.count("audit_log a, company_secrets s WHERE a::text LIKE '%' || encode(s.secret, 'hex') || '%'"), 0);
}

TEST_F(WatermarksTest, OldTokensAreForgotten) {
  set({{"chat", true}});
  get(anna_);
  world_.clock.advance(std::chrono::hours(24 * 399));
  as_acme([&](db::Tx& tx) { EXPECT_EQ(purge_watermarks(tx, 10), 0); });
  world_.clock.advance(std::chrono::hours(48));
  as_acme([&](db::Tx& tx) { EXPECT_EQ(purge_watermarks(tx, 10), 1); });
}

}  // namespace
}  // namespace weft::identity
