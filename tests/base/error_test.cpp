// The list of errors and their problem objects.
#include <weft/base/error.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace weft {
namespace {

TEST(ErrorList, HasDistinctNamesAndRealStatuses) {
  std::set<std::string_view> names;
  for (const ErrorInfo& info : error_list()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_GE(info.status, 400);
    EXPECT_LT(info.status, 600);
    EXPECT_FALSE(info.title.empty());
    EXPECT_EQ(&error_info(info.code), &info);
  }
}

TEST(ProblemJson, CarriesEverythingThatIsKnown) {
  const auto problem = nlohmann::json::parse(
      problem_json(ApiError(Errc::rate_limited, "slow down", "members[3]", 7), "r-1"));
  EXPECT_EQ(problem["status"], 429);
  EXPECT_EQ(problem["code"], "rate_limited");
  EXPECT_EQ(problem["detail"], "slow down");
  EXPECT_EQ(problem["field"], "members[3]");
  EXPECT_EQ(problem["retry_after"], 7);
  EXPECT_EQ(problem["request_id"], "r-1");
}

TEST(ProblemJson, LeavesOutWhatIsNot) {
  const auto problem = nlohmann::json::parse(problem_json(ApiError(Errc::not_found), ""));
  EXPECT_EQ(problem["detail"], error_info(Errc::not_found).title);
  for (const char* key : {"field", "retry_after", "request_id"})
    EXPECT_FALSE(problem.contains(key)) << key;
}

TEST(ProblemJson, SurvivesTextThatIsNotUtf8) {
  EXPECT_NO_THROW(problem_json(ApiError(Errc::invalid_argument, "\xff\xfe"), ""));
}

}  // namespace
}  // namespace weft
