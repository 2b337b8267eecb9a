// Folding of texts for comparison.
#include <weft/base/fold.hpp>

#include <gtest/gtest.h>

namespace weft {
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

TEST(FoldedText, HasOneFormOfMixedTexts) {
  EXPECT_EQ(fold("ＡＢＣ Café ÅNGSTRÖM"), "abc cafe angstrom");
  EXPECT_EQ(fold("①２３"), "123");
  EXPECT_EQ(fold("a\u200Bb\u00ADc"), "abc");
  EXPECT_EQ(fold("項目進度"), "项目进度");
}

TEST(FoldedText, SaysWhereEachByteComesFrom) {
  const std::string text = "é項";
  const Folded folded = fold_with_origin(text);
  EXPECT_EQ(folded.text, "e项");
  ASSERT_EQ(folded.origin.size(), 4u);
  EXPECT_EQ(folded.origin[0], 0u);
  EXPECT_EQ(folded.origin[1], 2u);
  EXPECT_EQ(original(text, folded, 1, 4), "項");
}

}  // namespace
}  // namespace weft
