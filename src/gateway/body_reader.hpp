// The body of a request, by length or in chunks (RFC 9112, sections 6 and 7).
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace weft::gateway {

/// Takes a body off bytes that arrive piece by piece. Strict: chunk sizes are bare hexadecimal digits, every line ends
/// in CRLF, extensions and trailers are bounded, well-formed, and otherwise ignored.
class BodyReader {
 public:
  enum class Result { more, done, malformed, too_large };

  BodyReader() = default;  ///< no body
  static BodyReader of_length(std::size_t length);
  static BodyReader of_chunks(std::size_t limit);

  /// Moves what it can from the front of `bytes` to the end of `body`.
  Result read(std::string& bytes, std::string& body);

 private:
  enum class State { data, chunk_size, chunk_data, chunk_end, trailers, done };
  Result step(std::string_view& rest, std::string& body);
  Result take_data(std::string_view& rest, std::string& body, State then);
  Result take_size(std::string_view& rest);
  Result take_end(std::string_view& rest);
  Result take_trailer(std::string_view& rest);

  State state_ = State::done;
  std::size_t left_ = 0;      ///< bytes of the body or of the present chunk that are still to come
  std::size_t limit_ = 0;     ///< bytes that further chunks may hold
  std::size_t overhead_ = 0;  ///< bytes of chunk lines and trailers so far
};

}  // namespace weft::gateway
