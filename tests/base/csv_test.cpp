// CSV that is opened in an office suite.
#include <weft/base/csv.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace weft {
namespace {

std::string row(const std::vector<std::string>& cells) {
  std::string out;
  append_csv_row(out, cells);
  return out;
}

TEST(Csv, QuotesWhatNeedsIt) {
  EXPECT_EQ(row({"a", "b c", ""}), "a,b c,\r\n");
  EXPECT_EQ(row({"a,b", "say \"hi\"", "two\nlines"}), "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n");
}

TEST(Csv, LetsNoCellBeAFormula) {
  for (const std::string text : {"=1", "+1", "-1", "@a", "\ta", "\ra", "\na"})
    EXPECT_EQ(row({text}), "\"'" + text + "\"\r\n");
  EXPECT_EQ(row({"a=1"}), "a=1\r\n");
}

}  // namespace
}  // namespace weft
