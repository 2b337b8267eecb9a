// Cuts folded texts into terms. Words come from ICU's word breaker. Characters of scripts without blanks (Chinese,
// Japanese, Korean) are taken one by one and in pairs instead, so that a question of one or two of them is answered by
// the index, and a longer one by the pairs it is made of.
#include "conversations/terms.hpp"

#include <weft/base/fold.hpp>

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>

namespace weft::conversations {
namespace {

constexpr std::size_t kMaxWord = 64;   // bytes of a term; longer words are found by their beginning
constexpr std::size_t kMinPrefix = 3;  // bytes: shorter beginnings fit too much

bool without_blanks(UChar32 c) {
  if (c < 0x1100) return false;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO: return true;
    default: return false;
  }
}

/// The breaker of this thread: making one takes longer than cutting a message.
icu::BreakIterator& word_breaker() {
  thread_local const std::unique_ptr<icu::BreakIterator> breaker = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error));
    if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU lacks its data: ") + u_errorName(error));
    return made;
  }();
  return *breaker;
}

std::string_view shortened(std::string_view word) {
  if (word.size() <= kMaxWord) return word;
  std::size_t end = kMaxWord;
  while (U8_IS_TRAIL(static_cast<std::uint8_t>(word[end])))
    --end;
  return word.substr(0, end);
}

/// Calls `word(from, to)` for each word of the spaced text in [from, to) of `folded`, until it says false; what it said
/// last.
template <class Word>
bool each_word(std::string_view folded, std::size_t from, std::size_t to, Word word) {
  const std::string_view part = folded.substr(from, to - from);
  UErrorCode error = U_ZERO_ERROR;
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, part.data(), static_cast<std::int64_t>(part.size()), &error);
  icu::BreakIterator& breaker = word_breaker();
  breaker.setText(&text, error);
  if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU cannot read a text: ") + u_errorName(error));
  std::int32_t start = breaker.first();
  bool go_on = true;
  for (std::int32_t end = breaker.next(); go_on && end != icu::BreakIterator::DONE; start = end, end = breaker.next()) {
    if (breaker.getRuleStatus() >= UBRK_WORD_NONE_LIMIT)
      go_on = word(from + static_cast<std::size_t>(start), from + static_cast<std::size_t>(end));
  }
  utext_close(&text);
  return go_on;
}

/// Calls `run(from, to)` for each run of characters of scripts without blanks and `word(from, to)` for each other word,
/// in order, until one of them says false.
template <class Run, class Word>
void each_part(std::string_view folded, Run run, Word word) {
  const auto size = static_cast<std::int32_t>(folded.size());
  std::int32_t begin = 0;
  std::optional<bool> dense;
  const auto flush = [&](std::int32_t end) {
    if (!dense || begin == end) return true;
    const auto from = static_cast<std::size_t>(begin);
    const auto to = static_cast<std::size_t>(end);
    return *dense ? run(from, to) : each_word(folded, from, to, word);
  };
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(folded.data(), i, size, c);
    const bool now = without_blanks(c);
    if (dense && *dense != now) {
      if (!flush(start)) return;
      begin = start;
    }
    dense = now;
  }
  flush(size);
}

/// The places where the characters of [from, to) begin, and `to`.
std::vector<std::size_t> characters(std::string_view folded, std::size_t from, std::size_t to) {
  std::vector<std::size_t> places;
  for (auto i = static_cast<std::int32_t>(from); i < static_cast<std::int32_t>(to);) {
    places.push_back(static_cast<std::size_t>(i));
    U8_FWD_1(folded.data(), i, static_cast<std::int32_t>(to));
  }
  places.push_back(to);
  return places;
}

void quote(std::string& query, std::string_view term, const char* after) {
  query += query.empty() ? "'" : " & '";
  for (const char c : term) {
    if (c == '\'' || c == '\\') query += c;
    query += c;
  }
  query.append("'").append(after);
}

/// Where `token` stands in the folded text, as bytes.
using Place = std::pair<std::size_t, std::size_t>;

void find_phrase(std::string_view folded, const std::string& phrase, std::vector<Place>& places) {
  for (auto at = folded.find(phrase); at != std::string_view::npos; at = folded.find(phrase, at + phrase.size()))
    places.emplace_back(at, at + phrase.size());
}

bool is_word(std::string_view word, const Token& token) {
  return token.kind == Token::Kind::word ? shortened(word) == token.text : word.starts_with(token.text);
}

void find_word(std::string_view folded, const Token& token, std::vector<Place>& places) {
  each_part(
      folded, [](std::size_t, std::size_t) { return true; },
      [&](std::size_t from, std::size_t to) {
        if (is_word(folded.substr(from, to - from), token))
          places.emplace_back(from, from + (token.kind == Token::Kind::word ? to - from : token.text.size()));
        return true;
      });
}

bool holds_word(std::string_view folded, const Token& token) {
  if (folded.find(token.text) == std::string_view::npos) return false;
  bool found = false;
  each_part(
      folded, [](std::size_t, std::size_t) { return true; },
      [&](std::size_t from, std::size_t to) {
        found = is_word(folded.substr(from, to - from), token);
        return !found;
      });
  return found;
}

/// Counts characters from the beginning of a text, for rising places.
class CharacterCount {
 public:
  explicit CharacterCount(std::string_view text) : text_(text) {}
  std::int64_t at(std::size_t byte) {
    while (static_cast<std::size_t>(byte_) < byte) {
      U8_FWD_1(text_.data(), byte_, static_cast<std::int32_t>(text_.size()));
      ++count_;
    }
    return count_;
  }

 private:
  std::string_view text_;
  std::int32_t byte_ = 0;
  std::int64_t count_ = 0;
};

/// Folded places as characters of the original, joined where they touch.
std::vector<Highlight> highlights_of(std::string_view text, const Folded& folded, std::vector<Place> places) {
  std::sort(places.begin(), places.end());
  std::vector<Highlight> highlights;
  CharacterCount begins(text), ends(text);
  for (const auto& [from, to] : places) {
    const std::int64_t begin = begins.at(folded.origin[from]);
    const std::int64_t end = ends.at(folded.origin[to - 1]) + 1;
    if (!highlights.empty() && begin <= highlights.back().to) {
      highlights.back().to = std::max(highlights.back().to, end);
    } else {
      highlights.push_back({begin, end});
    }
  }
  return highlights;
}

}  // namespace

std::string index_terms(std::string_view text) {
  const std::string folded = fold(text);
  const std::string_view view = folded;
  std::set<std::string_view> terms;
  const auto keep = [&](std::size_t from, std::size_t to) {
    if (terms.size() < kMaxTerms) terms.insert(shortened(view.substr(from, to - from)));
    return terms.size() < kMaxTerms;
  };
  each_part(
      view,
      [&](std::size_t from, std::size_t to) {
        const auto places = characters(view, from, to);
        for (std::size_t i = 0; i + 1 < places.size(); ++i) {
          keep(places[i], places[i + 1]);
          if (i + 2 < places.size()) keep(places[i], places[i + 2]);
        }
        return terms.size() < kMaxTerms;
      },
      keep);
  std::string joined;
  for (const std::string_view term : terms)
    joined.append(joined.empty() ? "" : " ").append(term);
  return joined;
}

std::vector<Token> parse_question(std::string_view question) {
  const std::string folded = fold(question);
  std::vector<Token> tokens;
  std::size_t last = 0;
  const auto add = [&](Token::Kind kind, std::size_t from, std::size_t to) {
    if (tokens.size() == kMaxTokens) return false;
    tokens.push_back({kind, std::string(shortened(std::string_view(folded).substr(from, to - from)))});
    last = to;
    return true;
  };
  each_part(
      folded, [&](std::size_t from, std::size_t to) { return add(Token::Kind::phrase, from, to); },
      [&](std::size_t from, std::size_t to) { return add(Token::Kind::word, from, to); });
  if (!tokens.empty() && tokens.back().kind == Token::Kind::word && last == folded.size() &&
      tokens.back().text.size() >= kMinPrefix)
    tokens.back().kind = Token::Kind::prefix;
  return tokens;
}

std::string index_condition(const std::vector<Token>& tokens) {
  std::string query;
  for (const Token& token : tokens) {
    if (token.kind != Token::Kind::phrase) {
      quote(query, token.text, token.kind == Token::Kind::prefix ? ":*" : "");
      continue;
    }
    const auto places = characters(token.text, 0, token.text.size());
    const std::string_view text = token.text;
    if (places.size() == 2) quote(query, text, "");
    for (std::size_t i = 0; i + 2 < places.size(); ++i)
      quote(query, text.substr(places[i], places[i + 2] - places[i]), "");
  }
  return query;
}

bool holds_tokens(std::string_view text, const std::vector<Token>& tokens) {
  const std::string folded = fold(text);
  return std::all_of(tokens.begin(), tokens.end(), [&](const Token& token) {
    return token.kind == Token::Kind::phrase ? folded.find(token.text) != std::string::npos : holds_word(folded, token);
  });
}

std::vector<Highlight> find_tokens(std::string_view text, const std::vector<Token>& tokens) {
  const Folded folded = fold_with_origin(text);
  std::vector<Place> places;
  for (const Token& token : tokens) {
    const std::size_t before = places.size();
    if (token.kind == Token::Kind::phrase) {
      find_phrase(folded.text, token.text, places);
    } else {
      find_word(folded.text, token, places);
    }
    if (places.size() == before) return {};
  }
  return highlights_of(text, folded, std::move(places));
}

}  // namespace weft::conversations
