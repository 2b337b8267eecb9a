// The text without gaps, and which scripts have any.
#include "groups/words_text.hpp"

#include <gtest/gtest.h>

namespace weft::groups::words {
namespace {

TEST(SqueezedText, HoldsLettersAndDigits) {
  const Squeezed squeezed = squeeze("b.a - d 傻_瓜! 7");
  EXPECT_EQ(squeezed.text, "bad傻瓜7");
  EXPECT_EQ(squeezed.at.size(), squeezed.text.size());
  EXPECT_EQ(squeezed.at[1], 2u);
  EXPECT_EQ(squeezed.at[2], 6u);
}

TEST(SpacedScript, IsOneWithBlanksBetweenWords) {
  EXPECT_TRUE(spaced_script('a'));
  EXPECT_TRUE(spaced_script(U'я'));
  EXPECT_FALSE(spaced_script(U'傻'));
  EXPECT_FALSE(spaced_script(U'か'));
  EXPECT_FALSE(spaced_script(U'ก'));
  EXPECT_FALSE(spaced_script('-'));
  EXPECT_FALSE(spaced_script(0));
}

}  // namespace
}  // namespace weft::groups::words
