// Refuses request headers that two parsers could read in two ways.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace weft::gateway {

/// Looks at the raw bytes of a request header, from the request line to the empty line, both included. nullopt:
/// nothing ambiguous about it; otherwise what is wrong, in words for the client. Everything it refuses is answered
/// with 400 and the connection closed (RFC 9112, sections 2.2, 3, 5, 6): line ends other than CRLF, control
/// characters, folded lines, white space before a colon, an ill-formed request line, missing or repeated Host,
/// repeated or ill-formed Content-Length, a Transfer-Encoding that is not exactly one `chunked`, both of them at
/// once, more than 100 fields.
std::optional<std::string> header_problem(std::string_view header);

/// Finds the end of a header in bytes that arrive piece by piece, looking at each byte once.
class HeaderEnd {
 public:
  /// The size of the header at the front of `bytes`, including the empty line; 0 when it is not complete. `bytes`
  /// are all that came so far. A header that cannot become a good one (first byte, bare LF or CR) ends where that
  /// is seen, so that header_problem() names it without waiting.
  std::size_t find(std::string_view bytes);

 private:
  std::size_t at_ = 0;  ///< nothing before this place ends a header
};

}  // namespace weft::gateway
