// audit.list and audit.export: filters, pages, files; and what a flood of refusals leaves.
#include "identity/administrators.hpp"
#include "identity/refusal_limits.hpp"

namespace weft::identity {
namespace {

class AuditReadingTest : public AdministratorsTest {
 protected:
  /// The audit rows that fit, newest first, over all pages.
  std::vector<Json> all(Json input, const std::string& who) {
    std::vector<Json> rows;
    input["limit"] = 7;
    for (int page = 0; page < 100; ++page) {
      const Json answer = world_.ok("audit.list", input, who);
      for (const Json& row : answer.at("items"))
        rows.push_back(row);
      if (answer.at("next_cursor").is_null()) return rows;
      input["cursor"] = answer.at("next_cursor");
    }
    ADD_FAILURE() << "pages without end";
    return rows;
  }
  void write(const std::string& action, const std::string& target, int rows = 1, const std::string& text = "x") {
    as_acme([&](db::Tx& tx) {
      for (int i = 0; i < rows; ++i)
        audit::append(tx, {{ids_["adam"], "192.0.2.7", "r"}, action, target, {Json{{"text", text}}.dump()}});
    });
  }
  std::string exported(Json input, const std::string& who) {
    std::string content;
    for (int part = 0; part < 200; ++part) {
      const Json answer = world_.ok("audit.export", input, who);
      content += answer.at("content").get<std::string>();
      if (answer.at("next_cursor").is_null()) return content;
      input["cursor"] = answer.at("next_cursor");
    }
    ADD_FAILURE() << "parts without end";
    return content;
  }
  static std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> list;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
      list.push_back(line);
    return list;
  }
};

TEST_F(AuditReadingTest, FiltersByActorActionAndTarget) {
  write("test.one", "t1", 3);
  write("test.two", "t2", 2);
  write("testing", "t1", 1);
  const std::string adam = ids_["adam"].str();
  EXPECT_EQ(all({{"action", "test."}}, olga_).size(), 5U);
  EXPECT_EQ(all({{"action", "test"}}, olga_).size(), 6U);
  EXPECT_EQ(all({{"target", "t1"}}, olga_).size(), 4U);
  EXPECT_EQ(all({{"target", "t1"}, {"action", "test."}}, olga_).size(), 3U);
  EXPECT_EQ(all({{"actor", "adam"}}, olga_).size(), 6U);
  EXPECT_EQ(all({{"actor", adam}, {"target", "t2"}}, olga_).size(), 2U);
  EXPECT_EQ(all({{"actor", "carl"}}, olga_).size(), 0U);
  EXPECT_EQ(all({{"action", "%"}}, olga_).size(), 0U) << "no pattern, a beginning";
  EXPECT_EQ(code("audit.list", {{"actor", "nobody"}}, olga_), "not_found");
}

TEST_F(AuditReadingTest, AUseridAsTargetStandsForThePerson) {
  world_.ok("member.set_status", {{"member", "anna"}, {"status", "disabled"}}, olga_);
  const auto rows = all({{"target", "anna"}, {"action", "member.set_status"}}, olga_);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("detail").at("before").at("status"), "active");
  EXPECT_EQ(rows[0].at("detail").at("after").at("status"), "disabled");
}

TEST_F(AuditReadingTest, FiltersByTime) {
  write("test.early", "t");
  world_.clock.advance(std::chrono::hours(1));
  write("test.noon", "t", 2);
  world_.clock.advance(std::chrono::hours(1));
  write("test.late", "t");
  const Json from = "2026-03-01T08:30:00.000Z", to = "2026-03-01T09:30:00.000Z";
  EXPECT_EQ(all({{"from", from}, {"to", to}, {"action", "test."}}, olga_).size(), 2U);
  EXPECT_EQ(all({{"from", from}, {"action", "test."}}, olga_).size(), 3U);
  EXPECT_EQ(all({{"to", to}, {"action", "test."}}, olga_).size(), 3U);
  EXPECT_EQ(
      all({{"from", "2026-03-01T09:00:00.000Z"}, {"to", "2026-03-01T09:00:00.001Z"}, {"action", "test."}}, olga_)
          .size(),
      2U)
      << "from is included";
  EXPECT_EQ(all({{"from", "2027-01-01T00:00:00.000Z"}}, olga_).size(), 0U);
  EXPECT_EQ(world_.error("audit.list", {{"from", "yesterday"}}, olga_).field(), "from");
}

TEST_F(AuditReadingTest, ARareRowIsFoundBehindManyOthers) {
  write("test.rare", "t");
  write("test.often", "t", 5200);
  const Json first = world_.ok("audit.list", {{"action", "test.rare"}}, olga_);
  EXPECT_EQ(first.at("items").size(), 0U) << "one call looks at 5,000 rows";
  EXPECT_FALSE(first.at("next_cursor").is_null());
  EXPECT_EQ(all({{"action", "test.rare"}}, olga_).size(), 1U);
}

TEST_F(AuditReadingTest, IsForWhoHoldsThePermissionOfTheWholeCompany) {
  EXPECT_EQ(code("audit.list", Json::object(), token("anna")), "forbidden");
  give("auditor", "anna");
  EXPECT_EQ(code("audit.list", Json::object(), token("anna")), "ok");
  EXPECT_EQ(code("audit.export", {{"format", "csv"}}, token("anna")), "ok");
}

TEST_F(AuditReadingTest, IsExportedAsCsvWithoutFormulas) {
  write("test.csv", "=1+1", 1, "a,\"b\"\nc");
  write("test.csv", "@SUM(A1)");
  const std::string csv = exported({{"format", "csv"}, {"action", "test.csv"}}, olga_);
  EXPECT_TRUE(csv.starts_with("seq,at,actor,actor_userid,action,target,")) << csv;
  EXPECT_NE(csv.find(",\"'=1+1\","), std::string::npos) << csv;
  EXPECT_NE(csv.find(",\"'@SUM(A1)\","), std::string::npos) << csv;
  EXPECT_NE(csv.find(",adam,test.csv,"), std::string::npos) << csv;
  EXPECT_EQ(lines(csv).size(), 3U) << "the line end of the text is escaped in the JSON of the detail";
}

TEST_F(AuditReadingTest, IsExportedInPartsThatFitTogether) {
  write("test.many", "t", 2300, std::string(100, 'x'));
  const auto rows = lines(exported({{"format", "ndjson"}, {"action", "test.many"}}, olga_));
  ASSERT_EQ(rows.size(), 2300U);
  std::int64_t last = INT64_MAX;
  for (const std::string& row : rows) {
    const std::int64_t seq = Json::parse(row).at("seq");
    EXPECT_LT(seq, last);
    last = seq;
  }
  const auto csv = lines(exported({{"format", "csv"}, {"action", "test.many"}}, olga_));
  EXPECT_EQ(csv.size(), 2301U) << "one heading";
}

TEST_F(AuditReadingTest, AnExportIsAuditedPartByPart) {
  write("test.many", "t", 2300);
  exported({{"format", "ndjson"}, {"action", "test.many"}}, olga_);
  const auto rows = all({{"action", "audit.export"}}, olga_);
  ASSERT_GE(rows.size(), 3U) << "1,000 rows a part at most";
  EXPECT_EQ(rows.back().at("detail").at("continued"), false);
  std::int64_t told = 0;
  for (const Json& row : rows)
    told += row.at("detail").at("rows").get<std::int64_t>();
  EXPECT_EQ(told, 2300);
}

TEST_F(AuditReadingTest, AFloodOfRefusalsLeavesAFewRowsAndTheirNumber) {
  const std::string anna = token("anna"), ben = token("ben");
  const auto refused = [&] {
    return world_.count("audit_log WHERE action = 'refused' AND actor = '" + ids_["anna"].str() + "'");
  };
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(code("audit.list", Json::object(), anna), "forbidden");
  EXPECT_EQ(refused(), kRefusalsPerMinute);
  code("audit.list", Json::object(), ben);
  EXPECT_EQ(world_.count("audit_log WHERE action = 'refused' AND actor = '" + ids_["ben"].str() + "'"), 1)
      << "of one person only";
  world_.clock.advance(std::chrono::minutes(1));
  code("role.list", Json::object(), anna);
  EXPECT_EQ(refused(), kRefusalsPerMinute + 1);
  const Json newest = all({{"action", "refused"}, {"actor", "anna"}}, olga_).front();
  EXPECT_EQ(newest.at("target"), "role.list");
  EXPECT_EQ(newest.at("detail").at("suppressed"), 100 - kRefusalsPerMinute);
  EXPECT_EQ(newest.at("address"), "192.0.2.1");
  EXPECT_EQ(newest.at("request_id"), "request-1");
}

TEST(RefusalLimits, RememberABoundedNumberOfPeople) {
  RefusalLimits limits(1, 100);
  const Time now = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
  const PrincipalId first = PrincipalId::make();
  EXPECT_EQ(limits.admit(first, now), 0);
  EXPECT_EQ(limits.admit(first, now), std::nullopt);
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(limits.admit(PrincipalId::make(), now + std::chrono::minutes(2)), 0);
  limits.admit(first, now + std::chrono::minutes(4));
  EXPECT_EQ(limits.admit(first, now + std::chrono::minutes(4)), std::nullopt);
}

TEST(RefusalLimits, WhatCouldNotBeWrittenCountsWithTheNext) {
  RefusalLimits limits(1);
  const Time now = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
  const PrincipalId one = PrincipalId::make();
  limits.admit(one, now);
  limits.give_back(one, 0);
  EXPECT_EQ(limits.admit(one, now + std::chrono::minutes(1)), 1);
}

}  // namespace
}  // namespace weft::identity
