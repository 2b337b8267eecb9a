// Requests over a WebSocket: limits, dispatch, answers.
#include "gateway/ws_greeting.hpp"
#include "gateway/ws_session.hpp"
#include <weft/base/json.hpp>

namespace weft::gateway {

void WsSession::received(std::string_view message) {
  if (closing_ || ended_) return;
  loop_figures().messages_in.add(1);
  loop_figures().bytes_in.add(message.size());
  holding_ = true;  // the answers to one message leave together
  for (WsRequest& request : read_requests(message)) {
    if (closing_) break;
    take(request);
  }
  holding_ = false;
  flush();
}

void WsSession::take(WsRequest& request) {
  if (!bucket_.take(core_.rate, std::chrono::steady_clock::now())) {
    core_.figures.refused_rate.add();
    if (bucket_.flooding(core_.rate)) return close(fanout::Close::flooding, "too many requests for too long");
    return answer(request, ApiError(Errc::rate_limited, {}, {}, 1));
  }
  if (request.error) return answer(request, *request.error);
  const api::Operation* operation = core_.registry.find(request.op);
  if (operation != nullptr && operation->name == "hello") return hello(*operation, request);
  if (state_ != State::ready) return answer(request, ApiError(Errc::unauthenticated, "say hello first"));
  if (operation == nullptr)
    return answer(request, ApiError(Errc::not_found, "there is no operation named " + request.op.substr(0, 64), "op"));
  if (operation->bytes != api::Bytes::none)
    return answer(request, ApiError(Errc::invalid_argument, operation->name + " moves bytes: use REST", "op"));
  if (draining_) return answer(request, ApiError(Errc::unavailable, "the server is stopping", {}, 1));
  if (in_flight_ >= core_.options.limits.in_flight) {
    core_.figures.refused_in_flight.add();
    return answer(request, ApiError(Errc::rate_limited, "too many requests are in flight", {}, 1));
  }
  call(*operation, request);
}

void WsSession::answer(const WsRequest& request, const ApiError& error) {
  send(error_frame(request.id, error, request_id(request.id)));
}

std::string WsSession::request_id(std::optional<std::int64_t> id) const {
  return "ws" + std::to_string(serial_) + "." + (id ? std::to_string(*id) : "-");
}

api::Dispatcher::Call WsSession::make_call(const api::Operation& operation, WsRequest& request) {
  api::Dispatcher::Call call;
  call.operation = &operation;
  call.input = std::move(request.in);
  call.caller = caller_;
  if (caller_) {
    call.credential.session = caller_->session;
    call.credential.corp = caller_->corp;
  }
  call.idempotency_key = std::move(request.key);
  call.address = address_;
  call.device = device_;
  call.request_id = request_id(request.id);
  return call;
}

void WsSession::call(const api::Operation& operation, WsRequest& request) {
  ++in_flight_;
  core_.dispatcher.dispatch(make_call(operation, request), reply_to(request.id, operation));
}

/// The session is only ever locked on its own thread: a worker must not be the one that destroys it.
api::Done WsSession::reply_to(std::optional<std::int64_t> id, const api::Operation& operation) {
  const auto began = std::chrono::steady_clock::now();
  return [&loop = loop_, weak = std::weak_ptr(self()), id, began, &operation](api::Outcome outcome) {
    loop.post([weak, id, began, &operation, outcome = std::move(outcome)]() mutable {
      if (const auto session = weak.lock()) session->answered(id, operation, began, std::move(outcome));
    });
  };
}

void WsSession::answered(
    std::optional<std::int64_t> id, const api::Operation& operation, SteadyTime began, api::Outcome outcome) {
  if (const auto* error = std::get_if<ApiError>(&outcome)) {
    core_.figures.request_done(&operation, error_info(error->code()).status, began);
    send(error_frame(id, *error, request_id(id)));
  } else {
    core_.figures.request_done(&operation, 200, began);
    send(ok_frame(id, std::get<std::string>(outcome)));
  }
  one_less_in_flight();
}

void WsSession::one_less_in_flight() {
  --in_flight_;
  if (draining_ && in_flight_ == 0) drain();
}

}  // namespace weft::gateway
