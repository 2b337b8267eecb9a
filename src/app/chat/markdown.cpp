// The Markdown subset of rich messages: bold, italic, strike, code, code block, link, list, quote, heading. Modest on
// purpose: what is not closed stays as it was written.
#include "app/chat/text.hpp"

namespace weft::app::chat {
namespace {

struct Pair {
  std::string_view sign;
  char style;
};
constexpr Pair kPairs[] = {{"**", mark::kBold}, {"__", mark::kBold},  {"~~", mark::kStrike},
                           {"`", mark::kCode},  {"*", mark::kItalic}, {"_", mark::kItalic}};

bool wordish(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || (static_cast<unsigned char>(c) & 0x80) != 0;
}

/// `[text](url)` at the front of `rest`: text, then the address in brackets, so that nobody is led astray.
bool take_link(std::string_view& rest, std::string& out) {
  const std::size_t middle = rest.find("](");
  if (rest.front() != '[' || middle == rest.npos) return false;
  const std::size_t end = rest.find(')', middle);
  if (end == rest.npos) return false;
  out += std::string(1, mark::kUnderline).append(rest.substr(1, middle - 1)) + mark::kPlain;
  out.append(" (").append(rest.substr(middle + 2, end - middle - 2)).append(")");
  rest.remove_prefix(end + 1);
  return true;
}

std::string inline_styles(std::string_view rest, char around = mark::kPlain);

bool take_pair(std::string_view& rest, char before, std::string& out, char around) {
  for (const Pair& pair : kPairs) {
    if (!rest.starts_with(pair.sign)) continue;
    const std::size_t size = pair.sign.size();
    const std::size_t end = rest.find(pair.sign, size + 1);
    const bool inside_word = pair.sign.front() == '_' && wordish(before);
    if (end == rest.npos || inside_word || rest[size] == ' ') continue;
    const std::string_view content = rest.substr(size, end - size);
    out += pair.style;
    out += pair.style == mark::kCode ? std::string(content) : inline_styles(content, pair.style);
    out += mark::kPlain;
    if (around != mark::kPlain) out += around;
    rest.remove_prefix(end + size);
    return true;
  }
  return false;
}

std::string inline_styles(std::string_view rest, char around) {
  std::string out;
  char before = ' ';
  while (!rest.empty()) {
    if (take_link(rest, out) || take_pair(rest, before, out, around)) {
      before = ' ';
      continue;
    }
    before = rest.front();
    out += before;
    rest.remove_prefix(1);
  }
  return out;
}

std::string render_line(std::string_view line) {
  const std::size_t hashes = line.find_first_not_of('#');
  if (hashes > 0 && hashes <= 6 && hashes != line.npos && line[hashes] == ' ') {
    return mark::kBold + inline_styles(line.substr(hashes + 1), mark::kBold) + mark::kPlain;
  }
  if (line.starts_with("> "))
    return std::string(1, mark::kDim) + "│ " + inline_styles(line.substr(2), mark::kDim) + mark::kPlain;
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const std::string_view body = line.substr(indent);
  if (body.starts_with("- ") || body.starts_with("* "))
    return std::string(indent, ' ') + "• " + inline_styles(body.substr(2));
  return inline_styles(line);
}

}  // namespace

std::string render_markdown(std::string_view markdown) {
  const std::string text = safe(markdown);
  std::string out;
  bool code = false;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.starts_with("```")) {
      code = !code;
      continue;
    }
    out += code ? mark::kCode + ("  " + std::string(line)) + mark::kPlain : render_line(line);
    if (!rest.empty()) out += '\n';
  }
  return out;
}

}  // namespace weft::app::chat
