// Cheap reading of JSON objects: finds top-level fields by one pass over the bytes, without building a tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weft::load {

/// Walks the top-level fields of one JSON object. Built for answers of a server that writes valid JSON; on anything
/// else `next` returns false early, it never reads outside the text.
///
///     FieldWalk walk(object);
///     while (walk.next()) if (walk.key() == "seq") ...
class FieldWalk {
 public:
  explicit FieldWalk(std::string_view object);
  /// Moves to the next field; false at the end.
  bool next();
  /// The key without its quotes (escapes are left as they are).
  std::string_view key() const { return key_; }
  /// The value exactly as written: a string keeps its quotes, an object its braces.
  std::string_view raw() const { return raw_; }

 private:
  void skip_space();
  std::string_view value();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view key_;
  std::string_view raw_;
};

/// The raw value of a top-level field, or empty when the object has none.
std::string_view raw_field(std::string_view object, std::string_view key);
/// The same along a path of keys: `raw_path(object, {"ok", "conversation", "id"})`.
std::string_view raw_path(std::string_view object, std::initializer_list<std::string_view> path);

/// A raw string value without its quotes, escapes untouched: right for ids, kinds, codes. Empty when it is not a
/// string.
std::string_view plain(std::string_view raw);
/// A raw string value with its escapes resolved.
std::string text(std::string_view raw);
/// A raw integer value; nothing when it is not one.
std::optional<std::int64_t> integer(std::string_view raw);

/// Calls `visit(raw_item)` for each item of a raw JSON array, in order.
template <typename Visit>
void for_each_item(std::string_view raw_array, Visit visit);

/// `value` as a JSON string with its quotes.
std::string quote(std::string_view value);

/// What a client needs of any object the server sends, found in one pass. Absent numbers are -1, absent text is
/// empty. Views point into the scanned object.
struct Scanned {
  std::int64_t id = -1;    ///< of an answer
  std::string_view ok;     ///< raw; the answer's result
  std::string_view error;  ///< raw; the answer's error
  std::string_view ev;     ///< of an event: entry, read, typing, presence, resync, bye
  std::string_view conversation;
  std::int64_t seq = -1;
  std::int64_t head = -1;
  std::string_view kind;
  std::string_view actor;
  std::string_view client_id;
  std::string_view body;  ///< raw
};

/// Scans one object. Cost: about one pass over its bytes.
Scanned scan(std::string_view object);

// ---- details ----

/// The end of the JSON value that starts at `at` (behind its last byte), or npos.
std::size_t value_end(std::string_view text, std::size_t at);

template <typename Visit>
void for_each_item(std::string_view raw_array, Visit visit) {
  std::size_t at = 1;
  while (at < raw_array.size()) {
    at = raw_array.find_first_not_of(" \t\r\n,", at);
    if (at == std::string_view::npos || raw_array[at] == ']') return;
    const auto end = value_end(raw_array, at);
    if (end == std::string_view::npos) return;
    visit(raw_array.substr(at, end - at));
    at = end;
  }
}

}  // namespace weft::load
