// Folding of texts for comparison.
#include <weft/base/fold.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(Fold, TakesOffCaseWidthAndAccents) {
  EXPECT_EQ(fold("ＡＢＣ Café ÅNGSTRÖM"), "abc cafe angstrom");
  EXPECT_EQ(fold("①２３"), "123");
}

TEST(Fold, DropsWhatCannotBeSeen) {
  EXPECT_EQ(fold("a\u200Bb\u00ADc"), "abc");
}

TEST(Fold, ReadsTraditionalCharactersAsSimplified) {
  EXPECT_EQ(fold("項目進度"), "项目进度");
}

TEST(Fold, SaysWhereEachByteComesFrom) {
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
