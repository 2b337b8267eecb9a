// The raw check of a request header: what the parser behind it would accept too generously.
//
// One pass over the lines. The line ends are checked first, so that the rest may rely on them.
#include "gateway/header_check.hpp"

#include "gateway/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace weft::gateway {
namespace {

constexpr std::size_t kMaxFields = 100;
constexpr std::size_t kMaxLengthDigits = 15;
/// Fields that decide who asks and what: two of them could be read as either.
constexpr std::array<std::string_view, 8> kSingles{
    "authorization",        "cookie", "origin", "content-type", "idempotency-key", "upgrade", "sec-websocket-key",
    "sec-websocket-version"};

bool is_token_char(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// What the fields that decide framing and routing said so far.
struct Seen {
  int hosts = 0;
  int lengths = 0;
  int encodings = 0;
  std::size_t fields = 0;
  unsigned singles = 0;  ///< one bit for each of kSingles
  bool version_1_0 = false;
};

using Problem = std::optional<std::string>;

Problem check_request_line(std::string_view line, Seen& seen) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return "the request line must be: method, target, HTTP version";
  if (!is_token(line.substr(0, first)) || first > 32) return "the request method is not a token";
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const bool visible = std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (target.empty() || !visible)
    return "the request target holds a space, a control character or a byte that is not ASCII";
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return "the HTTP version must be 1.1 or 1.0";
  seen.version_1_0 = version == "HTTP/1.0";
  return std::nullopt;
}

bool is_host(std::string_view host) {
  const auto fits = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view(".-_:[]%~").find(c) != std::string_view::npos;
  };
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), fits);
}

Problem check_framing_field(std::string_view name, std::string_view value, Seen& seen) {
  if (same_word(name, "host")) {
    if (++seen.hosts > 1) return "there is more than one Host";
    if (!is_host(value)) return "the Host is not a host name with an optional port";
  } else if (same_word(name, "content-length")) {
    if (++seen.lengths > 1) return "there is more than one Content-Length";
    const bool digits = !value.empty() && value.size() <= kMaxLengthDigits &&
                        std::all_of(value.begin(), value.end(), is_digit);
    if (!digits) return "the Content-Length is not a number";
  } else if (same_word(name, "transfer-encoding")) {
    if (++seen.encodings > 1) return "there is more than one Transfer-Encoding";
    if (!same_word(value, "chunked")) return "the only Transfer-Encoding taken is chunked";
  }
  return std::nullopt;
}

Problem check_single_field(std::string_view name, Seen& seen) {
  for (std::size_t i = 0; i < kSingles.size(); ++i) {
    if (!same_word(name, kSingles[i])) continue;
    if ((seen.singles & 1U << i) != 0) return "there is more than one " + std::string(kSingles[i]);
    seen.singles |= 1U << i;
  }
  return std::nullopt;
}

Problem check_field(std::string_view line, Seen& seen) {
  if (line.front() == ' ' || line.front() == '\t') return "a header field is folded over two lines";
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return "a header field has no colon";
  if (!is_token(line.substr(0, colon))) return "a header field's name is not a token";
  const std::string_view value = trim(line.substr(colon + 1));
  const bool clean = std::all_of(value.begin(), value.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != 0x7f);
  });
  if (!clean) return "a header field holds a control character";
  if (++seen.fields > kMaxFields) return "there are more than 100 header fields";
  auto problem = check_framing_field(line.substr(0, colon), value, seen);
  return problem ? problem : check_single_field(line.substr(0, colon), seen);
}

Problem check_whole(const Seen& seen) {
  if (seen.hosts == 0 && !seen.version_1_0) return "there is no Host";
  if (seen.lengths > 0 && seen.encodings > 0) return "there are both a Content-Length and a Transfer-Encoding";
  if (seen.encodings > 0 && seen.version_1_0) return "HTTP/1.0 has no Transfer-Encoding";
  return std::nullopt;
}

/// The next line without its CRLF, cut off the front of `rest`; nullopt when it does not end in CRLF or holds a
/// lone CR.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos || end == 0 || rest[end - 1] != '\r') return std::nullopt;
  const std::string_view line = rest.substr(0, end - 1);
  if (line.find('\r') != std::string_view::npos) return std::nullopt;
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::optional<std::string> header_problem(std::string_view header) {
  Seen seen;
  bool first = true;
  while (!header.empty()) {
    const auto line = take_line(header);
    if (!line) return "a line of the header does not end in CRLF";
    if (line->empty()) return first ? Problem("the request is empty") : check_whole(seen);
    auto problem = first ? check_request_line(*line, seen) : check_field(*line, seen);
    if (problem) return problem;
    first = false;
  }
  return "the header does not end";
}

std::size_t HeaderEnd::find(std::string_view bytes) {
  if (!bytes.empty() && !is_token_char(bytes.front())) return 1;  // no request begins like this
  while ((at_ = std::min(bytes.find_first_of("\r\n", at_), bytes.size())) < bytes.size()) {
    if (bytes[at_] == '\n') return at_ + 1;  // bare LF
    if (at_ + 1 == bytes.size()) return 0;
    if (bytes[at_ + 1] != '\n') return at_ + 1;  // bare CR
    if (at_ + 3 >= bytes.size()) return 0;
    if (bytes.substr(at_ + 2, 2) == "\r\n") return at_ + 4;
    at_ += 2;
  }
  return 0;
}

}  // namespace weft::gateway
