// Folding: what the rules about words see of a text, and the way back to it.
#include "groups/words_text.hpp"

#include <gtest/gtest.h>

namespace weft::groups::words {
namespace {

TEST(FoldedText, HasNoCaseWidthOrMarks) {
  EXPECT_EQ(fold("BaD"), "bad");
  EXPECT_EQ(fold("ＢＡＤ１２"), "bad12");
  EXPECT_EQ(fold("b\u0301a\u0308d"), "bad");
  EXPECT_EQ(fold("bäd naïve ÉCOLE"), "bad naive ecole");
  EXPECT_EQ(fold("Straße"), "strasse");
  EXPECT_EQ(fold("ΟΔΟΣ"), fold("οδος"));
  EXPECT_EQ(fold("İstanbul"), "istanbul");
}

TEST(FoldedText, HasNoInvisibleCharacters) {
  EXPECT_EQ(fold("b\u200Ba\u200Dd\uFEFF\u00AD\u2060\uFE0F"), "bad");
  EXPECT_EQ(fold("\U000E0042bad"), "bad");  // a tag
}

TEST(FoldedText, KnowsCompatibleForms) {
  EXPECT_EQ(fold("𝐛𝖺𝒹"), "bad");
  EXPECT_EQ(fold("①②"), "12");
  EXPECT_EQ(fold("٣٤"), "34");
  EXPECT_EQ(fold("㎏"), "kg");
}

TEST(FoldedText, WritesTraditionalChineseAsSimplified) {
  EXPECT_EQ(fold("賭博網站"), "赌博网站");
  EXPECT_EQ(fold("赌博网站"), "赌博网站");
}

TEST(FoldedText, KeepsMarksThatMakeAnotherLetter) {
  EXPECT_NE(fold("が"), fold("か"));
  EXPECT_EQ(fold("ｶﾞ"), fold("ガ"));
  EXPECT_EQ(fold("각"), "각");
  EXPECT_NE(fold("कि"), fold("क"));
}

TEST(FoldedText, HasOneBlankForWhiteSpace) {
  EXPECT_EQ(fold("a \t\r\n\u3000b"), "a b");
}

TEST(FoldedText, SurvivesBrokenBytes) {
  EXPECT_EQ(fold("a\xFF\x62"), "a\uFFFDb");
  EXPECT_EQ(fold("\xE4\xBD"), "\uFFFD");
  EXPECT_EQ(fold(""), "");
}

TEST(FoldedText, LeadsBackToTheOriginal) {
  const std::string text = "so Ｂ\u200BÄd㎏ x";
  const Folded folded = fold_with_origin(text);
  ASSERT_EQ(folded.text, "so badkg x");
  EXPECT_EQ(folded.text.size(), folded.origin.size());
  EXPECT_EQ(original(text, folded, 3, 6), "Ｂ\u200BÄd");
  EXPECT_EQ(original(text, folded, 6, 7), "㎏");
  EXPECT_EQ(original(text, folded, 0, 2), "so");
  EXPECT_EQ(original(text, folded, 0, 99), "");
}

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
