// Secrets that are stored sealed.
#include <weft/base/sealed.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

struct Sealed : ::testing::Test {
  Sealed() { use_sealing_key(std::string(kSealingKey, 'k')); }
};

TEST_F(Sealed, OpensWhatItSealed) {
  for (const std::string& secret : {std::string("abc"), std::string(), std::string(1000, '\0')}) {
    const std::string stored = seal(secret, "robot 7");
    EXPECT_TRUE(is_sealed(stored));
    EXPECT_EQ(unseal(stored, "robot 7"), secret);
    EXPECT_NE(stored, seal(secret, "robot 7")) << "the same is never stored twice alike";
  }
  EXPECT_EQ(seal("abc", "x").find("abc"), std::string::npos);
}

TEST_F(Sealed, OpensNothingElse) {
  const std::string stored = seal("abc", "robot 7");
  EXPECT_FALSE(unseal(stored, "robot 8"));
  std::string altered = stored;
  altered.back() = altered.back() == '0' ? '1' : '0';
  EXPECT_FALSE(unseal(altered, "robot 7"));
  EXPECT_FALSE(unseal(stored.substr(0, stored.size() - 2), "robot 7"));
  EXPECT_FALSE(unseal(stored + "0", "robot 7"));
  EXPECT_FALSE(unseal("sealed1:zz", "robot 7"));
  use_sealing_key(std::string(kSealingKey, 'l'));
  EXPECT_FALSE(unseal(stored, "robot 7"));
}

TEST_F(Sealed, LeavesWhatWasStoredBefore) {
  EXPECT_FALSE(is_sealed("old secret"));
  EXPECT_EQ(unseal("old secret", "robot 7"), "old secret");
}

}  // namespace
}  // namespace weft
