// Squeezes folded texts and looks at the characters around a place.
#include "groups/words_text.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace weft::groups::words {
namespace {

bool kept_by_squeeze(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  return (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

}  // namespace

Squeezed squeeze(std::string_view folded) {
  Squeezed out;
  out.text.reserve(folded.size());
  out.at.reserve(folded.size());
  const auto size = static_cast<std::int32_t>(folded.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(folded.data(), i, size, c);
    if (!kept_by_squeeze(static_cast<char32_t>(c))) continue;
    out.text.append(folded.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start)));
    for (std::int32_t byte = start; byte < i; ++byte)
      out.at.push_back(static_cast<std::uint32_t>(byte));
  }
  return out;
}

bool spaced_script(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  const auto code = static_cast<UChar32>(c);
  if (!u_isalnum(code)) return false;
  UErrorCode error = U_ZERO_ERROR;
  return !uscript_breaksBetweenLetters(uscript_getScript(code, &error)) &&
         !u_hasBinaryProperty(code, UCHAR_IDEOGRAPHIC);
}

char32_t before(std::string_view text, std::size_t at) {
  if (at == 0) return 0;
  auto i = static_cast<std::int32_t>(at);
  UChar32 c = 0;
  U8_PREV_OR_FFFD(text.data(), 0, i, c);
  return static_cast<char32_t>(c);
}

char32_t after(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  auto i = static_cast<std::int32_t>(at);
  const auto size = static_cast<std::int32_t>(text.size());
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(text.data(), i, size, c);
  return static_cast<char32_t>(c);
}

}  // namespace weft::groups::words
