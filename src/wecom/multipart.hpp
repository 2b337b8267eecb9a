// The body of a form with files (RFC 7578, RFC 2046), as it comes piece by piece. Nothing but the headers of a part and
// a delimiter's length is held.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace weft::wecom {

/// The boundary that a Content-Type of multipart/form-data names; nullopt: none, or one that cannot be.
std::optional<std::string> boundary_of(std::string_view content_type);

struct PartHead {
  std::string name;
  std::optional<std::string> filename;  ///< without directories; valid UTF-8
};

class MultipartReader {
 public:
  enum class Kind { more, part, data, part_end, end, malformed };
  struct Event {
    Kind kind = Kind::more;
    PartHead head = {};     ///< of `part`
    std::string data = {};  ///< of `data`; or what is wrong, of `malformed`
  };

  explicit MultipartReader(const std::string& boundary);

  void feed(std::string_view piece) { buffer_ += piece; }
  /// What comes next. `more`: feed() it; `end` and `malformed`: there is nothing more.
  Event next();

 private:
  enum class State { preamble, delimiter, headers, data, end, malformed };
  Event preamble();
  Event delimiter();
  Event headers();
  Event data();
  Event fail(const char* what);

  const std::string delimiter_;
  std::string buffer_ = "\r\n";  // so that the first delimiter is like the others
  State state_ = State::preamble;
  std::size_t skipped_ = 0;
  int parts_ = 0;
};

}  // namespace weft::wecom
