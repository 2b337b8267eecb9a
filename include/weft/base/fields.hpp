// Field types that carry their own limits: the strict reader enforces them and the OpenAPI document states them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace weft {

/// A string of Min to Max characters (Unicode code points), without NUL.
template <std::size_t Min, std::size_t Max>
struct Text {
  std::string value;
  operator const std::string&() const { return value; }
  const std::string& str() const { return value; }
};

/// An integer from Min to Max.
template <std::int64_t Min, std::int64_t Max>
struct Int {
  std::int64_t value = Min;
  operator std::int64_t() const { return value; }
};

/// A list of Min to Max items.
template <class T, std::size_t Min, std::size_t Max>
struct List {
  std::vector<T> items;
  auto begin() const { return items.begin(); }
  auto end() const { return items.end(); }
  std::size_t size() const { return items.size(); }
};

/// A principal id or a userid of the caller's company; resolved by identity.
struct PersonRef {
  std::string value;
};

/// 1-64 visible ASCII characters, fresh for each message.
struct ClientId {
  std::string value;
};

/// A secret in a request: 1-256 bytes, never logged, never written back.
struct Secret {
  std::string value;
};

}  // namespace weft
