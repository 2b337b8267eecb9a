// Finds phone numbers and e-mail addresses in folded text.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace weft::groups::words {

/// Bytes [from, to) of the folded text.
struct Span {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

/// The first phone number: a Chinese mobile number (1[3-9] and nine digits, with +86, 0086 or 86 before it or not), or
/// any number in international form (+ or 00, then 7 to 15 digits; E.164). Digits may be in groups with up to two of
/// blank, hyphen, dot, slash and brackets between them. A longer run of digits holds no number.
std::optional<Span> find_phone(std::string_view folded);

/// The first e-mail address: local part, @, and a domain of two labels or more that ends in letters.
std::optional<Span> find_email(std::string_view folded);

}  // namespace weft::groups::words
