// What may be uploaded and sent: sizes, types by content, names.
#include "files/impl.hpp"
#include <weft/identity/settings.hpp>

#include <magic.h>

#include <algorithm>

namespace weft::files {
namespace {

constexpr std::size_t kKiB = 1024;
// What libmagic is shown. Of an Office document it needs the names of the first parts, behind a table of contents that
// may be long; JSON is told from text by its end. Of other text a little is enough, and more would be slow (64 KiB of
// empty lines: 150 ms).
constexpr std::size_t kOfContainers = 64 * kKiB;
constexpr std::size_t kOfJson = 64 * kKiB;
constexpr std::size_t kOfOthers = 4 * kKiB;
constexpr std::size_t kOfExpressions = kKiB;  // as far as a regular expression reads
constexpr int kLookAgain = 2;                 // s: when to try again with what is being looked into

/// libmagic with its rules loaded; one for each thread.
class Magic {
 public:
  Magic() : cookie_(magic_open(kFlags)) {
    if (cookie_ == nullptr || magic_load(cookie_, nullptr) != 0 ||
        magic_setparam(cookie_, MAGIC_PARAM_REGEX_MAX, &kOfExpressions) != 0)
      throw std::runtime_error("libmagic has no rules: install libmagic-mgc");
  }
  ~Magic() { magic_close(cookie_); }
  Magic(const Magic&) = delete;
  Magic& operator=(const Magic&) = delete;

  std::string type_of(std::string_view bytes) {
    const char* type = magic_buffer(cookie_, bytes.data(), bytes.size());
    return type == nullptr ? "application/octet-stream" : type;
  }
  /// The same when it is JSON, one document or one in each line. What it costs grows with the size alone.
  std::optional<std::string> json_type_of(std::string_view bytes) {
    magic_setflags(cookie_, kFlags | kAllButJson);
    std::string type = type_of(bytes);
    magic_setflags(cookie_, kFlags);
    if (type != "application/json" && type != "application/x-ndjson") return std::nullopt;
    return type;
  }

 private:
  // Nothing is unpacked or taken apart but for its type.
  static constexpr int kFlags = MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF |
                                MAGIC_NO_CHECK_APPTYPE | MAGIC_NO_CHECK_TOKENS;
  static constexpr int kAllButJson = MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_CSV | MAGIC_NO_CHECK_CDF |
                                     MAGIC_NO_CHECK_SOFT | MAGIC_NO_CHECK_TEXT | MAGIC_NO_CHECK_ENCODING;
  magic_t cookie_;
};

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// What is shown to others must have been looked into, and be found in order: what waits might be anything.
void need_examined(Examined examined, const std::string& field, const std::string& unreadable) {
  if (examined == Examined::unreadable) refuse_field(field, unreadable);
  if (examined == Examined::waiting)
    throw ApiError(Errc::busy, field + " is still being looked into; try again", field, kLookAgain);
}

std::string extension(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? "" : lower(name.substr(dot + 1));
}

template <class Words>
bool holds(const Words& words, const std::string& word) {
  return std::any_of(words.begin(), words.end(), [&](const auto& one) { return lower(one.value) == word; });
}

std::int64_t most_bytes(const Rules& rules, Purpose purpose) {
  switch (purpose) {
    case Purpose::image:
    case Purpose::avatar: return rules.image_kb * static_cast<std::int64_t>(kKiB);
    case Purpose::voice: return rules.voice_kb * static_cast<std::int64_t>(kKiB);
    case Purpose::video: return rules.video_kb * static_cast<std::int64_t>(kKiB);
    case Purpose::file: return rules.file_kb * static_cast<std::int64_t>(kKiB);
    case Purpose::import: break;
  }
  return INT64_MAX;
}

void check_size(const Rules& rules, Purpose purpose, std::int64_t size, std::int64_t most, const std::string& field) {
  const std::int64_t limit = std::min(most_bytes(rules, purpose), most);
  const std::string word = boost::describe::enum_to_string(purpose, "");
  if (size < kSmallest) refuse_field(field, "must be at least " + std::to_string(kSmallest) + " bytes");
  if (size > limit)
    throw ApiError(
        Errc::payload_too_large, "for " + word + " at most " + std::to_string(limit) + " bytes are taken", field);
}

template <class Words>
void need_type(const Words& allowed, const std::string& type, const std::string& field) {
  if (holds(allowed, type)) return;
  std::string list;
  for (const auto& one : allowed)
    list += (list.empty() ? "" : ", ") + one.value;
  refuse_field(field, "is " + type + "; taken are " + list);
}

}  // namespace

std::string type_of(std::string_view beginning) {
  thread_local Magic magic;
  const auto first = beginning.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && (beginning[first] == '{' || beginning[first] == '[')) {
    if (auto json = magic.json_type_of(beginning.substr(0, kOfJson))) return *json;
  }
  const bool container = beginning.starts_with("PK") || beginning.starts_with("\xD0\xCF\x11\xE0");  // zip, OLE
  return lower(magic.type_of(beginning.substr(0, container ? kOfContainers : kOfOthers)));
}

Rules load_rules(db::Tx& tx) {
  return identity::load_settings<Rules>(tx, kSettings);
}

std::int64_t largest_for(const Rules& rules, Purpose purpose) {
  return most_bytes(rules, purpose);
}

bool can_be_examined(const std::string& type) {
  return type.starts_with("image/") || type.starts_with("audio/") || type.starts_with("video/");
}

void check_announced(
    const Rules& rules, Purpose purpose, const std::string& name, std::int64_t size, std::int64_t most) {
  check_size(rules, purpose, size, most, "size");
  if (holds(rules.refused_extensions, extension(name))) refuse_field("name", "has an ending that is not taken here");
}

void check_content(
    const Rules& rules, Purpose purpose, const std::string& type, std::int64_t size,
    std::optional<std::int64_t> duration_ms, Examined examined, const std::string& field) {
  check_size(rules, purpose, size, INT64_MAX, field);
  if (holds(rules.refused_types, type)) refuse_field(field, "is " + type + ", which is not taken here");
  switch (purpose) {
    case Purpose::image:
    case Purpose::avatar:
      need_type(rules.image_types, type, field);
      need_examined(examined, field, "is damaged or too large a picture");
      break;
    case Purpose::voice:
      need_type(rules.voice_types, type, field);
      need_examined(examined, field, "is a damaged recording");
      if (duration_ms.value_or(0) > rules.voice_seconds * 1000)
        refuse_field(field, "is longer than " + std::to_string(rules.voice_seconds) + " s");
      break;
    case Purpose::video:
      need_type(rules.video_types, type, field);
      need_examined(examined, field, "is a damaged video");
      break;
    case Purpose::file:
    case Purpose::import: break;
  }
}

}  // namespace weft::files
