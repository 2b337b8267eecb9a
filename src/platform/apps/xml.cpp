// Reads and writes the little XML of callbacks. The reader knows no entities but the five of XML and those of
// characters, so that nothing is fetched and nothing grows.
#include "platform/apps/xml.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace weft::platform {
namespace {

constexpr std::size_t kLevels = 12;
constexpr std::size_t kElements = 4000;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/// As XML 1.0 allows.
bool is_char(std::uint32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

void append_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<XmlElement> document() {
    skip("\xEF\xBB\xBF");
    space();
    if (skip("<?xml")) {
      const auto end = text_.find("?>");
      if (end == std::string_view::npos) return std::nullopt;
      text_.remove_prefix(end + 2);
    }
    space();
    auto root = element(1);
    space();
    return text_.empty() ? std::move(root) : std::nullopt;
  }

 private:
  bool skip(std::string_view what) {
    if (!text_.starts_with(what)) return false;
    text_.remove_prefix(what.size());
    return true;
  }
  void space() {
    while (!text_.empty() && is_space(text_.front()))
      text_.remove_prefix(1);
  }
  std::string name() {
    std::size_t size = 0;
    while (size < text_.size() && is_name(text_[size]))
      ++size;
    std::string found(text_.substr(0, size));
    text_.remove_prefix(size);
    return found;
  }

  std::optional<XmlElement> element(std::size_t level) {
    if (level > kLevels || ++elements_ > kElements || !skip("<")) return std::nullopt;
    XmlElement found;
    found.name = name();
    space();
    if (found.name.empty()) return std::nullopt;
    if (skip("/>")) return found;
    if (!skip(">") || !content(found, level)) return std::nullopt;
    const std::string end = name();
    space();
    if (end != found.name || !skip(">")) return std::nullopt;
    return found;
  }

  /// Up to and with "</".
  bool content(XmlElement& into, std::size_t level) {
    while (!text_.empty()) {
      if (skip("</")) return true;
      if (skip("<![CDATA[")) {
        const auto end = text_.find("]]>");
        if (end == std::string_view::npos) return false;
        into.text.append(text_.substr(0, end));
        text_.remove_prefix(end + 3);
      } else if (text_.front() == '<') {
        auto child = element(level + 1);
        if (!child) return false;
        into.children.push_back(std::move(*child));
      } else if (text_.front() == '&') {
        if (!entity(into.text)) return false;
      } else {
        into.text += text_.front();
        text_.remove_prefix(1);
      }
    }
    return false;
  }

  bool entity(std::string& into) {
    for (const auto& [name, value] : std::initializer_list<std::pair<std::string_view, char>>{
             {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}) {
      if (!skip(name)) continue;
      into += value;
      return true;
    }
    if (!skip("&#")) return false;
    const int base = skip("x") ? 16 : 10;
    std::uint32_t point = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), point, base);
    if (error != std::errc() || !is_char(point)) return false;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    append_utf8(into, point);
    return skip(";");
  }

  std::string_view text_;
  std::size_t elements_ = 0;
};

/// What no XML document may hold becomes the sign for what cannot be shown; the text is valid UTF-8.
std::string cleaned(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 || c == '\t' || c == '\n' || c == '\r') {
      out += c;
    } else {
      out += "\xEF\xBF\xBD";
    }
  }
  return out;
}

}  // namespace

const XmlElement* XmlElement::find(std::string_view child) const {
  const auto found = std::find_if(
      children.begin(), children.end(), [&](const XmlElement& one) { return one.name == child; });
  return found == children.end() ? nullptr : &*found;
}

std::string XmlElement::text_of(std::string_view child) const {
  const XmlElement* found = find(child);
  return found == nullptr ? std::string() : found->text;
}

std::optional<XmlElement> parse_xml(std::string_view text) {
  return Reader(text).document();
}

XmlWriter& XmlWriter::open(std::string_view name) {
  out_.append("<").append(name).append(">");
  open_.emplace_back(name);
  return *this;
}

XmlWriter& XmlWriter::close() {
  out_.append("</").append(open_.back()).append(">");
  open_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::text(std::string_view name, std::string_view text) {
  constexpr std::string_view kEnd = "]]>";
  std::string inside = cleaned(text);
  for (auto at = inside.find(kEnd); at != std::string::npos; at = inside.find(kEnd, at))
    inside.replace(at, kEnd.size(), "]]]]><![CDATA[>"), at += 14;
  out_.append("<").append(name).append("><![CDATA[").append(inside).append("]]></").append(name).append(">");
  return *this;
}

XmlWriter& XmlWriter::number(std::string_view name, long long number) {
  out_.append("<").append(name).append(">").append(std::to_string(number)).append("</").append(name).append(">");
  return *this;
}

XmlWriter& XmlWriter::number(std::string_view name, double number) {
  out_.append("<").append(name).append(">").append(std::to_string(number)).append("</").append(name).append(">");
  return *this;
}

std::string XmlWriter::done() {
  while (!open_.empty())
    close();
  return std::move(out_);
}

}  // namespace weft::platform
