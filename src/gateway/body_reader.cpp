// Reads bodies. Beast's own chunk parser is not used: fed byte by byte it stops on an assertion (an empty body, "0"
// CRLF CR), and its trailers become header fields.
#include "gateway/body_reader.hpp"

#include "gateway/text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace weft::gateway {
namespace {

constexpr std::size_t kMaxLine = 1024;
constexpr std::size_t kMaxOverhead = 64 << 10;  // what a million chunks of one byte may cost beside their million bytes
constexpr std::size_t kMaxSizeDigits = 8;

bool is_clean(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\t' || (c >= ' ' && c != 0x7f) || static_cast<unsigned char>(c) >= 0x80;
  });
}

struct Line {
  enum class Kind { whole, cut, bad } kind = Kind::cut;
  std::string_view text;
};

/// The line at the front of `rest`, without its CRLF; does not take it off.
Line peek_line(std::string_view rest) {
  const auto end = rest.find_first_of("\r\n");
  if (std::min(end, rest.size()) > kMaxLine) return {Line::Kind::bad, {}};
  if (end == std::string_view::npos || (rest[end] == '\r' && end + 1 == rest.size())) return {Line::Kind::cut, {}};
  if (rest[end] != '\r' || rest[end + 1] != '\n') return {Line::Kind::bad, {}};
  return {Line::Kind::whole, rest.substr(0, end)};
}

/// "1f;name=value": the number, when the line is well-formed.
std::optional<std::size_t> chunk_size(std::string_view line) {
  std::size_t size = 0;
  const auto semicolon = line.find(';');
  const std::string_view digits = line.substr(0, semicolon);
  if (digits.empty() || digits.size() > kMaxSizeDigits) return std::nullopt;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (semicolon != std::string_view::npos && !is_clean(line.substr(semicolon))) return std::nullopt;
  return size;
}

}  // namespace

BodyReader BodyReader::of_length(std::size_t length) {
  BodyReader reader;
  reader.state_ = length == 0 ? State::done : State::data;
  reader.left_ = length;
  return reader;
}

BodyReader BodyReader::of_chunks(std::size_t limit) {
  BodyReader reader;
  reader.state_ = State::chunk_size;
  reader.limit_ = limit;
  return reader;
}

BodyReader::Result BodyReader::read(std::string& bytes, std::string& body) {
  std::string_view rest = bytes;
  Result result = state_ == State::done ? Result::done : Result::more;
  while (state_ != State::done) {
    result = step(rest, body);
    if (result != Result::done) break;
  }
  bytes.erase(0, bytes.size() - rest.size());
  return result;
}

/// One piece of the body; `done` when it was whole.
BodyReader::Result BodyReader::step(std::string_view& rest, std::string& body) {
  switch (state_) {
    case State::data: return take_data(rest, body, State::done);
    case State::chunk_size: return take_size(rest);
    case State::chunk_data: return take_data(rest, body, State::chunk_end);
    case State::chunk_end: return take_end(rest);
    case State::trailers: return take_trailer(rest);
    case State::done: break;
  }
  return Result::done;
}

BodyReader::Result BodyReader::take_data(std::string_view& rest, std::string& body, State then) {
  const std::size_t size = std::min(left_, rest.size());
  body.append(rest.substr(0, size));
  rest.remove_prefix(size);
  left_ -= size;
  if (left_ > 0) return Result::more;
  state_ = then;
  return Result::done;
}

BodyReader::Result BodyReader::take_size(std::string_view& rest) {
  const Line line = peek_line(rest);
  if (line.kind == Line::Kind::cut) return Result::more;
  const auto size = line.kind == Line::Kind::whole ? chunk_size(line.text) : std::nullopt;
  if (!size) return Result::malformed;
  overhead_ += line.text.size() - std::min(line.text.size(), kMaxSizeDigits);
  if (overhead_ > kMaxOverhead) return Result::malformed;
  if (*size > limit_) return Result::too_large;
  rest.remove_prefix(line.text.size() + 2);
  limit_ -= *size;
  left_ = *size;
  state_ = *size > 0 ? State::chunk_data : State::trailers;
  return Result::done;
}

BodyReader::Result BodyReader::take_end(std::string_view& rest) {
  const std::string_view end = rest.substr(0, 2);
  if (end != std::string_view("\r\n").substr(0, end.size())) return Result::malformed;
  if (end.size() < 2) return Result::more;
  rest.remove_prefix(2);
  state_ = State::chunk_size;
  return Result::done;
}

BodyReader::Result BodyReader::take_trailer(std::string_view& rest) {
  const Line line = peek_line(rest);
  if (line.kind == Line::Kind::cut) return Result::more;
  if (line.kind == Line::Kind::bad) return Result::malformed;
  overhead_ += line.text.size();
  const auto colon = line.text.find(':');
  const bool field = colon != std::string_view::npos && is_visible_ascii(line.text.substr(0, colon), 1, kMaxLine) &&
                     is_clean(line.text);
  if (!line.text.empty() && (!field || overhead_ > kMaxOverhead)) return Result::malformed;
  rest.remove_prefix(line.text.size() + 2);
  if (line.text.empty()) state_ = State::done;
  return Result::done;
}

}  // namespace weft::gateway
