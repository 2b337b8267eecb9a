// Another language in which the same server is spoken to: paths, tokens, errors and answers of its own, beside the
// operations' REST. The gateway brings it whole requests and knows nothing of what they mean.
#pragma once
#include <weft/api/transfer.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::api {

struct DialectRequest {
  bool post = false;                                       ///< else GET or HEAD
  std::string path;                                        ///< still percent-encoded
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded
  std::string content_type;
  std::string body;  ///< empty where the path takes bytes
  std::optional<std::uint64_t> length;
  std::string host;  ///< as the client calls this server, with its port
  bool tls = false;
  std::string address, request_id, device;
};

/// HTTP 200 and JSON, or one of the other two.
struct DialectAnswer {
  std::string json;
  std::optional<Download> download = {};
  bool known = false;                   ///< the token was good: from now on it has a rate of its own
  std::shared_ptr<BodySink> sink = {};  ///< the body is welcome; finish() gives the answer as JSON
  bool refused = false;                 ///< the JSON tells of an error: for the figures
};

class Dialect {
 public:
  virtual ~Dialect() = default;
  /// Whether this path is one of its own, known or not. Thread-safe.
  virtual bool has(std::string_view path) const = 0;
  /// The largest body of a path whose body goes to a sink, in bytes; 0 for every other path.
  virtual std::size_t takes_bytes(std::string_view path) const = 0;
  /// The largest JSON of a path that takes more than is usual, in bytes; else 0.
  virtual std::size_t most_json(std::string_view path) const = 0;
  /// Answers exactly once, on any thread.
  virtual void answer(DialectRequest request, std::function<void(DialectAnswer)> done) = 0;
  /// What the client is told of what went wrong before or after answer().
  virtual std::string problem(const ApiError& error, const std::string& address) const = 0;
};

}  // namespace weft::api
