// What the word rules need beside the folded text (weft::fold): the text without gaps, and its neighbours.
#pragma once
#include <weft/base/fold.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::groups::words {

/// A folded text without what is neither letter, digit nor part of a letter; `at[i]` is where byte i stood.
struct Squeezed {
  std::string text;
  std::vector<std::uint32_t> at;
};
Squeezed squeeze(std::string_view folded);

/// A letter or digit of a script that puts blanks between words.
bool spaced_script(char32_t c);
/// The characters before and after a place in valid UTF-8; 0 at the ends.
char32_t before(std::string_view text, std::size_t at);
char32_t after(std::string_view text, std::size_t at);

}  // namespace weft::groups::words
