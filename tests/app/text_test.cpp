// Text of other people on a terminal.
#include "app/chat/text.hpp"

#include <gtest/gtest.h>

#include <clocale>

namespace weft::app::chat {
namespace {

class TerminalText : public testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_NE(std::setlocale(LC_CTYPE, "C.UTF-8"), nullptr); }
};

TEST_F(TerminalText, CannotSteerTheTerminal) {
  EXPECT_EQ(safe("a\x1b[2Jb"), "a[2Jb");
  EXPECT_EQ(safe("a\x1b]0;owned\x07z"), "a]0;ownedz");
  EXPECT_EQ(safe("a\rb\bc\x7f"), "abc");
  EXPECT_EQ(
      safe("a\xc2\x9b"
           "2Jb"),
      "a2Jb");  // C1: CSI in one character
  EXPECT_EQ(
      safe("a\xe2\x80\xae"
           "b"),
      "ab");  // right-to-left override
  EXPECT_EQ(
      safe("a\xe2\x80\x8b"
           "b\xef\xbb\xbf"),
      "ab");  // invisible fillers
  EXPECT_EQ(safe(std::string_view("a\x01\x07\0b", 5)), "ab");
}

TEST_F(TerminalText, KeepsWhatPeopleWrite) {
  EXPECT_EQ(safe("你好, Grüße 👩‍👩‍👧 ok"), "你好, Grüße 👩‍👩‍👧 ok");
  EXPECT_EQ(safe("a\nb\tc"), "a\nb    c");
}

TEST_F(TerminalText, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(
      safe("a\xff"
           "b"),
      "a\xef\xbf\xbd"
      "b");
  EXPECT_EQ(safe("\xe4\xbd"), "\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(safe("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd");          // overlong
  EXPECT_EQ(safe("\xed\xa0\x80").find('\xed'), std::string::npos);  // surrogate
}

TEST_F(TerminalText, CountsColumns) {
  EXPECT_EQ(width("abc"), 3u);
  EXPECT_EQ(width("你好"), 4u);
  EXPECT_EQ(width("e\xcc\x81"), 1u);  // combining accent
  EXPECT_EQ(width(std::string(1, mark::kBold) + "ab" + mark::kPlain), 2u);
}

TEST_F(TerminalText, CutsToColumns) {
  EXPECT_EQ(safe_line("你好世界", 5), "你好…");
  EXPECT_EQ(safe_line("short", 10), "short");
  EXPECT_EQ(safe_line("two\nlines"), "two lines");
}

TEST_F(TerminalText, WrapsAtSpacesAndBetweenIdeographs) {
  EXPECT_EQ(wrap("one two three", 8).size(), 2u);
  for (const std::string& line : wrap("the quick brown fox jumps over it", 10))
    EXPECT_LE(width(line), 10u) << line;
  for (const std::string& line : wrap("今天下午三点开会请大家准时参加", 9))
    EXPECT_LE(width(line), 9u) << line;
  for (const std::string& line : wrap(std::string(100, 'x'), 10))
    EXPECT_LE(width(line), 10u) << line;
}

TEST_F(TerminalText, WrappingLosesNothing) {
  std::string joined;
  for (const std::string& line : wrap("aaa bbb 你好世界 ccc", 6))
    joined += line;
  std::erase(joined, ' ');
  EXPECT_EQ(joined, "aaabbb你好世界ccc");
}

TEST_F(TerminalText, RendersTheMarkdownSubset) {
  const auto plain = [](const char* text) { return styled(render_markdown(text), false); };
  EXPECT_EQ(plain("**bold** and *slanted*, ~~gone~~ `x*y*z`"), "bold and slanted, gone x*y*z");
  EXPECT_EQ(plain("[site](https://example.com)"), "site (https://example.com)");
  EXPECT_EQ(plain("# Title\n- one\n- two\n> said"), "Title\n• one\n• two\n│ said");
  EXPECT_EQ(plain("```\na **b**\n```\nc"), "  a **b**\nc");
  EXPECT_EQ(plain("2 * 3 * 4 and snake_case_name, ** open"), "2 * 3 * 4 and snake_case_name, ** open");
  EXPECT_EQ(styled(render_markdown("**b**"), true), "\x1b[1mb\x1b[0m");
}

TEST_F(TerminalText, MarkdownCannotSmuggleEscapes) {
  EXPECT_EQ(styled(render_markdown("**\x1b[31mred**\x01\x02"), false), "[31mred");
}

}  // namespace
}  // namespace weft::app::chat
