// Takes forms apart. What is not well-formed, or larger than any client makes it, is refused.
#include "wecom/multipart.hpp"

#include "wecom/texts.hpp"

#include <algorithm>
#include <vector>

namespace weft::wecom {
namespace {

constexpr std::size_t kMostPreamble = 8 << 10, kMostHeaders = 8 << 10, kMostBoundary = 70;
constexpr int kMostParts = 20;

/// "form-data; name=\"media\"; filename=\"a;b.txt\"" -> its parts after the first, as name and value.
using Params = std::vector<std::pair<std::string, std::string>>;

std::string quoted(std::string_view text, std::size_t& at) {
  std::string value;
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    const bool escaped = text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\');
    value += text[escaped ? ++at : at];
  }
  if (at < text.size()) ++at;
  return value;
}

Params params_of(std::string_view header) {
  Params params;
  std::size_t at = header.find(';');
  while (at < header.size()) {
    const std::size_t begin = header.find_first_not_of("; \t", at);
    if (begin == std::string_view::npos) break;
    const std::size_t sign = header.find_first_of("=;", begin);
    if (sign == std::string_view::npos) break;
    std::string name = lower(trimmed(header.substr(begin, sign - begin))), value;
    at = sign;
    if (header[sign] == '=') {
      at = header.find_first_not_of(" \t", sign + 1);
      if (at == std::string_view::npos) at = header.size();
      if (at < header.size() && header[at] == '"') {
        value = quoted(header, at);
        at = std::min(header.find(';', at), header.size());
      } else {
        const std::size_t end = std::min(header.find(';', at), header.size());
        value = trimmed(header.substr(at, end - at));
        at = end;
      }
    }
    params.emplace_back(std::move(name), std::move(value));
  }
  return params;
}

std::optional<std::string> param(const Params& params, std::string_view name) {
  for (const auto& [known, value] : params)
    if (known == name) return value;
  return std::nullopt;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape = text[at] == '%' && at + 2 < text.size() && digit(text[at + 1]) >= 0 && digit(text[at + 2]) >= 0;
    if (!escape) {
      out += text[at];
      continue;
    }
    out += static_cast<char>(digit(text[at + 1]) * 16 + digit(text[at + 2]));
    at += 2;
  }
  return out;
}

/// RFC 5987: UTF-8''%e4%b8%ad.txt; of other charsets none.
std::optional<std::string> extended(std::string_view value) {
  const auto first = value.find('\'');
  const auto second = first == std::string_view::npos ? first : value.find('\'', first + 1);
  if (second == std::string_view::npos || lower(std::string(value.substr(0, first))) != "utf-8") return std::nullopt;
  return unescaped(value.substr(second + 1));
}

/// Bytes of the character that begins here, 0 where none does.
std::size_t character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    const bool overlong = first == 0xE0 && byte(1) < 0xA0, surrogate = first == 0xED && byte(1) >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    const bool overlong = first == 0xF0 && byte(1) < 0x90, beyond = first == 0xF4 && byte(1) >= 0x90;
    return overlong || beyond ? 0 : 4;
  }
  return 0;
}

/// Without directories and control characters; what is no UTF-8 becomes '_'.
std::string clean_name(std::string_view name) {
  const auto slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string out;
  while (!name.empty()) {
    const std::size_t size = character(name);
    const bool control = size == 1 && (static_cast<unsigned char>(name[0]) < 0x20 || name[0] == 0x7F);
    if (size == 0 || control) {
      out += '_';
    } else {
      out += name.substr(0, size);
    }
    name.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

/// A header field of a part, or "".
std::string field(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const std::size_t end = std::min(headers.find("\r\n"), headers.size());
    const std::string_view line = headers.substr(0, end);
    headers.remove_prefix(std::min(end + 2, headers.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (lower(trimmed(line.substr(0, colon))) == name) return trimmed(line.substr(colon + 1));
  }
  return {};
}

PartHead head_of(std::string_view headers) {
  const Params params = params_of(field(headers, "content-disposition"));
  PartHead head{param(params, "name").value_or(""), param(params, "filename")};
  if (const auto given = param(params, "filename*"))
    if (auto name = extended(*given)) head.filename = std::move(name);
  if (head.filename) head.filename = clean_name(*head.filename);
  return head;
}

}  // namespace

std::optional<std::string> boundary_of(std::string_view content_type) {
  if (lower(trimmed(content_type.substr(0, content_type.find(';')))) != "multipart/form-data") return std::nullopt;
  auto boundary = param(params_of(content_type), "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kMostBoundary) return std::nullopt;
  const auto visible = [](char c) { return c >= 0x20 && c < 0x7F; };
  if (!std::all_of(boundary->begin(), boundary->end(), visible)) return std::nullopt;
  return boundary;
}

MultipartReader::MultipartReader(const std::string& boundary) : delimiter_("\r\n--" + boundary) {}

MultipartReader::Event MultipartReader::next() {
  switch (state_) {
    case State::preamble: return preamble();
    case State::delimiter: return delimiter();
    case State::headers: return headers();
    case State::data: return data();
    case State::end: buffer_.clear(); return {Kind::end};
    case State::malformed: break;
  }
  buffer_.clear();
  return {Kind::malformed};
}

MultipartReader::Event MultipartReader::fail(const char* what) {
  state_ = State::malformed;
  buffer_.clear();
  return {Kind::malformed, {}, what};
}

MultipartReader::Event MultipartReader::preamble() {
  const auto at = buffer_.find(delimiter_);
  if (at == std::string::npos) {
    const std::size_t gone = buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1);
    skipped_ += gone;
    if (skipped_ > kMostPreamble) return fail("the boundary is not in the body");
    buffer_.erase(0, gone);
    return {Kind::more};
  }
  buffer_.erase(0, at + delimiter_.size());
  state_ = State::delimiter;
  return delimiter();
}

/// Behind a delimiter: the end, or the headers of a part.
MultipartReader::Event MultipartReader::delimiter() {
  if (buffer_.size() < 2) return {Kind::more};
  if (buffer_.starts_with("--")) {
    state_ = State::end;
    buffer_.clear();
    return {Kind::end};
  }
  const auto end = buffer_.find_first_not_of(" \t");
  if (end == std::string::npos || buffer_.size() < end + 2)
    return buffer_.size() > kMostHeaders ? fail("a boundary is followed by spaces only") : Event{Kind::more};
  if (buffer_.compare(end, 2, "\r\n") != 0) return fail("a boundary is not followed by a line");
  if (++parts_ > kMostParts) return fail("there are too many parts");
  buffer_.erase(0, end);  // the line's end stays: headers may be none
  state_ = State::headers;
  return headers();
}

MultipartReader::Event MultipartReader::headers() {
  const auto end = buffer_.find("\r\n\r\n");
  if (end > kMostHeaders)  // or nowhere yet
    return buffer_.size() > kMostHeaders ? fail("the headers of a part are too long") : Event{Kind::more};
  PartHead head = head_of(std::string_view(buffer_).substr(0, end));
  buffer_.erase(0, end + 2);  // "\r\n" stays: a part may be empty
  state_ = State::data;
  skipped_ = 2;  // bytes at the front that are not of the part
  return {Kind::part, std::move(head)};
}

MultipartReader::Event MultipartReader::data() {
  const auto at = buffer_.find(delimiter_);
  const std::size_t keep = std::min(buffer_.size(), delimiter_.size() - 1);
  const std::size_t end = at == std::string::npos ? buffer_.size() - keep : at;
  if (end > skipped_) {
    std::string piece = buffer_.substr(skipped_, end - skipped_);
    buffer_.erase(0, end);
    skipped_ = 0;
    return {Kind::data, {}, std::move(piece)};
  }
  if (at == std::string::npos) return {Kind::more};
  buffer_.erase(0, at + delimiter_.size());
  state_ = State::delimiter;
  skipped_ = 0;
  return {Kind::part_end};
}

}  // namespace weft::wecom
