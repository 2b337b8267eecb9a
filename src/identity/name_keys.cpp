// Keys of names: compatibility form and case folding, words, pinyin and initials, all by ICU.
//
// "Han-Latin/Names" knows how surnames are read (曾 is Zeng in a name) and sets a space between syllables.
#include "identity/store.hpp"
#include <weft/identity/name_keys.hpp>

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uscript.h>

#include <memory>
#include <set>
#include <sstream>
#include <stdexcept>

namespace weft::identity {
namespace {

constexpr std::size_t kMostKeys = 16;
constexpr int kKeyCharacters = 64;

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

icu::UnicodeString folded(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  icu::UnicodeString raw = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
  icu::UnicodeString out = normalizer->normalize(raw, status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU cannot normalise a name");
  out.trim();
  if (out.countChar32() > kKeyCharacters) out.truncate(out.moveIndex32(0, kKeyCharacters));
  return out;
}

/// Each thread its own: a transliterator is not for several at once.
const icu::Transliterator& pinyin() {
  thread_local const std::unique_ptr<icu::Transliterator> reader = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> made(
        icu::Transliterator::createInstance("Han-Latin/Names; Latin-ASCII; Lower", UTRANS_FORWARD, status));
    if (U_FAILURE(status)) throw std::runtime_error("ICU lacks its transliterator Han-Latin/Names");
    return made;
  }();
  return *reader;
}

bool has_han(const icu::UnicodeString& text) {
  for (int i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    UErrorCode status = U_ZERO_ERROR;
    if (uscript_getScript(text.char32At(i), &status) == USCRIPT_HAN) return true;
  }
  return false;
}

void add_words(std::set<std::string>& keys, const std::string& text) {
  std::istringstream words(text);
  for (std::string word; words >> word;)
    keys.insert(word);
}

/// "wang wei": wangwei, ww, wang, wei.
void add_pinyin(std::set<std::string>& keys, icu::UnicodeString text) {
  pinyin().transliterate(text);
  std::string together, initials;
  std::istringstream syllables(to_utf8(text));
  for (std::string syllable; syllables >> syllable;) {
    together += syllable;
    initials += syllable.front();
  }
  keys.insert(together.substr(0, kKeyCharacters));
  keys.insert(initials.substr(0, kKeyCharacters));
}

}  // namespace

std::string name_key(std::string_view text) {
  return to_utf8(folded(text));
}

std::vector<std::string> name_keys(std::initializer_list<std::string_view> names) {
  std::set<std::string> keys;
  for (const std::string_view name : names) {
    const icu::UnicodeString text = folded(name);
    keys.insert(to_utf8(text));
    if (has_han(text)) {
      add_pinyin(keys, text);
    } else {
      add_words(keys, to_utf8(text));
    }
  }
  keys.erase("");
  std::vector<std::string> list(keys.begin(), keys.end());
  if (list.size() > kMostKeys) list.resize(kMostKeys);
  return list;
}

void set_name_keys(
    db::Tx& tx, std::span<const PrincipalId> members, const std::vector<std::vector<std::string>>& keys) {
  std::vector<PrincipalId> ids;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (const std::string& key : keys[i]) {
      ids.push_back(members[i]);
      texts.push_back(key);
    }
  }
  store::replace_name_keys(tx, {members.begin(), members.end()}, ids, texts);
}

}  // namespace weft::identity
