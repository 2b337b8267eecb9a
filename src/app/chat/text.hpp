// Text of other people on a terminal: never an escape sequence, never wider than it claims.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weft::app::chat {

/// Styles inside safe text are single control characters, which safe() takes out of everything that people write.
namespace mark {
inline constexpr char kBold = '\x01', kItalic = '\x02', kStrike = '\x03', kCode = '\x04', kDim = '\x05',
                      kUnderline = '\x06', kPlain = '\x07';
}

/// The text without control characters (C0, C1, DEL), bidirectional overrides and invisible fillers; what is not UTF-8
/// becomes U+FFFD. Line breaks stay, tabs become spaces.
std::string safe(std::string_view text);
/// The same on one line, cut to `columns` with "…" when it is longer (0: not cut).
std::string safe_line(std::string_view text, std::size_t columns = 0);

/// Columns that the text takes; CJK and emoji count two, combining characters and style marks none.
std::size_t width(std::string_view text);

/// How many rows below the first one the cursor stands when this was written from the first column on.
std::size_t rows_below(std::string_view text, std::size_t columns);

/// Made safe, cut or filled with spaces to exactly this many columns.
std::string padded(const std::string& text, std::size_t columns);

/// Breaks safe text into lines of at most `columns`: at spaces, between CJK characters, or where it must.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

/// The same with all lines but the first moved in by `indent`; on a terminal too narrow for that they are not.
std::vector<std::string> paragraph(std::string_view text, std::size_t columns, std::size_t indent = 2);

/// Style marks to escape sequences, or to nothing.
std::string styled(std::string_view text, bool colours);

/// The Markdown subset of rich messages, as safe text with style marks.
std::string render_markdown(std::string_view markdown);

}  // namespace weft::app::chat
