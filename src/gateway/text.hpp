// Text forms of HTTP: percent-encoding, queries, comma lists, cookies.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::gateway {

bool same_word(std::string_view a, std::string_view b);  ///< ASCII, case-insensitive
std::string_view trim(std::string_view text);            ///< spaces and tabs off both ends
bool is_utf8(std::string_view text);
bool is_visible_ascii(std::string_view text, std::size_t min, std::size_t max);

/// The fields of a query ("a=1&b=x%20y"; `+` is a space). nullopt when an escape is broken or a text is not UTF-8.
using QueryFields = std::vector<std::pair<std::string, std::string>>;
std::optional<QueryFields> read_query(std::string_view query);

/// True when a comma-separated list ("a, b") holds this word, compared case-insensitively.
bool list_holds(std::string_view list, std::string_view word);

/// The value of a cookie in a Cookie header, or "".
std::string_view cookie_value(std::string_view cookies, std::string_view name);

}  // namespace weft::gateway
