// Conditions, ranges and the fields of a file's answer.
#include "gateway/download.hpp"

#include "gateway/text.hpp"
#include <weft/base/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace weft::gateway {
namespace {

constexpr int kUnsatisfiable = 416;
constexpr std::size_t kMostName = 180;  // bytes of the name in ASCII

/// True when `list` (If-None-Match) names the tag; weak tags count here.
bool names_tag(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    std::string_view one = trim(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    if (one == "*") return true;
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag) return true;
  }
  return false;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct Range {
  enum class Kind { whole, part, unsatisfiable } kind = Kind::whole;
  std::uint64_t first = 0;
  std::uint64_t size = 0;
};

/// "bytes=2-5", "bytes=2-", "bytes=-5", the unit in any case. What is malformed or asks for several ranges is
/// overlooked.
Range read_range(std::string_view field, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  const Range whole{Range::Kind::whole, 0, size};
  if (!same_word(field.substr(0, kUnit.size()), kUnit)) return whole;
  field = trim(field.substr(kUnit.size()));
  const auto dash = field.find('-');
  if (dash == std::string_view::npos || field.find(',') != std::string_view::npos) return whole;
  const std::string_view from = field.substr(0, dash);
  const std::string_view to = field.substr(dash + 1);
  if (from.empty()) {
    const auto last = number(to);
    if (!last) return whole;
    if (*last == 0 || size == 0) return {Range::Kind::unsatisfiable, 0, 0};
    const std::uint64_t part = std::min(*last, size);
    return {Range::Kind::part, size - part, part};
  }
  const auto first = number(from);
  const auto last = to.empty() ? std::optional<std::uint64_t>(UINT64_MAX) : number(to);
  if (!first || !last || *last < *first) return whole;
  if (*first >= size) return {Range::Kind::unsatisfiable, 0, 0};
  return {Range::Kind::part, *first, std::min(*last, size - 1) - *first + 1};
}

void add_safety(const api::Download& download, HttpAnswer& answer) {
  answer.with("Content-Disposition", content_disposition(download.name, download.is_inline))
      .with(
          "Content-Security-Policy",
          "sandbox; default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'")
      .with("Cross-Origin-Resource-Policy", "same-site")
      .with("Referrer-Policy", "no-referrer");
}

HttpAnswer unsatisfiable(std::uint64_t size) {
  const ApiError error(Errc::invalid_argument, "the file ends before this range", "Range");
  Json problem = Json::parse(problem_json(error, {}));
  problem["status"] = kUnsatisfiable;
  HttpAnswer answer = problem_answer(error, {});
  answer.status = kUnsatisfiable;
  answer.body = problem.dump();
  answer.with("Content-Range", "bytes */" + std::to_string(size));
  return answer;
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out.append(1, '%').append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
}

bool is_attr_char(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("!#$&+-.^_`|~").find(c) != std::string_view::npos;
}

}  // namespace

std::string content_disposition(std::string_view name, bool is_inline) {
  std::string ascii;
  std::string exact;
  for (const char given : name) {
    const bool bad = static_cast<unsigned char>(given) < 0x20 || given == 0x7f || given == '/' || given == '\\';
    const char c = bad ? '_' : given;
    const bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '%';
    if (ascii.size() < kMostName && (plain || ascii.empty() || ascii.back() != '_')) ascii += plain ? c : '_';
    if (is_attr_char(c)) {
      exact += c;
    } else {
      append_escaped(exact, c);
    }
  }
  return std::string(is_inline ? "inline" : "attachment") + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + exact;
}

HttpAnswer file_answer(const HttpRequest& request, const api::Download& download) {
  HttpAnswer answer;
  if (names_tag(request.if_none_match, download.etag)) {
    answer.status = 304;
    return answer.with("ETag", download.etag), answer;
  }
  // A range is for GET alone. A weak tag in If-Range is never equal; then, as with an old tag, the whole file is the
  // answer.
  const bool ranged = request.method == "GET" && !request.range.empty() &&
                      (request.if_range.empty() || request.if_range == download.etag);
  const Range range = ranged ? read_range(request.range, download.size) : Range{Range::Kind::whole, 0, download.size};
  if (range.kind == Range::Kind::unsatisfiable) return unsatisfiable(download.size);
  answer.type = download.type;
  answer.file = FileBody{download.source, range.first, range.size};
  answer.with("ETag", download.etag).with("Accept-Ranges", "bytes");
  if (range.kind == Range::Kind::part) {
    answer.status = 206;
    answer.with(
        "Content-Range", "bytes " + std::to_string(range.first) + "-" + std::to_string(range.first + range.size - 1) +
                             "/" + std::to_string(download.size));
  }
  add_safety(download, answer);
  return answer;
}

}  // namespace weft::gateway
