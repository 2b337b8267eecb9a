// Finds fields in JSON text by skipping over what is not asked for.
#include "load/scan.hpp"

#include <charconv>
#include <cstring>

namespace weft::load {

namespace {

constexpr auto kNone = std::string_view::npos;

/// Behind the closing quote of the string whose opening quote is at `at`.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (auto i = at + 1; i < text.size();) {
    const auto* quote = static_cast<const char*>(std::memchr(text.data() + i, '"', text.size() - i));
    if (quote == nullptr) return kNone;
    const auto found = static_cast<std::size_t>(quote - text.data());
    // A quote is escaped when an odd number of backslashes stands in front of it.
    std::size_t slashes = 0;
    while (found > at + 1 + slashes && text[found - 1 - slashes] == '\\')
      ++slashes;
    if (slashes % 2 == 0) return found + 1;
    i = found + 1;
  }
  return kNone;
}

std::size_t nested_end(std::string_view text, std::size_t at) {
  int depth = 0;
  for (auto i = at; i < text.size();) {
    const char c = text[i];
    if (c == '"') {
      i = string_end(text, i);
      if (i == kNone) return kNone;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return i + 1;
    ++i;
  }
  return kNone;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80U) {
    put(code);
  } else if (code < 0x800U) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000U) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

/// Reads the four hex digits at `at`; 0xFFFD when they are not there.
std::uint32_t hex4(std::string_view text, std::size_t at) {
  std::uint32_t code = 0xFFFD;
  if (at + 4 <= text.size()) std::from_chars(text.data() + at, text.data() + at + 4, code, 16);
  return code;
}

/// Appends the escape whose letter is at `at`; returns the position behind it.
std::size_t append_escape(std::string& out, std::string_view body, std::size_t at) {
  static constexpr std::string_view kLetters = "nrtbf";
  static constexpr std::string_view kMeaning = "\n\r\t\b\f";
  const char letter = body[at];
  if (const auto known = kLetters.find(letter); known != kNone) {
    out.push_back(kMeaning[known]);
    return at + 1;
  }
  if (letter != 'u') {
    out.push_back(letter);
    return at + 1;
  }
  auto code = hex4(body, at + 1);
  at += 5;
  const bool high = code >= 0xD800U && code < 0xDC00U;
  if (high && body.substr(std::min(at, body.size()), 2) == "\\u") {
    code = 0x10000U + ((code - 0xD800U) << 10U) + (hex4(body, at + 2) - 0xDC00U);
    at += 6;
  }
  append_utf8(out, code);
  return at;
}

}  // namespace

std::size_t value_end(std::string_view text, std::size_t at) {
  if (at >= text.size()) return kNone;
  if (text[at] == '"') return string_end(text, at);
  if (text[at] == '{' || text[at] == '[') return nested_end(text, at);
  const auto end = text.find_first_of(",}] \t\r\n", at);
  return end == kNone ? text.size() : end;
}

FieldWalk::FieldWalk(std::string_view object) : text_(object) {
  skip_space();
  if (at_ < text_.size() && text_[at_] == '{')
    ++at_;
  else
    at_ = text_.size();
}

void FieldWalk::skip_space() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
    ++at_;
}

std::string_view FieldWalk::value() {
  const auto end = value_end(text_, at_);
  if (end == kNone) return {};
  const auto found = text_.substr(at_, end - at_);
  at_ = end;
  return found;
}

bool FieldWalk::next() {
  skip_space();
  if (at_ < text_.size() && text_[at_] == ',') ++at_;
  skip_space();
  if (at_ >= text_.size() || text_[at_] != '"') return false;
  const auto quoted = value();
  if (quoted.empty()) return false;
  key_ = quoted.substr(1, quoted.size() - 2);
  skip_space();
  if (at_ >= text_.size() || text_[at_] != ':') return false;
  ++at_;
  skip_space();
  raw_ = value();
  return !raw_.empty();
}

std::string_view raw_field(std::string_view object, std::string_view key) {
  FieldWalk walk(object);
  while (walk.next()) {
    if (walk.key() == key) return walk.raw();
  }
  return {};
}

std::string_view raw_path(std::string_view object, std::initializer_list<std::string_view> path) {
  for (const auto key : path)
    object = raw_field(object, key);
  return object;
}

std::string_view plain(std::string_view raw) {
  if (raw.size() < 2 || raw.front() != '"') return {};
  return raw.substr(1, raw.size() - 2);
}

std::string text(std::string_view raw) {
  const auto body = plain(raw);
  std::string out;
  out.reserve(body.size());
  for (std::size_t i = 0; i < body.size();) {
    if (body[i] == '\\' && i + 1 < body.size()) {
      i = append_escape(out, body, i + 1);
    } else {
      out.push_back(body[i++]);
    }
  }
  return out;
}

std::optional<std::int64_t> integer(std::string_view raw) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc{} || end != raw.data() + raw.size()) return std::nullopt;
  return value;
}

std::string quote(std::string_view value) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  out.reserve(value.size() + 2);
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20U) {
      const auto byte = static_cast<std::size_t>(static_cast<unsigned char>(c));
      out.append("\\u00");
      out.push_back(kHex[byte >> 4U]);
      out.push_back(kHex[byte & 15U]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

Scanned scan(std::string_view object) {
  Scanned found;
  FieldWalk walk(object);
  while (walk.next()) {
    const auto key = walk.key();
    if (key == "id")
      found.id = integer(walk.raw()).value_or(-1);
    else if (key == "ok")
      found.ok = walk.raw();
    else if (key == "error")
      found.error = walk.raw();
    else if (key == "ev")
      found.ev = plain(walk.raw());
    else if (key == "conversation")
      found.conversation = plain(walk.raw());
    else if (key == "seq")
      found.seq = integer(walk.raw()).value_or(-1);
    else if (key == "head")
      found.head = integer(walk.raw()).value_or(-1);
    else if (key == "kind")
      found.kind = plain(walk.raw());
    else if (key == "actor")
      found.actor = plain(walk.raw());
    else if (key == "client_id")
      found.client_id = plain(walk.raw());
    else if (key == "body")
      found.body = walk.raw();
  }
  return found;
}

}  // namespace weft::load
