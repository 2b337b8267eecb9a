// Writes CSV that office suites may open: RFC 4180, and no cell is ever a formula.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace weft {

/// Appends a record with CRLF. What an office suite would take for a formula (= + - @, or a tab or line end in front)
/// gets an apostrophe in front.
void append_csv_row(std::string& out, std::span<const std::string> cells);

}  // namespace weft
