// Reading CSV.
#include "app/csv.hpp"

#include <weft/base/error.hpp>

#include <gtest/gtest.h>

namespace weft::app {
namespace {

const std::vector<std::string> kColumns = {"a", "b"};

std::string complaint(std::string_view text) {
  try {
    read_csv(text, "x.csv", kColumns);
  } catch (const OperatorError& error) {
    return error.what();
  }
  return "";
}

TEST(Csv, ReadsPlainAndQuotedFields) {
  const auto rows = read_csv("a,b\r\n1,two\n\"3,\"\"x\"\"\",\"line\nbreak\"\n", "x.csv", kColumns);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].fields.at("b"), "two");
  EXPECT_EQ(rows[1].fields.at("a"), "3,\"x\"");
  EXPECT_EQ(rows[1].fields.at("b"), "line\nbreak");
  EXPECT_EQ(rows[1].line, 3);
}

TEST(Csv, TakesColumnsInAnyOrderAndAByteOrderMark) {
  const auto rows = read_csv(
      "\xef\xbb\xbf"
      "b,more,a\n1,2,3\n",
      "x.csv", kColumns);
  EXPECT_EQ(rows.at(0).fields.at("a"), "3");
}

TEST(Csv, NeedsNoLastLineBreakAndSkipsEmptyLines) {
  EXPECT_EQ(read_csv("a,b\n\n1,2", "x.csv", kColumns).size(), 1u);
}

TEST(Csv, NamesTheLineOfAMistake) {
  EXPECT_EQ(complaint(""), "x.csv:1: the file is empty");
  EXPECT_EQ(complaint("a,c\n"), "x.csv:1: the column `b` is missing");
  EXPECT_EQ(complaint("a,b\n1,2\n1\n"), "x.csv:3: has 1 fields, the first line names 2");
  EXPECT_EQ(complaint("a,b\n\"1,2\n"), "x.csv:2: a quote is not closed");
  EXPECT_EQ(complaint("a,b\n\"1\"x,2\n"), "x.csv:2: text after a closing quote");
}

}  // namespace
}  // namespace weft::app
