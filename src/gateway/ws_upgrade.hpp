// Decides whether a request may become a WebSocket.
#pragma once
#include "gateway/http_message.hpp"
#include "gateway/ws_session.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace weft::gateway {

inline constexpr std::string_view kProtocol = "weft.v1";

/// What the upgrade fields of a request say.
struct UpgradeFields {
  bool upgrade = false;   ///< a GET with Upgrade: websocket and Connection: upgrade
  std::string protocols;  ///< Sec-WebSocket-Protocol
};

/// The peer, or the answer that refuses it: 426 when it is no upgrade, 400 when it does not offer weft.v1, 403 when a
/// browser asks from elsewhere.
std::variant<WsPeer, HttpAnswer> check_upgrade(
    const HttpRequest& request, const UpgradeFields& fields, const std::vector<std::string>& allowed_origins);

}  // namespace weft::gateway
