// Signing in over a WebSocket, and starting live events exactly where the snapshot ends.
//
//   hello -> a worker finds the caller -> hub.begin() -> it reads the snapshot -> hub.attach() -> answer, missed
//   entries, live events
//
// The worker does not wait for begin(): this thread takes its posts in order, so begin() comes before every event that
// the snapshot did not see.
//
// attach() refuses when so much was published while the snapshot was read that the hub no longer has all of it: then it
// is read again.
#include "gateway/credentials.hpp"
#include "gateway/ws_greeting.hpp"
#include "gateway/ws_session.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>

namespace weft::gateway {
namespace {

constexpr int kSnapshotAttempts = 3;
constexpr int kFailedHellos = 5;

/// Takes the token out of the input; "" when there is none.
std::string take_token(Json& input) {
  const auto member = input.find("token");
  if (member == input.end()) return {};
  if (member->is_null()) {
    input.erase(member);
    return {};
  }
  std::string token = json_detail::need_string(*member, "token");
  input.erase(member);
  if (credential_of(token).empty()) refuse_field("token", "is not a token");
  return token;
}

}  // namespace

void WsSession::hello(const api::Operation& operation, WsRequest& request) {
  if (draining_) return answer(request, ApiError(Errc::unavailable, "the server is stopping", {}, 1));
  try {
    if (state_ == State::greeting) throw ApiError(Errc::conflict, "a hello is being answered");
    if (state_ == State::fresh) return first_hello(operation, request);
    next_hello(operation, request);
  } catch (const ApiError& error) {
    answer(request, error);
  }
}

void WsSession::first_hello(const api::Operation& operation, WsRequest& request) {
  const std::string token = take_token(*request.in);
  if (!token.empty()) token_hash_ = credential_of(token).token_hash;
  if (token_hash_.empty()) throw ApiError(Errc::unauthenticated, "hello needs a token");
  state_ = State::greeting;
  ++in_flight_;
  greeting_ = std::make_unique<Greeting>();
  greeting_->operation = &operation;
  greeting_->id = request.id;
  greeting_->input = std::move(*request.in);
  greeting_->credential.token_hash = token_hash_;
  greeting_->began = std::chrono::steady_clock::now();
  read_snapshot();
}

void WsSession::caller_known(const api::Caller& caller) {
  if (!greeting_) return;  // closed meanwhile
  caller_ = caller;
  loop_.hub().begin(*this, caller_->principal, caller_->session);
  in_hub_ = true;
}

void WsSession::read_snapshot() {
  Greeting& greeting = *greeting_;
  ++greeting.attempts;
  greeting.attachment = std::make_shared<api::Attachment>();
  if (!in_hub_) {
    greeting.attachment->known = [&loop = loop_, weak = std::weak_ptr(self())](const api::Caller& caller) {
      loop.post([weak, caller] {
        if (const auto session = weak.lock()) session->caller_known(caller);
      });
    };
  }
  WsRequest request;
  request.id = greeting.id;
  request.in = std::make_shared<Json>(greeting.input);
  auto call = make_call(*greeting.operation, request);
  call.credential = greeting.credential;
  call.attachment = greeting.attachment;
  core_.dispatcher.dispatch(std::move(call), [&loop = loop_, weak = std::weak_ptr(self())](api::Outcome outcome) {
    loop.post([weak, outcome = std::move(outcome)]() mutable {
      if (const auto session = weak.lock()) session->snapshot_read(std::move(outcome));
    });
  });
}

void WsSession::greeting_failed(const ApiError& error) {
  const auto greeting = std::move(greeting_);
  stop_events();
  caller_.reset();
  token_hash_.clear();
  state_ = State::fresh;
  core_.figures.request_done(greeting->operation, error_info(error.code()).status, greeting->began);
  send(error_frame(greeting->id, error, request_id(greeting->id)));
  if (error.code() == Errc::unauthenticated && ++failed_hellos_ >= kFailedHellos)
    close(fanout::Close::signed_out, "no valid token");
  one_less_in_flight();
}

void WsSession::snapshot_read(api::Outcome outcome) {
  if (!greeting_) return;
  if (const auto* error = std::get_if<ApiError>(&outcome)) return greeting_failed(*error);
  greeting_->text = std::get<std::string>(std::move(outcome));
  std::vector<fanout::Hub::Subscription> subscriptions;
  const auto attachment = greeting_->attachment;
  subscriptions.reserve(attachment->subscriptions.size());
  for (const auto& item : attachment->subscriptions)
    subscriptions.push_back({item.conversation, item.head});
  holding_ = true;  // answer, missed entries and the first live ones leave together
  const bool attached = loop_.hub().attach(*this, subscriptions);
  if (attached && state_ == State::greeting && greeting_) become_ready();  // deliver() has not done so
  holding_ = false;
  if (attached || closing_ || !greeting_) return flush();
  core_.figures.hello_retries.add();  // the hub remembers anew from here on
  if (greeting_->attempts < kSnapshotAttempts) return read_snapshot();
  close(fanout::Close::overloaded, "too much is going on; try again");
}

/// Called once the hub has decided to attach, right before the first live event: answer and missed entries are queued
/// before it.
void WsSession::become_ready() {
  const auto greeting = std::move(greeting_);
  state_ = State::ready;
  core_.figures.hellos.add();
  core_.figures.request_done(greeting->operation, 200, greeting->began);
  const auto oldest = core_.roster.join(caller_->principal, caller_->session, {&loop_, self(), this});
  core_.presence.connect(caller_->principal);
  send(ok_frame(greeting->id, greeting->text));
  send_missed(std::move(greeting->attachment->missed));
  if (oldest) {
    oldest->loop->post([weak = oldest->socket] {
      if (const auto session = weak.lock()) session->close(fanout::Close::replaced, "too many devices");
    });
  }
  one_less_in_flight();
}

/// There is no backlog: a hello waits for that of the one before.
void WsSession::send_missed(std::vector<std::string> missed) {
  if (missed.empty() || closing_) return;
  std::reverse(missed.begin(), missed.end());  // the backlog is taken from its end
  backlog_ = std::make_unique<std::vector<std::string>>(std::move(missed));
  feed_backlog();
}

/// A further page of the conversations: the session stays who it is. One at a time, and only when the entries of the
/// one before have left: a client that asks and does not read costs no more than one page.
void WsSession::next_hello(const api::Operation& operation, WsRequest& request) {
  const std::string token = take_token(*request.in);
  if (!token.empty() && credential_of(token).token_hash != token_hash_) {
    throw ApiError(Errc::conflict, "this connection is signed in with another token; open a new one");
  }
  if (next_page_) throw ApiError(Errc::conflict, "a hello is being answered");
  if (in_flight_ >= core_.options.limits.in_flight)
    throw ApiError(Errc::rate_limited, "too many requests are in flight", {}, 1);
  ++in_flight_;
  next_page_ = std::make_unique<NextPage>();
  next_page_->operation = &operation;
  next_page_->request = std::move(request);
  if (!backlog_) read_next_page();
}

void WsSession::read_next_page() {
  NextPage& page = *next_page_;
  page.attachment = std::make_shared<api::Attachment>();
  auto call = make_call(*page.operation, page.request);
  call.attachment = page.attachment;
  const auto began = std::chrono::steady_clock::now();
  core_.dispatcher.dispatch(
      std::move(call), [&loop = loop_, weak = std::weak_ptr(self()), began](api::Outcome outcome) {
        loop.post([weak, began, outcome = std::move(outcome)]() mutable {
          if (const auto session = weak.lock()) session->next_page_read(began, std::move(outcome));
        });
      });
}

void WsSession::next_page_read(SteadyTime began, api::Outcome outcome) {
  const auto page = std::move(next_page_);
  const bool ok = std::holds_alternative<std::string>(outcome);
  answered(page->request.id, *page->operation, began, std::move(outcome));
  if (ok) send_missed(std::move(page->attachment->missed));
}

/// Whether the session still lives: nobody is told when one expires.
void WsSession::recheck() {
  if (!caller_) return;
  core_.dispatcher.authenticate(
      {{}, caller_->session, caller_->corp},
      [&loop = loop_, weak = std::weak_ptr(self())](const std::variant<api::Caller, ApiError>& result) {
        const auto* error = std::get_if<ApiError>(&result);
        if (error == nullptr || error->code() != Errc::unauthenticated) return;
        loop.post([weak] {
          if (const auto session = weak.lock()) session->close(fanout::Close::signed_out, "the session has ended");
        });
      });
}

}  // namespace weft::gateway
