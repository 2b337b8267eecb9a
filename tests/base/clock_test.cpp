// Times as text, there and back.
#include <weft/base/clock.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

using std::chrono::milliseconds;

Time at(std::int64_t ms) {
  return Time(milliseconds(ms));
}

TEST(Clock, PrintsRfc3339InUtc) {
  EXPECT_EQ(to_rfc3339(at(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(at(1772353800007)), "2026-03-01T08:30:00.007Z");
  EXPECT_EQ(to_rfc3339(at(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Clock, ReadsWhatItPrints) {
  for (const std::int64_t ms : {INT64_C(0), INT64_C(1), INT64_C(1772353800007), INT64_C(4102444799999)})
    EXPECT_EQ(parse_time(to_rfc3339(at(ms))), at(ms));
}

TEST(Clock, ReadsWhatPostgresPrints) {
  EXPECT_EQ(parse_time("2026-03-01 08:30:00.123+00"), at(1772353800123));
  EXPECT_EQ(parse_time("2026-03-01 08:30:00+00"), at(1772353800000));
  EXPECT_EQ(parse_time("2026-03-01 08:30:00.1+00"), at(1772353800100));
  EXPECT_EQ(parse_time("2026-03-01 08:30:00.123456+00"), at(1772353800123));
}

TEST(Clock, KnowsLeapDays) {
  EXPECT_TRUE(parse_time("2028-02-29T00:00:00.000Z"));
  EXPECT_FALSE(parse_time("2027-02-29T00:00:00.000Z"));
}

TEST(Clock, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "now", "2026-03-01", "2026-13-01T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T00:60:00Z",
        "2026-0a-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

TEST(Clock, ManualStandsStill) {
  ManualClock clock(at(1000));
  EXPECT_EQ(clock.now(), at(1000));
  clock.advance(milliseconds(5));
  EXPECT_EQ(clock.now(), at(1005));
}

}  // namespace
}  // namespace weft
