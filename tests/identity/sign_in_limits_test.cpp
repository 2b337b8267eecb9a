// How often a wrong password may be tried.
#include <weft/base/error.hpp>
#include <weft/identity/sign_in_limits.hpp>

#include <gtest/gtest.h>

namespace weft::identity {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class SignInLimitsTest : public testing::Test {
 protected:
  void fail(const std::string& account, const std::string& from = "192.0.2.1") {
    limits_.begin(account, from).failed();
  }

  /// retry_after of a refused try, 0 for an admitted one.
  int wait(const std::string& account, const std::string& from = "192.0.2.1") {
    try {
      limits_.begin(account, from);
    } catch (const ApiError& error) {
      EXPECT_EQ(error.code(), Errc::rate_limited);
      EXPECT_GT(error.retry_after(), 0);
      return error.retry_after();
    }
    return 0;
  }

  ManualClock clock_{Time(std::chrono::hours(500000))};
  SignInLimits limits_{clock_, {}};
};

TEST_F(SignInLimitsTest, TenFailuresLockAnAccountUntilTheOldestIsFifteenMinutesOld) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(wait("anna"), 0);
    fail("anna");
    clock_.advance(minutes(1));
  }
  EXPECT_EQ(wait("anna"), 5 * 60);
  EXPECT_EQ(wait("boris"), 0);
  clock_.advance(minutes(5) - seconds(1));
  EXPECT_EQ(wait("anna"), 1);
  clock_.advance(seconds(1));
  EXPECT_EQ(wait("anna"), 0);
  fail("anna");
  EXPECT_EQ(wait("anna"), 60);
}

TEST_F(SignInLimitsTest, SuccessResetsTheAccount) {
  for (int i = 0; i < 9; ++i)
    fail("anna");
  limits_.begin("anna", "192.0.2.1").succeeded();
  for (int i = 0; i < 9; ++i)
    fail("anna");
  EXPECT_EQ(wait("anna"), 0);
}

TEST_F(SignInLimitsTest, AHundredFailuresLockAnAddress) {
  for (int i = 0; i < 100; ++i)
    fail("user" + std::to_string(i));
  EXPECT_EQ(wait("anna"), 15 * 60);
  EXPECT_THROW(limits_.check_address("192.0.2.1"), ApiError);
  EXPECT_EQ(wait("anna", "192.0.2.2"), 0);
  EXPECT_NO_THROW(limits_.check_address("192.0.2.2"));
  clock_.advance(minutes(15));
  EXPECT_EQ(wait("anna"), 0);
}

TEST_F(SignInLimitsTest, SuccessDoesNotResetTheAddress) {
  for (int i = 0; i < 99; ++i)
    fail("user" + std::to_string(i));
  limits_.begin("anna", "192.0.2.1").succeeded();
  EXPECT_EQ(wait("boris"), 0);
  fail("carl");
  EXPECT_NE(wait("boris"), 0);
}

TEST_F(SignInLimitsTest, AThousandSuccessesPassAndLeaveNothingBehind) {
  for (int i = 0; i < 1000; ++i)
    limits_.begin("user" + std::to_string(i), "192.0.2.1").succeeded();
  EXPECT_EQ(limits_.remembered(), 0U);
}

TEST_F(SignInLimitsTest, TriesUnderWayTakeTheLastSlots) {
  for (int i = 0; i < 9; ++i)
    fail("anna");
  const auto last = limits_.begin("anna", "192.0.2.1");
  EXPECT_EQ(wait("anna"), 1) << "two guesses at once would make eleven";
}

TEST_F(SignInLimitsTest, ForgetsTheOldestWhenFull) {
  SignInRules rules;
  rules.remembered = 100;
  SignInLimits limits(clock_, rules);
  for (int i = 0; i < 10; ++i)
    limits.begin("anna", "192.0.2.1").failed();
  for (int i = 0; i < 1000; ++i)
    limits.begin("user" + std::to_string(i), "192.0.2." + std::to_string(2 + i % 200)).failed();
  EXPECT_EQ(limits.remembered(), 200U);
  EXPECT_NO_THROW(limits.begin("anna", "198.51.100.1"));
}

TEST_F(SignInLimitsTest, CountsIPv6ByItsNetwork) {
  EXPECT_EQ(limited_address("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(limited_address("2001:db8:1:2::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(limited_address("::ffff:192.0.2.1"), "::ffff:192.0.2.1");
  EXPECT_EQ(limited_address("192.0.2.1"), "192.0.2.1");
  for (int i = 0; i < 100; ++i)
    fail("user" + std::to_string(i), "2001:db8::" + std::to_string(i + 1));
  EXPECT_NE(wait("anna", "2001:db8::ffff"), 0);
}

}  // namespace
}  // namespace weft::identity
