// Bytes that are not JSON: the body of an upload, the answer of a download. Offered over REST only.
//
// The handler of such an operation runs in its transaction like every other one: it checks who asks, and puts into
// Context::transfer where the body is to go, or where the answer comes from. The gateway moves the bytes afterwards,
// piece by piece; neither a whole body nor a whole file is ever in memory.
#pragma once
#include <weft/base/error.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace weft::api {

using Outcome = std::variant<std::string, ApiError>;
using Done = std::function<void(Outcome)>;

/// Which way the bytes of an operation go.
enum class Bytes { none, in, out };

/// Where the body of a request goes. The gateway calls one function at a time and the next one when that has answered;
/// each answers exactly once, on any thread. Destroyed without finish(): the request broke off.
class BodySink {
 public:
  using Written = std::function<void(std::optional<ApiError>)>;
  virtual ~BodySink() = default;
  /// Takes the next piece. After an error nothing more is called, and the error is the answer.
  virtual void write(std::string piece, Written done) = 0;
  /// The whole body was written: gives the answer of the operation.
  virtual void finish(Done done) = 0;
};

/// Where the answer comes from.
class BodySource {
 public:
  using Piece = std::function<void(std::variant<std::string, ApiError>)>;
  virtual ~BodySource() = default;
  /// `size` bytes from `offset` on; the caller asks only for what is there. Answers exactly once, on any thread.
  virtual void read(std::uint64_t offset, std::size_t size, Piece done) = 0;
};

struct Download {
  std::shared_ptr<BodySource> source;
  std::uint64_t size = 0;
  std::string type;        ///< Content-Type
  std::string name;        ///< what the browser calls it: any UTF-8
  std::string etag;        ///< strong, with its quotes
  bool is_inline = false;  ///< may be shown in the page instead of being saved
};

/// What a handler and the gateway hand each other.
struct Transfer {
  std::optional<std::uint64_t> length;  ///< of the request's body, where it was stated
  std::shared_ptr<BodySink> sink;       ///< filled by a handler with Bytes::in
  std::optional<Download> download;     ///< filled by a handler with Bytes::out
};

}  // namespace weft::api
