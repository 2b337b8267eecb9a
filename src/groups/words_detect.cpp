// Finds phone numbers and e-mail addresses: one pass over the text, a bounded look around each candidate.
#include "groups/words_detect.hpp"

#include <array>
#include <string>

namespace weft::groups::words {
namespace {

constexpr std::size_t kMostGroups = 10;     // of digits in one number
constexpr std::size_t kMostSeparators = 2;  // between two groups
constexpr std::size_t kMobile = 11;
constexpr std::size_t kShortest = 7, kLongest = 15;  // E.164, with the country code
constexpr std::size_t kLocalPart = 64, kDomain = 253;

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool separator(char c) {
  return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}
bool local(char c) {
  return digit(c) || letter(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}
bool label(char c) {
  return digit(c) || letter(c) || c == '-';
}

bool is_mobile(std::string_view digits) {
  return digits.size() == kMobile && digits[0] == '1' && digits[1] >= '3';
}

bool is_number(std::string_view digits, bool plus) {
  if (plus) return digits.size() >= kShortest && digits.size() <= kLongest && digits[0] != '0';
  if (is_mobile(digits)) return true;
  if (digits.starts_with("86") && is_mobile(digits.substr(2))) return true;
  const std::string_view rest = digits.starts_with("00") ? digits.substr(2) : std::string_view();
  return rest.size() >= kShortest + 2 && rest.size() <= kLongest && rest[0] != '0';
}

/// Where the digits that begin at `at` end.
std::size_t run_end(std::string_view text, std::size_t at) {
  while (at < text.size() && digit(text[at]))
    ++at;
  return at;
}

/// A number made of the group at `start` and those after it; the longest that is one.
std::size_t number_end(std::string_view text, std::size_t start, bool plus) {
  std::string digits;
  std::size_t found = 0;
  std::size_t at = start;
  for (std::size_t group = 0; group < kMostGroups && digits.size() <= kLongest + 2; ++group) {
    const std::size_t end = run_end(text, at);
    if (end == at) break;
    digits.append(text.substr(at, end - at));
    if (is_number(digits, plus)) found = end;
    at = end;
    for (std::size_t i = 0; i < kMostSeparators && at < text.size() && separator(text[at]); ++i)
      ++at;
  }
  return found;
}

}  // namespace

std::optional<Span> find_phone(std::string_view folded) {
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const bool plus = folded[i] == '+';
    if (!plus && !digit(folded[i])) continue;
    const bool fraction = i > 1 && folded[i - 1] == '.' && digit(folded[i - 2]);
    const std::size_t start = plus ? folded.find_first_not_of(" (", i + 1) : i;
    const bool near = !fraction && start != std::string_view::npos && start <= i + 2;
    const std::size_t end = near ? number_end(folded, start, plus) : 0;
    if (end != 0) return Span{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end)};
    if (!plus) i = run_end(folded, i) - 1;  // a number begins where a group does
  }
  return std::nullopt;
}

std::optional<Span> find_email(std::string_view folded) {
  for (std::size_t at = folded.find('@'); at != std::string_view::npos; at = folded.find('@', at + 1)) {
    std::size_t from = at;
    while (from > 0 && at - from < kLocalPart && local(folded[from - 1]))
      --from;
    std::size_t to = at + 1;
    std::size_t dot = 0;  // the last one with a label on both sides
    while (to < folded.size() && to - at <= kDomain) {
      if (folded[to] == '.' && to > at + 1 && label(folded[to - 1]) && to + 1 < folded.size() && label(folded[to + 1]))
        dot = to;
      else if (!label(folded[to]))
        break;
      ++to;
    }
    const bool top_level = dot != 0 && to >= dot + 3 && letter(folded[dot + 1]) && letter(folded[dot + 2]);
    if (from < at && top_level) return Span{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)};
  }
  return std::nullopt;
}

}  // namespace weft::groups::words
