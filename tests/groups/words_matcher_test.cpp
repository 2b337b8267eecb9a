// Looking for words: what each way of matching finds, and that Hyperscan finds exactly what looking naively would.
#include "groups/words_matcher.hpp"

#include "groups/words_detect.hpp"
#include <weft/base/error.hpp>

#include <gtest/gtest.h>
#include <hs/hs.h>

#include <cstdlib>
#include <random>
#include <set>
#include <thread>

namespace weft::groups::words {
namespace {

using Places = std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>>;

Places found(const Matcher& matcher, const std::string& text) {
  Places places;
  matcher.scan(Subject(text), [&](const Hit& hit) {
    places.emplace(hit.word, hit.from, hit.to);
    return true;
  });
  return places;
}

bool finds(const std::string& word, WordMatch match, const std::string& text) {
  const Word one{{word}, match};
  return !found(*Matcher::compile(std::span(&one, 1)), text).empty();
}

Errc refusal(const std::function<void()>& body) {
  try {
    body();
  } catch (const ApiError& error) {
    return error.code();
  }
  return Errc::internal;
}

TEST(WordMatching, RefusesWhenAScanFails) {
  const Word one{{"bad"}, WordMatch::contains};
  const auto matcher = Matcher::compile(std::span(&one, 1));
  std::optional<Errc> inner;
  matcher->scan(Subject("bad"), [&](const Hit&) {
    // This thread's scratch is in use: Hyperscan refuses the scan within the scan.
    inner = refusal([&] { found(*matcher, "bad"); });
    return true;
  });
  EXPECT_EQ(inner, Errc::unavailable);
}

TEST(WordMatching, RefusesUntilThereIsMemoryToScanWith) {
  const Word one{{"bad"}, WordMatch::contains};
  const auto matcher = Matcher::compile(std::span(&one, 1));
  std::thread([&] {  // with no scratch yet
    ASSERT_EQ(hs_set_scratch_allocator([](std::size_t) -> void* { return nullptr; }, std::free), HS_SUCCESS);
    EXPECT_EQ(refusal([&] { found(*matcher, "bad"); }), Errc::unavailable);
    EXPECT_EQ(refusal([&] { found(*matcher, "bad"); }), Errc::unavailable) << "the second time";
    ASSERT_EQ(hs_set_scratch_allocator(nullptr, nullptr), HS_SUCCESS);
    EXPECT_EQ(found(*matcher, "bad").size(), 1u);
  })
      .join();
}

TEST(WordMatching, ContainsLooksInsideWords) {
  EXPECT_TRUE(finds("bad", WordMatch::contains, "a BADGE"));
  EXPECT_TRUE(finds("傻瓜", WordMatch::contains, "你是個傻瓜嗎"));
  EXPECT_TRUE(finds(" Bad  Word ", WordMatch::contains, "a bad\u3000word."));
  EXPECT_FALSE(finds("bad", WordMatch::contains, "b a d"));
  EXPECT_FALSE(finds("bad", WordMatch::contains, "ba"));
}

TEST(WordMatching, WholeDoesNotTouchLetters) {
  EXPECT_TRUE(finds("bad", WordMatch::whole, "too bad."));
  EXPECT_TRUE(finds("bad", WordMatch::whole, "很bad的"));
  EXPECT_TRUE(finds("bad", WordMatch::whole, "badge bad"));
  EXPECT_FALSE(finds("bad", WordMatch::whole, "badge"));
  EXPECT_FALSE(finds("bad", WordMatch::whole, "sinbad"));
  EXPECT_FALSE(finds("bad", WordMatch::whole, "bad1"));
  EXPECT_FALSE(finds("bad", WordMatch::whole, "bäd\u0301ly"));
  EXPECT_TRUE(finds("傻瓜", WordMatch::whole, "你是傻瓜吗"));
  EXPECT_TRUE(finds("c++", WordMatch::whole, "learn c++17 now"));
}

TEST(WordMatching, SpacedSeesThroughBlanksAndSigns) {
  for (const char* text : {"b a d", "b.a.d", "B-A-D!", "b * a * d", "so b\u200Ba\u200Bd", "bad", "badge", "b\na\nd"})
    EXPECT_TRUE(finds("bad", WordMatch::spaced, text)) << text;
  for (const char* text : {"傻.瓜", "傻 瓜", "傻😀瓜", "你傻-瓜吗"})
    EXPECT_TRUE(finds("傻瓜", WordMatch::spaced, text)) << text;
}

TEST(WordMatching, SpacedIsNotFooledByOtherWords) {
  for (const char* text : {"crab advice", "be a dog", "grab a dog", "b, and so on .......... a d", "b ---- a ---- d"})
    EXPECT_FALSE(finds("bad", WordMatch::spaced, text)) << text;
}

TEST(WordMatching, KnowsWordsThatCannotBeFound) {
  EXPECT_FALSE(findable({{" \u200B"}, WordMatch::contains}));
  EXPECT_FALSE(findable({{"!!"}, WordMatch::spaced}));
  EXPECT_TRUE(findable({{"!!"}, WordMatch::contains}));
  const Word nothing{{"\u200B"}, {}};
  EXPECT_TRUE(found(*Matcher::compile(std::span(&nothing, 1)), "anything").empty());
}

TEST(WordMatching, ShowsTheOriginal) {
  const Word word{{"bad"}, WordMatch::spaced};
  const std::string text = "he is so Ｂ.\u200Ba d, really";
  const Subject subject(text);
  std::string seen, around;
  Matcher::compile(std::span(&word, 1))->scan(subject, [&](const Hit& hit) {
    seen = subject.original(hit.from, hit.to);
    around = subject.excerpt(hit.from, hit.to, 4);
    return false;
  });
  EXPECT_EQ(seen, "Ｂ.\u200Ba d");
  EXPECT_EQ(around, " so Ｂ.\u200Ba d, re");
}

/// What scan() promises, without Hyperscan.
Places naively(const std::vector<Word>& words, const std::string& text) {
  const Subject subject(text);
  Places places;
  const auto each = [](const std::string& in, const std::string& word, const auto& use) {
    for (auto at = in.find(word); !word.empty() && at != std::string::npos; at = in.find(word, at + 1))
      use(at, at + word.size());
  };
  for (std::uint32_t i = 0; i < words.size(); ++i) {
    const std::string word = fold(words[i].text.value);
    if (words[i].match == WordMatch::spaced) {
      each(subject.squeezed().text, squeeze(word).text, [&](std::size_t from, std::size_t to) {
        if (const auto place = spaced_place(subject, from, to)) places.emplace(i, place->first, place->second);
      });
    } else {
      each(subject.folded(), word, [&](std::size_t from, std::size_t to) {
        if (words[i].match != WordMatch::whole || stands_alone(subject.folded(), from, to))
          places.emplace(i, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to));
      });
    }
  }
  return places;
}

/// Few characters, so that words do occur: letters of two scripts and both cases, wide ones, marks, blanks, signs.
std::string random_text(std::mt19937& random, int most) {
  static const std::vector<std::string> kAlphabet{"a",  "b",  "A",  "Ｂ",     "ä",      "c",  " ",  ".", "-", "傻",
                                                  "瓜", "網", "网", "\u200B", "\u0301", "か", "が", "1", "😀"};
  std::string text;
  const int size = 1 + static_cast<int>(random() % static_cast<unsigned>(most));
  for (int i = 0; i < size; ++i)
    text += kAlphabet[random() % kAlphabet.size()];
  return text;
}

TEST(WordMatching, FindsWhatLookingNaivelyFinds) {
  std::mt19937 random(20260301);
  std::size_t total = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<Word> words;
    for (unsigned i = 0; i < 1 + random() % 12; ++i) {
      Word word{{random_text(random, 4)}, static_cast<WordMatch>(random() % 3)};
      const std::string folded = fold(word.text.value);
      if (folded.find(' ') == std::string::npos) words.push_back(std::move(word));  // blanks at the ends are cut off
    }
    const auto matcher = Matcher::compile(words);
    for (int i = 0; i < 20; ++i) {
      const std::string text = random_text(random, 60);
      const Places expected = naively(words, text);
      ASSERT_EQ(found(*matcher, text), expected) << text << " round " << round;
      total += expected.size();
    }
  }
  EXPECT_GT(total, 1000u);
}

TEST(WordMatching, TakesAnyBytes) {
  std::mt19937 random(7);
  const std::vector<Word> words{{{"a"}, WordMatch::whole}, {{"瓜"}, WordMatch::spaced}, {{"é"}, WordMatch::contains}};
  const auto matcher = Matcher::compile(words);
  for (int round = 0; round < 2000; ++round) {
    std::string junk;
    for (unsigned i = 0; i < random() % 40; ++i)
      junk += static_cast<char>(random() % 256);
    const Subject subject(junk);
    matcher->scan(subject, [&](const Hit& hit) {
      EXPECT_LE(subject.original(hit.from, hit.to).size(), junk.size());
      subject.excerpt(hit.from, hit.to, 3);
      return true;
    });
    find_phone(subject.folded());
    find_email(subject.folded());
  }
}

bool phone(const std::string& text) {
  return find_phone(fold(text)).has_value();
}
bool email(const std::string& text) {
  return find_email(fold(text)).has_value();
}

TEST(PhoneNumbers, AreFoundInEveryUsualForm) {
  for (const char* text :
       {"13800138000", "call 138-0013-8000 now", "138 0013 8000", "+86 138 0013 8000", "(86)13912345678",
        "8613912345678", "008613912345678", "１３８００１３８０００", "电话:19912345678。", "+1 (415) 555-0100",
        "+44 20 7946 0958", "0044 20 7946 0958", "13800138000 13900139000", "no 5 13800138000"})
    EXPECT_TRUE(phone(text)) << text;
}

TEST(PhoneNumbers, AreNotEveryRunOfDigits) {
  for (const char* text :
       {"12345678901", "138001380001", "2026-03-01 12:30", "6222021234567890123", "3.14159265358", "+12", "1 + 2",
        "12800138000", "room 1380", "1000000000"})
    EXPECT_FALSE(phone(text)) << text;
}

TEST(MailAddresses, AreFound) {
  for (const char* text : {"a@b.cn", "write to Zhang.San+x@Mail.Example.com.", "ｚ＠ｑｑ．ｃｏｍ", "<li@x-y.org>"})
    EXPECT_TRUE(email(text)) << text;
  for (const char* text : {"@alice hello", "a@b", "a@b.c", "a @ b.com", "x@.com", "1@2.34", "@@", "me@home..com"})
    EXPECT_FALSE(email(text)) << text;
}

}  // namespace
}  // namespace weft::groups::words
