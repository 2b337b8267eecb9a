// What a userid looks like, and the form in which it is compared.
#pragma once
#include <weft/base/id.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace weft::identity {

inline std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

/// The column members.userid_key: the form in which userids are compared.
inline std::string userid_key(std::string_view userid) {
  return lower_ascii(userid);
}

inline bool is_userid_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '@' || c == '-';
}

/// 1-64 of [A-Za-z0-9._@-], and not the form of a principal id: a reference means either, and must mean one thing.
inline bool is_userid(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), is_userid_character) &&
         !parse_uuid(text);
}

}  // namespace weft::identity
