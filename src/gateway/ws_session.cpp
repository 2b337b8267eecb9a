// A WebSocket session's queue, events, deadlines and closing.
#include "gateway/ws_session.hpp"

#include "gateway/ws_greeting.hpp"
#include <weft/base/json.hpp>
#include <weft/base/log.hpp>

#include <random>

namespace weft::gateway {
namespace {

constexpr std::size_t kBacklogFrame = 32 << 10;
constexpr int kMissedPings = 3;

std::string bye_frame(std::string_view reason, std::int64_t retry_after_ms) {
  std::string payload = R"({"ev":"bye","reason":)";
  append_json_string(payload, reason);
  payload.append(R"(,"retry_after_ms":)").append(std::to_string(retry_after_ms)).append("}");
  return fanout::encode_text_frame(payload);
}

fanout::FramePtr make_frame(std::string bytes) {
  fanout::Frame frame;
  frame.bytes = std::move(bytes);
  return std::make_shared<const fanout::Frame>(std::move(frame));
}

/// The same two bytes for everybody: an empty ping.
const fanout::FramePtr& ping_frame() {
  static const fanout::FramePtr frame = make_frame(std::string("\x89\x00", 2));
  return frame;
}

std::int64_t retry_hint(fanout::Close code, Milliseconds spread) {
  if (code != fanout::Close::restart && code != fanout::Close::overloaded) return 0;
  thread_local std::minstd_rand random{std::random_device()()};
  return std::uniform_int_distribution<std::int64_t>(0, spread.count())(random);
}

}  // namespace

WsSession::WsSession(Core& core, IoLoop& loop, WsPeer peer)
    : core_(core),
      loop_(loop),
      count_(core, core.figures.websockets),
      address_(std::move(peer.address)),
      device_(std::move(peer.device)),
      token_hash_(std::move(peer.credential.token_hash)),
      serial_(++core.sockets_opened) {
  const auto now = std::chrono::steady_clock::now();
  last_heard_ = now;
  next_ping_ = now + core.options.timeouts.ping;
  next_recheck_ = now + core.options.timeouts.recheck;
  deadline_ = now + core.options.timeouts.hello;
}

WsSession::~WsSession() = default;

void WsSession::opened() {
  open_ = true;
}

bool WsSession::deliver(const fanout::FramePtr& frame) {
  if (closing_ || ended_) return true;
  if (state_ == State::greeting && !greeting_) return true;  // the peer closed while the hub was about to attach
  if (state_ == State::greeting) become_ready();             // the hub has decided to attach: the answer goes first
  if (closing_) return true;
  const Limits& limits = core_.options.limits;
  const auto full = [&] {
    return queue_.bytes() + frame->bytes.size() > limits.queue_bytes || queue_.frames() >= limits.queue_frames;
  };
  if (full()) flush();  // a burst may fill the queue before anybody tried to write it
  if (behind_ || backlog_ || full()) return refuse_event();
  queue_.push(frame, OutQueue::Kind::event);
  return true;
}

bool WsSession::refuse_event() {
  if (!behind_) loop_figures().overflows.add(1);
  behind_ = true;
  queue_.drop_events();
  return false;
}

void WsSession::flush() {
  flush_queued_ = false;
  if (blocked_ || holding_ || aborted_ || ended_ || queue_.empty()) return;
  start_write();
}

void WsSession::wrote() {
  if (control_ && !queue_.holds_control()) complete_control({});
  if (closing_ || ended_) return;
  if (backlog_) feed_backlog();
  const Limits& limits = core_.options.limits;
  const bool room = queue_.bytes() <= limits.queue_bytes / 4 && queue_.frames() <= limits.queue_frames / 4;
  if (behind_ && !backlog_ && room) {
    behind_ = false;
    if (in_hub_) loop_.hub().drained(*this);
  }
}

/// Moves missed entries into the queue while there is room, several to a message.
void WsSession::feed_backlog() {
  while (!backlog_->empty() && queue_.bytes() <= core_.options.limits.queue_bytes / 4) {
    std::string payload = std::move(backlog_->back());
    backlog_->pop_back();
    while (!backlog_->empty() && payload.size() + backlog_->back().size() < kBacklogFrame) {
      payload.append(1, '\n').append(backlog_->back());
      backlog_->pop_back();
    }
    queue_.push(make_frame(fanout::encode_text_frame(payload)), OutQueue::Kind::answer);
  }
  if (backlog_->empty()) backlog_.reset();
  flush();
  if (!backlog_ && next_page_ && !next_page_->attachment && !closing_) read_next_page();
}

void WsSession::push(fanout::FramePtr frame, OutQueue::Kind kind) {
  if (closing_ || ended_) return;
  queue_.push(std::move(frame), kind);
  const Limits& limits = core_.options.limits;
  if (queue_.kept_bytes() > limits.queue_bytes || queue_.kept_frames() > limits.queue_frames) {
    close(fanout::Close::overloaded, "answers are not read");
  }
}

void WsSession::send(std::string frame) {
  push(make_frame(std::move(frame)), OutQueue::Kind::answer);
  if (flush_queued_ || holding_) return;
  flush_queued_ = loop_.flush_later(self());
  if (!flush_queued_) flush();
}

void WsSession::write_control(std::string bytes, std::unique_ptr<ControlWrite> write) {
  if (ended_ || aborted_) return write->complete(boost::asio::error::operation_aborted, 0);
  if (open_ && (bytes[0] & 0x0f) == 0x08) {  // a close frame: nothing may follow it
    open_ = false;
    closing_ = true;
    deadline_ = std::chrono::steady_clock::now() + 2 * core_.options.timeouts.close;
    stop_events();
  }
  control_ = std::move(write);
  control_size_ = bytes.size();
  queue_.push(make_frame(std::move(bytes)), OutQueue::Kind::control);
  flush();
}

void WsSession::complete_control(boost::system::error_code error) {
  if (!control_) return;
  const auto write = std::move(control_);
  write->complete(error, error ? 0 : control_size_);
}

void WsSession::stop_events() {
  if (std::exchange(in_hub_, false)) loop_.hub().end(*this);
  backlog_.reset();
  greeting_.reset();
}

void WsSession::close(fanout::Close code, std::string_view reason) {
  if (closing_ || ended_) return;
  if (!open_) return abort();
  stop_events();
  closing_ = true;
  deadline_ = std::chrono::steady_clock::now() + 2 * core_.options.timeouts.close;
  log::debug("websocket {} closes: {} {}", serial_, static_cast<int>(code), reason);
  core_.figures.socket_closed(static_cast<int>(code));
  queue_.drop_events();  // whoever is sent away reads them after resuming
  queue_.push(
      make_frame(bye_frame(reason, retry_hint(code, core_.options.timeouts.retry_spread))), OutQueue::Kind::answer);
  start_close(static_cast<std::uint16_t>(code), reason);
}

void WsSession::received_binary() {
  if (closing_ || ended_) return;
  stop_events();
  closing_ = true;
  deadline_ = std::chrono::steady_clock::now() + 2 * core_.options.timeouts.close;
  start_close(1003, "text messages only");
}

void WsSession::sweep(SteadyTime now) {
  if (ended_) return;
  if (std::exchange(heard_, false)) last_heard_ = now;
  const auto ping = core_.options.timeouts.ping;
  if (closing_) {
    if (now > deadline_) abort();
  } else if (state_ == State::fresh && open_ && now > deadline_) {
    close(fanout::Close::hello_timeout, "hello did not come in time");
  } else if (now - last_heard_ >= kMissedPings * ping) {
    log::debug("websocket {} is silent: ended", serial_);
    abort();
  } else if (open_ && now >= next_ping_) {
    next_ping_ = now + ping;
    queue_.push(ping_frame(), OutQueue::Kind::answer);
    flush();
  }
  if (state_ == State::ready && !closing_ && now >= next_recheck_) {
    next_recheck_ = now + core_.options.timeouts.recheck;
    recheck();
  }
}

void WsSession::drain() {
  draining_ = true;
  if (in_flight_ == 0) close(fanout::Close::restart, "the server restarts");
}

void WsSession::watch(std::vector<PrincipalId> principals) {
  if (in_hub_ && !closing_) loop_.hub().watch(*this, std::move(principals));
}

/// The reader inside Beast may be waiting for its own write: that has to fail, too, or it would never learn that the
/// socket is gone.
void WsSession::abort() {
  if (std::exchange(aborted_, true)) return;
  close_socket();
  complete_control(boost::asio::error::operation_aborted);
}

void WsSession::ended() {
  if (std::exchange(ended_, true)) return;
  stop_events();
  complete_control(boost::asio::error::operation_aborted);
  if (state_ == State::ready) {
    core_.roster.leave(caller_->principal, caller_->session, this);
    core_.presence.disconnect(caller_->principal);
  }
}

}  // namespace weft::gateway
