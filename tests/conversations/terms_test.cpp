// What texts are found by.
#include "conversations/terms.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <sstream>

namespace weft::conversations {
namespace {

std::set<std::string> terms(std::string_view text) {
  std::istringstream words(index_terms(text));
  return {std::istream_iterator<std::string>(words), {}};
}

bool fits(std::string_view text, std::string_view question) {
  return !find_tokens(text, parse_question(question)).empty();
}

TEST(Terms, AreFoldedWords) {
  EXPECT_EQ(
      terms("The Café's 3 o'clock report, v2.1!"),
      (std::set<std::string>{"the", "cafe's", "3", "o'clock", "report", "v2.1"}));
}

TEST(Terms, AreCharactersAndPairsOfChinese) {
  EXPECT_EQ(terms("项目进"), (std::set<std::string>{"项", "目", "进", "项目", "目进"}));
}

TEST(Terms, KeepScriptsApart) {
  EXPECT_EQ(terms("用Weft发"), (std::set<std::string>{"用", "weft", "发"}));
}

TEST(Terms, OfALongWordAreItsBeginning) {
  const std::string word(500, 'a');
  EXPECT_EQ(terms(word), std::set<std::string>{std::string(64, 'a')});
  EXPECT_TRUE(fits("x " + word, word));
}

TEST(Terms, AreBounded) {
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text += "w" + std::to_string(i) + " ";
  EXPECT_EQ(terms(text).size(), kMaxTerms);
}

TEST(Terms, OfSignsAloneAreNone) {
  EXPECT_EQ(index_terms("?! ... 👍"), "");
  EXPECT_TRUE(parse_question("?!").empty());
}

TEST(Question, TheLastWordMayBeUnfinished) {
  EXPECT_TRUE(fits("weekly report", "repo"));
  EXPECT_TRUE(fits("weekly report", "report week"));
  EXPECT_FALSE(fits("weekly report", "wee report"));
  EXPECT_FALSE(fits("weekly report", "repo ")) << "followed by a blank it is finished";
  EXPECT_FALSE(fits("about", "ab")) << "two letters begin too much";
}

TEST(Question, NeedsEveryPart) {
  EXPECT_TRUE(fits("项目 report", "report 项目"));
  EXPECT_FALSE(fits("项目", "report 项目"));
}

TEST(Question, AChinesePhraseIsMeantAsWritten) {
  EXPECT_TRUE(fits("下周项目进度会", "项目进度"));
  EXPECT_FALSE(fits("项目和进度", "项目进度"));
  EXPECT_TRUE(fits("下周項目進度會", "项目进度"));
}

TEST(Question, AsksTheIndexForPairs) {
  EXPECT_EQ(index_condition(parse_question("项目进")), "'项目' & '目进'");
  EXPECT_EQ(index_condition(parse_question("项")), "'项'");
  EXPECT_EQ(index_condition(parse_question("o'clock now")), "'o''clock' & 'now':*");
}

TEST(Question, HasABoundedNumberOfParts) {
  EXPECT_EQ(parse_question("a b c d e f g h i j k l m n").size(), kMaxTokens);
}

TEST(Highlights, CountCharactersOfTheOriginal) {
  const auto found = find_tokens("é 項目 REPORT", parse_question("项目 report"));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].from, 2);
  EXPECT_EQ(found[0].to, 4);
  EXPECT_EQ(found[1].from, 5);
  EXPECT_EQ(found[1].to, 11);
}

TEST(Highlights, JoinWhereTheyTouch) {
  const auto found = find_tokens("项项项", parse_question("项"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].to, 3);
}

/// Whatever a text and a question are made of: where the question fits, the index has been told so.
TEST(Terms, AreWhatQuestionsAskFor) {
  const std::vector<std::string> pieces = {"项", "目", "進", "a", "B", "é", " ",      "-", "'",
                                           "7",  "カ", "한", "ñ", "👍", ".", "\u0301", "ﬁ", "ß"};
  std::mt19937 random(7);
  const auto text = [&](int length) {
    std::string made;
    for (int i = 0; i < length; ++i)
      made += pieces[random() % pieces.size()];
    return made;
  };
  int fitting = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string body = text(12), question = text(1 + static_cast<int>(random() % 3));
    const auto tokens = parse_question(question);
    if (tokens.empty() || find_tokens(body, tokens).empty()) continue;
    ++fitting;
    const auto known = terms(body);
    for (const Token& token : tokens) {
      if (token.kind == Token::Kind::phrase) continue;  // its characters are those of the text: the pairs are there
      const bool there = token.kind == Token::Kind::word
                             ? known.count(token.text) > 0
                             : std::any_of(known.begin(), known.end(), [&](const std::string& term) {
                                 return term.compare(0, token.text.size(), token.text) == 0;
                               });
      EXPECT_TRUE(there) << body << " / " << question;
    }
  }
  EXPECT_GT(fitting, 1000);
}

}  // namespace
}  // namespace weft::conversations
