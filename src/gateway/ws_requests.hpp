// The requests inside one WebSocket text message.
#pragma once
#include <weft/base/error.hpp>
#include <weft/base/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::gateway {

/// `{"id":7,"op":"message.send","in":{...},"key":"..."}`; `in` may be left out, and so may `key`.
struct WsRequest {
  std::optional<std::int64_t> id;  ///< 0 to 2^53; empty: it could not be read
  std::string op;
  std::shared_ptr<Json> in;       ///< an object
  std::string key;                ///< idempotency key, "" for none
  std::optional<ApiError> error;  ///< what is wrong with this request; the other fields hold what could be read
};

inline constexpr std::size_t kRequestsPerMessage = 256;

/// Reads the requests of a message, one a line; empty lines are skipped. Never throws: a line that is not a request
/// comes out with its error. Of a message with more than kRequestsPerMessage of them the rest comes out as one error.
std::vector<WsRequest> read_requests(std::string_view message);

/// `{"id":7,"ok":<text>}` as a WebSocket frame, and the same with "error".
std::string ok_frame(std::optional<std::int64_t> id, std::string_view text);
std::string error_frame(std::optional<std::int64_t> id, const ApiError& error, std::string_view request_id);

}  // namespace weft::gateway
