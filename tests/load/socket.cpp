// A non-blocking WebSocket client connection on the epoll loop.
#include "load/socket.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace weft::load {

namespace {

constexpr std::size_t kMaxUpgradeAnswer = 64U << 10U;

std::string upgrade_request(const Target& target) {
  // The key is constant: the server's answer is not the subject of a load test, and nothing caches it.
  std::string request = "GET " + target.path + " HTTP/1.1\r\nHost: " + target.host + ":" + std::to_string(target.port) +
                        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  if (!target.subprotocol.empty()) request += "Sec-WebSocket-Protocol: " + target.subprotocol + "\r\n";
  return request + target.headers + "\r\n";
}

}  // namespace

void Socket::connect(const Target& target) {
  abort();
  ++generation_;
  closed_ = {};
  received_ = 0;
  paused_ = false;
  request_ = upgrade_request(target);
  state_ = State::connecting;
  fd_ = dial(target);
  if (fd_ < 0) {
    const int error = errno;
    failed_ = loop_.after(Duration::zero(), [this, error] { end(error); });
    return;
  }
  armed_ = EPOLLOUT;
  loop_.watch(fd_, armed_, *this);
}

void Socket::ready(std::uint32_t events) {
  if (state_ == State::connecting) {
    finish_connect();
    return;
  }
  const auto generation = generation_;
  if ((events & EPOLLIN) != 0) read_some();
  if (generation != generation_ || fd_ < 0) return;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0 && (events & EPOLLIN) == 0) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    end(error);
    return;
  }
  if ((events & EPOLLOUT) != 0) flush();
}

void Socket::finish_connect() {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) {
    end(error);
    return;
  }
  state_ = State::upgrading;
  out_ = std::move(request_);
  sent_ = 0;
  flush();
}

void Socket::read_some() {
  auto& scratch = loop_.scratch();
  const auto got = ::recv(fd_, scratch.data(), scratch.size(), 0);
  if (got < 0) {
    if (errno != EAGAIN && errno != EINTR) end(errno);
    return;
  }
  if (got == 0) {
    end(0);
    return;
  }
  received_ += static_cast<std::uint64_t>(got);
  take({scratch.data(), static_cast<std::size_t>(got)});
}

void Socket::take(std::string_view bytes) {
  if (kept_.empty()) {
    consume(bytes);
    return;
  }
  std::string joined = std::move(kept_);
  kept_.clear();
  joined.append(bytes);
  consume(joined);
}

void Socket::consume(std::string_view bytes) {
  const auto generation = generation_;
  if (state_ == State::upgrading) {
    const auto used = take_upgrade(bytes);
    if (generation != generation_ || fd_ < 0) return;
    bytes.remove_prefix(used);
  }
  while (!bytes.empty() && (state_ == State::open || state_ == State::closing)) {
    Frame frame;
    std::size_t size = 0;
    const auto parsed = parse_frame(bytes, frame, size);
    if (parsed == Parsed::partial) break;
    if (parsed == Parsed::broken) {
      end(EPROTO);
      return;
    }
    const bool goes_on = take_frame(frame);
    if (!goes_on || generation != generation_ || fd_ < 0) return;
    bytes.remove_prefix(size);
  }
  kept_.assign(bytes);
}

/// Reads the answer to the upgrade; returns how many bytes it took (0: not whole yet).
std::size_t Socket::take_upgrade(std::string_view bytes) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) {
    if (bytes.size() > kMaxUpgradeAnswer) end(EPROTO);
    return 0;
  }
  const auto status = bytes.size() > 12 ? std::atoi(std::string(bytes.substr(9, 3)).c_str()) : 0;
  if (status != 101) {
    closed_.http_status = status;
    closed_.http_head = bytes;
    end(0);
    return 0;
  }
  state_ = State::open;
  closed_.opened = true;
  events_.on_open();
  return head_end + 4;
}

/// Returns whether the connection goes on.
bool Socket::take_frame(const Frame& frame) {
  switch (frame.opcode) {
    case Opcode::text:
    case Opcode::binary:
    case Opcode::continuation: take_data(frame); return true;
    case Opcode::ping:
      if (answer_pings_) send_frame(Opcode::pong, frame.payload);
      return true;
    case Opcode::pong: return true;
    case Opcode::close: break;
  }
  if (frame.opcode != Opcode::close) {
    end(EPROTO);
    return false;
  }
  if (frame.payload.size() >= 2) {
    closed_.code = (static_cast<unsigned char>(frame.payload[0]) << 8) | static_cast<unsigned char>(frame.payload[1]);
    closed_.reason = frame.payload.substr(2);
  } else {
    closed_.code = 1005;
  }
  if (state_ == State::open) send_frame(Opcode::close, frame.payload);
  end(0);
  return false;
}

void Socket::take_data(const Frame& frame) {
  if (frame.fin && !in_fragments_) {
    events_.on_text(frame.payload);
    return;
  }
  message_.append(frame.payload);
  in_fragments_ = !frame.fin;
  if (in_fragments_) return;
  const auto whole = std::move(message_);
  message_.clear();
  events_.on_text(whole);
}

std::uint32_t Socket::next_mask() {
  mask_ ^= mask_ << 13U;
  mask_ ^= mask_ >> 17U;
  mask_ ^= mask_ << 5U;
  return mask_;
}

void Socket::send_frame(Opcode opcode, std::string_view payload) {
  if (state_ != State::open) return;
  append_frame(out_, opcode, payload, next_mask());
  flush();
}

void Socket::send_raw(std::string_view bytes) {
  if (state_ != State::open) return;
  out_.append(bytes);
  flush();
}

void Socket::close(int code, std::string_view reason) {
  if (state_ != State::open) return;
  send_frame(Opcode::close, close_payload(code, reason));
  state_ = State::closing;
}

void Socket::flush() {
  while (sent_ < out_.size()) {
    const auto put = ::send(fd_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    // A broken connection is reported once, by the loop, with what can still be read from it.
    if (put < 0) break;
    sent_ += static_cast<std::size_t>(put);
  }
  if (sent_ == out_.size()) {
    out_.clear();
    sent_ = 0;
  }
  rearm();
}

void Socket::rearm() {
  std::uint32_t wanted = paused_ ? 0U : static_cast<std::uint32_t>(EPOLLIN);
  if (sent_ < out_.size()) wanted |= EPOLLOUT;
  if (wanted == armed_ || fd_ < 0) return;
  armed_ = wanted;
  loop_.change(fd_, armed_, *this);
}

void Socket::pause_reading() {
  paused_ = true;
  if (state_ == State::open || state_ == State::closing) rearm();
}

void Socket::resume_reading() {
  paused_ = false;
  if (state_ == State::open || state_ == State::closing) rearm();
}

void Socket::end(int error) {
  release();
  closed_.error = error;
  const auto closed = std::move(closed_);
  closed_ = {};
  events_.on_closed(closed);
}

void Socket::abort(bool reset) {
  if (fd_ >= 0 && reset) {
    const linger hard{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  release();
}

void Socket::release() {
  loop_.cancel(failed_);
  if (fd_ >= 0) {
    loop_.forget(fd_, *this);
    ::close(fd_);
    fd_ = -1;
  }
  state_ = State::idle;
  ++generation_;
  in_fragments_ = false;
  sent_ = 0;
  std::string{}.swap(out_);
  std::string{}.swap(kept_);
  std::string{}.swap(message_);
}

}  // namespace weft::load
