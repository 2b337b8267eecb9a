// The checks before a WebSocket is opened.
#include "gateway/ws_upgrade.hpp"

#include "gateway/credentials.hpp"
#include "gateway/text.hpp"

namespace weft::gateway {
namespace {

constexpr std::size_t kMaxDevice = 200;

HttpAnswer refusal(const ApiError& error, const HttpRequest& request) {
  const std::string id = Rest::request_id(request);
  return problem_answer(error, id).with("X-Request-Id", id).with("Cache-Control", "no-store");
}

}  // namespace

std::variant<WsPeer, HttpAnswer> check_upgrade(
    const HttpRequest& request, const UpgradeFields& fields, const std::vector<std::string>& allowed_origins) {
  if (!fields.upgrade) {
    HttpAnswer answer = refusal(ApiError(Errc::invalid_argument, "this address is a WebSocket"), request);
    answer.status = 426;
    return answer.with("Upgrade", "websocket").with("Connection", "Upgrade");
  }
  if (!request.origin.empty() && !origin_allowed(request, allowed_origins))
    return refusal(ApiError(Errc::origin_forbidden), request);
  if (!list_holds(fields.protocols, kProtocol)) {
    return refusal(
        ApiError(Errc::invalid_argument, "offer the subprotocol weft.v1", "Sec-WebSocket-Protocol"), request);
  }
  const Presented who = presented(request);
  WsPeer peer;
  peer.address = request.address;
  peer.device = request.user_agent.substr(0, kMaxDevice);
  // A cookie is the browser's word, not the page's: without an Origin nobody knows who speaks.
  if (!who.by_cookie || !request.origin.empty()) peer.credential = who.credential;
  return peer;
}

}  // namespace weft::gateway
