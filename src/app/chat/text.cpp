// Decodes UTF-8 by hand, because every byte that reaches the terminal must have been looked at.
#include "app/chat/text.hpp"

#include <wchar.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace weft::app::chat {
namespace {

constexpr char32_t kReplacement = 0xfffd;
constexpr int kMostMarks = 8;  // combining characters on one; more of them are a tower over the lines above

/// Takes one code point off the front; kReplacement for a byte that begins none.
char32_t take(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  static constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  char32_t code = size == 1 ? first : first & (0xffu >> (size + 1));
  bool good = first < 0x80 || (first >= 0xc2 && first <= 0xf4 && size <= text.size());
  for (std::size_t i = 1; good && i < size; ++i) {
    good = (byte(i) & 0xc0) == 0x80;
    code = code << 6 | (byte(i) & 0x3fu);
  }
  good = good && code >= kLeast[size] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  text.remove_prefix(good ? size : 1);
  return good ? code : kReplacement;
}

void put(std::string& out, char32_t code) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

/// Takes no column and shows nothing: where terminals disagree about its width, the line breaks.
bool invisible(char32_t code) {
  return code == 0x00ad || code == 0x034f || code == 0x115f || code == 0x1160 || code == 0x180e || code == 0x200b ||
         (code >= 0x2060 && code <= 0x2064) || code == 0x3164 || code == 0xfeff || code == 0xffa0;
}

/// Characters that steer a terminal or hide what is written.
bool dangerous(char32_t code) {
  return invisible(code) || code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0x200e || code == 0x200f || code == 0x061c ||
         (code >= 0xe0000 && code <= 0xe007f) || (code >= 0xfff9 && code <= 0xfffb);
}

int columns_of(char32_t code) {
  if (code < 0x20) return 0;  // a style mark
  if (code < 0x7f) return 1;
  const int columns = wcwidth(static_cast<wchar_t>(code));
  return columns < 0 ? 1 : columns;
}

bool breaks_anywhere(char32_t code) {
  return code >= 0x2e80 && columns_of(code) == 2;
}

/// Gathers characters into lines, keeping words together where they fit.
class Lines {
 public:
  explicit Lines(std::size_t columns) : columns_(std::max<std::size_t>(columns, 4)) {}

  void add(char32_t code) {
    if (code == ' ' || breaks_anywhere(code)) end_word();
    put(word_, code);
    word_width_ += static_cast<std::size_t>(columns_of(code));
    if (code == ' ' || breaks_anywhere(code) || word_width_ >= columns_) end_word();
  }
  void end_line() {
    end_word();
    if (!wrapped_ || !line_.empty()) lines_.push_back(std::move(line_));
    line_.clear();
    line_width_ = 0;
    wrapped_ = false;
  }
  std::vector<std::string> take() {
    end_line();
    return std::move(lines_);
  }

 private:
  void end_word() {
    const bool only_space = word_ == " ";
    if (line_width_ + word_width_ > columns_) {
      lines_.push_back(std::move(line_));
      line_.clear();
      line_width_ = 0;
      wrapped_ = true;
    }
    if (only_space && wrapped_ && line_.empty()) word_.clear();  // spaces at the break are not seen
    line_ += word_;
    line_width_ += word_.empty() ? 0 : word_width_;
    word_.clear();
    word_width_ = 0;
  }

  std::size_t columns_;
  std::vector<std::string> lines_;
  std::string line_, word_;
  std::size_t line_width_ = 0, word_width_ = 0;
  bool wrapped_ = false;  // the line began because the one before was full
};

}  // namespace

std::string safe(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  int marks = 0;
  while (!text.empty()) {
    const char32_t code = take(text);
    marks = code >= 0x300 && columns_of(code) == 0 ? marks + 1 : 0;
    if (marks > kMostMarks) continue;
    if (code == '\t') {
      out += "    ";
    } else if (code == '\n' || code == 0x2028 || code == 0x2029) {
      out += '\n';
    } else if (!dangerous(code)) {
      put(out, code);
    }
  }
  return out;
}

std::string safe_line(std::string_view text, std::size_t columns) {
  std::string line = safe(text);
  for (char& c : line)
    c = c == '\n' ? ' ' : c;
  if (columns == 0 || width(line) <= columns) return line;
  std::string out;
  std::size_t used = 0;
  std::string_view rest = line;
  while (!rest.empty()) {
    const char32_t code = take(rest);
    used += static_cast<std::size_t>(columns_of(code));
    if (used + 1 > columns) break;
    put(out, code);
  }
  return out + "…";
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty())
    columns += static_cast<std::size_t>(columns_of(take(text)));
  return columns;
}

std::size_t rows_below(std::string_view text, std::size_t columns) {
  std::size_t rows = 0, column = 0;
  while (!text.empty()) {
    const auto wide = static_cast<std::size_t>(columns_of(take(text)));
    if (column + wide > columns) {  // a wide character does not stand in the last column
      ++rows;
      column = 0;
    }
    column += wide;
    if (column == columns) {
      ++rows;
      column = 0;
    }
  }
  return rows;
}

std::string padded(const std::string& text, std::size_t columns) {
  const std::string cut = safe_line(text, columns);
  const std::size_t used = width(cut);
  return used < columns ? cut + std::string(columns - used, ' ') : cut;
}

std::vector<std::string> paragraph(std::string_view text, std::size_t columns, std::size_t indent) {
  const bool narrow = columns < indent + 20;
  std::vector<std::string> lines = wrap(text, narrow ? columns : columns - indent);
  for (std::size_t i = 1; i < lines.size() && !narrow; ++i)
    lines[i].insert(0, indent, ' ');
  return lines;
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  Lines lines(columns);
  while (!text.empty()) {
    const char32_t code = take(text);
    if (code == '\n') {
      lines.end_line();
    } else {
      lines.add(code);
    }
  }
  return lines.take();
}

std::string styled(std::string_view text, bool colours) {
  static constexpr std::array<const char*, 8> kSequences = {"",         "\x1b[1m", "\x1b[3m", "\x1b[9m",
                                                            "\x1b[36m", "\x1b[2m", "\x1b[4m", "\x1b[0m"};
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= kSequences.size()) {
      out += c;
    } else if (colours) {
      out += kSequences[byte];
    }
  }
  return out;
}

}  // namespace weft::app::chat
