// The error list: wire name, HTTP status and title of each code, and its problem object.
#include <weft/base/error.hpp>

#include <nlohmann/json.hpp>

#include <array>

namespace weft {
namespace {

constexpr std::array kErrors{
    ErrorInfo{Errc::invalid_argument, 400, "invalid_argument", "A field of the request is not acceptable."},
    ErrorInfo{Errc::unauthenticated, 401, "unauthenticated", "Sign in first."},
    ErrorInfo{Errc::forbidden, 403, "forbidden", "You may not do this."},
    ErrorInfo{Errc::not_a_participant, 403, "not_a_participant", "You are no longer in this conversation."},
    ErrorInfo{Errc::muted, 403, "muted", "You are muted in this conversation."},
    ErrorInfo{Errc::origin_forbidden, 403, "origin_forbidden", "Requests from this origin are refused."},
    ErrorInfo{Errc::not_found, 404, "not_found", "There is no such thing, or it is not visible to you."},
    ErrorInfo{Errc::method_not_allowed, 405, "method_not_allowed", "This address does not take that method."},
    ErrorInfo{Errc::conflict, 409, "conflict", "The request conflicts with the present state."},
    ErrorInfo{Errc::idempotency_conflict, 409, "idempotency_conflict", "This key was used before with another input."},
    ErrorInfo{
        Errc::conversation_closed, 409, "conversation_closed",
        "The conversation has ended: nobody writes here any more."},
    ErrorInfo{Errc::window_closed, 409, "window_closed", "The time allowed for this has passed."},
    ErrorInfo{Errc::content_blocked, 422, "content_blocked", "A rule does not allow these words."},
    ErrorInfo{Errc::payload_too_large, 413, "payload_too_large", "The request is too large."},
    ErrorInfo{Errc::unsupported_media_type, 415, "unsupported_media_type", "Send application/json."},
    ErrorInfo{Errc::rate_limited, 429, "rate_limited", "Too many requests; slow down."},
    ErrorInfo{Errc::busy, 503, "busy", "The server is busy; try again."},
    ErrorInfo{Errc::unavailable, 503, "unavailable", "The database is away; try again."},
    ErrorInfo{Errc::internal, 500, "internal", "Something went wrong on the server."},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kErrors.size(); ++i)
    if (static_cast<std::size_t>(kErrors[i].code) != i) return false;
  return true;
}
static_assert(
    in_order() && kErrors.size() == static_cast<std::size_t>(Errc::internal) + 1, "the list follows the enum");

}  // namespace

std::span<const ErrorInfo> error_list() {
  return kErrors;
}

const ErrorInfo& error_info(Errc code) {
  return kErrors[static_cast<std::size_t>(code)];
}

std::string problem_json(const ApiError& error, std::string_view request_id) {
  const ErrorInfo& info = error_info(error.code());
  nlohmann::json problem = {
      {"type", std::string("urn:weft:error:") + std::string(info.name)},
      {"title", info.title},
      {"status", info.status},
      {"detail", error.detail()},
      {"code", info.name}};
  if (!error.field().empty()) problem["field"] = error.field();
  if (error.retry_after() > 0) problem["retry_after"] = error.retry_after();
  if (!request_id.empty()) problem["request_id"] = request_id;
  // A detail may quote what the client sent: replace what is not UTF-8 instead of throwing.
  return problem.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace weft
