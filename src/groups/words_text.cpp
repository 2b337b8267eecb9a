// Folds texts for comparing: ICU says once for every character what becomes of it, afterwards a table answers.
#include "groups/words_text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <map>
#include <memory>
#include <stdexcept>

namespace weft::groups::words {
namespace {

constexpr char32_t kPlanes = 0x30000;   // the table covers the planes with letters in everyday use
constexpr char32_t kLong = 0xFFFFFFFF;  // more than one character: look in `long_`
constexpr char32_t kDrop = 0xFFFFFFFE;
constexpr int kFirstAccent = 10;  // combining classes below belong to the letter itself (nukta, kana voicing)

bool is_hangul(UChar32 c) {
  return c >= 0xAC00 && c <= 0xD7A3;
}

bool is_mark(UChar32 c) {
  const int type = u_charType(c);
  return type == U_ENCLOSING_MARK || (type == U_NON_SPACING_MARK && u_getCombiningClass(c) >= kFirstAccent);
}

char32_t plain(UChar32 c) {
  if (u_isUWhiteSpace(c) || u_charType(c) == U_CONTROL_CHAR) return ' ';
  const int digit = u_charDigitValue(c);
  return digit >= 0 ? static_cast<char32_t>('0' + digit) : static_cast<char32_t>(c);
}

class Table {
 public:
  static const Table& get() {
    static const Table table;
    return table;
  }

  /// Calls `put` for each character that `c` becomes.
  template <class Put>
  void apply(char32_t c, Put put) const {
    if (c >= kPlanes) {
      // Planes with private, unassigned and a few invisible characters.
      if (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return;
      return put(c);
    }
    const char32_t to = to_[c];
    if (to == kDrop) return;
    if (to != kLong) return put(to);
    for (const char32_t each : long_.at(c))
      put(each);
  }

 private:
  Table() : to_(kPlanes, kDrop) {
    UErrorCode error = U_ZERO_ERROR;
    casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(error);
    decompose_ = icu::Normalizer2::getNFDInstance(error);
    simplify_.reset(icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, error));
    if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU lacks its data: ") + u_errorName(error));
    for (char32_t c = 1; c < kPlanes; ++c)
      enter(c);
    simplify_.reset();
  }

  void enter(char32_t c) {
    const auto code = static_cast<UChar32>(c);
    if (U_IS_SURROGATE(code)) return;
    const std::u32string folded = fold_one(code);
    if (folded.empty()) return;
    to_[c] = folded.size() == 1 ? folded[0] : kLong;
    if (folded.size() > 1) long_.emplace(c, folded);
  }

  std::u32string fold_one(UChar32 c) {
    UErrorCode error = U_ZERO_ERROR;
    icu::UnicodeString text(c);
    if (!casefold_->isInert(c)) text = casefold_->normalize(text, error);
    std::u32string out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
      add_decomposed(text.char32At(i), out);
    return out;
  }

  void add_decomposed(UChar32 c, std::u32string& out) {
    UErrorCode error = U_ZERO_ERROR;
    if (is_hangul(c) || decompose_->isInert(c)) return add(c, out);
    const icu::UnicodeString parts = decompose_->normalize(icu::UnicodeString(c), error);
    for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1))
      add(parts.char32At(i), out);
  }

  void add(UChar32 c, std::u32string& out) {
    if (is_mark(c)) return;
    if (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC)) {
      icu::UnicodeString text(c);
      simplify_->transliterate(text);
      if (text.countChar32() == 1) c = text.char32At(0);
    }
    out += plain(c);
  }

  const icu::Normalizer2* casefold_ = nullptr;
  const icu::Normalizer2* decompose_ = nullptr;
  std::unique_ptr<icu::Transliterator> simplify_;
  std::vector<char32_t> to_;
  std::map<char32_t, std::u32string> long_;
};

void append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  char bytes[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, static_cast<UChar32>(c));
  out.append(bytes, static_cast<std::size_t>(size));
}

template <class Grew>
std::string fold_each(std::string_view utf8, Grew grew) {
  const Table& table = Table::get();
  std::string out;
  out.reserve(utf8.size());
  const auto size = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(utf8.data(), i, size, c);
    table.apply(static_cast<char32_t>(c), [&](char32_t each) {
      if (each == ' ' && !out.empty() && out.back() == ' ') return;
      append(out, each);
      grew(out.size(), start);
    });
  }
  return out;
}

bool kept_by_squeeze(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  return (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

}  // namespace

std::string fold(std::string_view utf8) {
  return fold_each(utf8, [](std::size_t, std::int32_t) {});
}

Folded fold_with_origin(std::string_view utf8) {
  Folded folded;
  folded.text = fold_each(utf8, [&](std::size_t size, std::int32_t start) {
    folded.origin.resize(size, static_cast<std::uint32_t>(start));
  });
  return folded;
}

std::string_view original(std::string_view utf8, const Folded& folded, std::size_t from, std::size_t to) {
  if (from >= to || to > folded.origin.size()) return {};
  const std::size_t begin = folded.origin[from];
  auto end = static_cast<std::int32_t>(folded.origin[to - 1]);
  const auto size = static_cast<std::int32_t>(utf8.size());
  U8_FWD_1(utf8.data(), end, size);
  return utf8.substr(begin, static_cast<std::size_t>(end) - begin);
}

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

void prepare_folding() {
  Table::get();
}

}  // namespace weft::groups::words
