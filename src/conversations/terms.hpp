// What a text is found by, and whether a found text really is meant.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::conversations {

inline constexpr std::size_t kMaxTerms = 2000;  ///< different terms kept of one message
inline constexpr std::size_t kMaxTokens = 10;   ///< parts of a question

/// The different terms of a text, separated by blanks: its words folded (weft::fold), and of scripts without blanks
/// each character and each pair of neighbours.
std::string index_terms(std::string_view text);

/// A part of a question. All parts must occur.
struct Token {
  enum class Kind {
    phrase,  ///< characters of a script without blanks, in this order, anywhere
    word,    ///< a whole word
    prefix,  ///< the beginning of a word: the last part of the question, which may still be typed
  };
  Kind kind = Kind::word;
  std::string text;  ///< folded
};
/// The parts of a question, kMaxTokens at most; none when it has neither letter nor digit.
std::vector<Token> parse_question(std::string_view question);

/// The condition of the index, as tsquery text; it may find more than is meant, never less. `tokens` is not empty.
std::string index_condition(const std::vector<Token>& tokens);

/// Whether all tokens stand in a text: what find_tokens would find, for less.
bool holds_tokens(std::string_view text, const std::vector<Token>& tokens);

/// Where the tokens stand in a text, in characters (code points) of it; ascending, not overlapping. Empty when one of
/// them is missing.
struct Highlight {
  std::int64_t from = 0;
  std::int64_t to = 0;
};
std::vector<Highlight> find_tokens(std::string_view text, const std::vector<Token>& tokens);

}  // namespace weft::conversations
