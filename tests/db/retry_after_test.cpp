// How long somebody outside wants to be left alone.
#include "db/retry_after.hpp"

#include <gtest/gtest.h>

namespace weft::db {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Time kNow = parse_time("2026-11-22T12:00:00Z").value();

TEST(RetryAfter, ReadsSecondsAndDates) {
  EXPECT_EQ(retry_after("0", kNow), milliseconds(0));
  EXPECT_EQ(retry_after("120", kNow), seconds(120));
  EXPECT_EQ(retry_after("Sun, 22 Nov 2026 12:01:30 GMT", kNow), seconds(90));
  EXPECT_EQ(retry_after("Sun, 22 Nov 2026 11:00:00 GMT", kNow), milliseconds(0));
}

TEST(RetryAfter, IsAnHourAtMost) {
  EXPECT_EQ(retry_after("100000", kNow), std::chrono::hours(1));
  EXPECT_EQ(retry_after("99999999999999999999999", kNow), std::chrono::hours(1));
  EXPECT_EQ(retry_after("Mon, 23 Nov 2026 12:00:00 GMT", kNow), std::chrono::hours(1));
}

TEST(RetryAfter, PassesOverWhatIsNeither) {
  for (const char* text : {"", "soon", "-1", "1.5", "12 s", "Sun, 22 Nov 2026", "Sun, 22 Nov 2026 12:01:30 CET"})
    EXPECT_FALSE(retry_after(text, kNow)) << text;
}

}  // namespace
}  // namespace weft::db
