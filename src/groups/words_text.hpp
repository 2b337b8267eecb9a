// Texts as the word rules see them: without case, width, marks and invisible characters.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::groups::words {

/// A text folded for comparing. Case folded and in compatibility form (NFKC casefold: ＡＢＣ -> abc, ① -> 1), every
/// decimal digit as 0-9, accents and other marks beside a letter taken off (kana voicing marks, nuktas and vowel signs
/// make other letters and stay), default-ignorable characters (zero width, soft hyphen, variation selectors) dropped,
/// white space as one blank, traditional Chinese characters as simplified ones.
///
/// Folding goes character by character, so each byte of the result comes from one character of the original.
std::string fold(std::string_view utf8);

/// The same, and for each byte of the result where in `utf8` the character begins that it comes from.
struct Folded {
  std::string text;
  std::vector<std::uint32_t> origin;
};
Folded fold_with_origin(std::string_view utf8);

/// The part of the original that the bytes [from, to) of the folded text come from.
std::string_view original(std::string_view utf8, const Folded& folded, std::size_t from, std::size_t to);

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

/// Builds the table of foldings, which takes some 100 ms once; otherwise the first fold() does.
void prepare_folding();

}  // namespace weft::groups::words
