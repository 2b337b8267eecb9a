// Lists in pages: `limit` and an opaque `cursor` in, `items` and `next_cursor` out.
//
// A cursor holds the key of the last item given, so that a page is stable under concurrent writes: the next one starts
// after that key, whatever was written meanwhile. Keys are not secret and not signed: the statement that uses them
// filters by tenant and rights like every other.
#pragma once
#include <weft/base/error.hpp>
#include <weft/base/fields.hpp>

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::api {

using Limit = Int<1, 200>;
inline constexpr std::int64_t kDefaultLimit = 50;

inline std::int64_t limit_of(const std::optional<Limit>& limit) {
  return limit ? limit->value : kDefaultLimit;
}

/// The output of every list.
template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next_cursor;
  BOOST_DESCRIBE_CLASS(Page, (), (items, next_cursor), (), ())
};

/// base64url of the name of the list and its keys. A key must not contain NUL.
std::string encode_cursor(std::string_view list, const std::vector<std::string>& keys);

/// The keys of a cursor that encode_cursor made for the same `list`, exactly `count` of them.
/// Anything else raises invalid_argument with the field "cursor"; so do the two readers below.
std::vector<std::string> decode_cursor(std::string_view list, std::string_view cursor, std::size_t count);

/// A key that is a number from 0.
std::int64_t cursor_number(const std::string& key);

[[noreturn]] void refuse_cursor();

/// A key that is an id: `cursor_id<PrincipalId>(keys[0])`.
template <class IdType>
IdType cursor_id(const std::string& key) {
  const auto id = IdType::parse(key);
  if (!id) refuse_cursor();
  return *id;
}

/// Makes a page of `items`, which were read with a limit of `limit` + 1: the one too many only says that there is more.
/// `key_of` gives the keys of an item.
template <class T, class KeyOf>
Page<T> make_page(std::vector<T> items, std::int64_t limit, std::string_view list, KeyOf key_of) {
  Page<T> page;
  const bool more = items.size() > static_cast<std::size_t>(limit);
  if (more) {
    items.resize(static_cast<std::size_t>(limit));
    page.next_cursor = encode_cursor(list, key_of(items.back()));
  }
  page.items = std::move(items);
  return page;
}

}  // namespace weft::api
