// The outgoing queue and its non-blocking writer.
//
// The usual case is one frame in an empty queue and a socket with room: one push, one send, one pop, no allocation.
#include "gateway/out_queue.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace weft::gateway {
namespace {

constexpr std::size_t kKeptCapacity = 8;  // items an idle session keeps room for

}  // namespace

void OutQueue::push(fanout::FramePtr frame, Kind kind) {
  const std::size_t size = frame->bytes.size();
  if (size == 0) return;
  bytes_ += size;
  if (kind != Kind::event) {
    ++kept_frames_;
    kept_bytes_ += size;
  }
  if (kind == Kind::control) ++controls_;
  items_.push_back(Item{std::move(frame), kind});
}

void OutQueue::drop_events() {
  std::vector<Item> kept;
  for (std::size_t i = head_; i < items_.size(); ++i) {
    const bool begun = i == head_ && offset_ > 0;
    if (begun || items_[i].kind != Kind::event) {
      kept.push_back(std::move(items_[i]));
    } else {
      bytes_ -= items_[i].frame->bytes.size();
    }
  }
  items_ = std::move(kept);
  head_ = 0;
}

std::size_t OutQueue::gather(std::span<iovec> parts) const {
  std::size_t used = 0;
  std::size_t skip = offset_;
  for (std::size_t i = head_; i < items_.size() && used < parts.size(); ++i, ++used) {
    const std::string& bytes = items_[i].frame->bytes;
    parts[used].iov_base = const_cast<char*>(bytes.data() + skip);  // NOLINT: iovec has no const form; it is only read
    parts[used].iov_len = bytes.size() - skip;
    skip = 0;
  }
  return used;
}

void OutQueue::consume(std::size_t size) {
  bytes_ -= size;
  while (size > 0) {
    const std::size_t left = items_[head_].frame->bytes.size() - offset_;
    if (size < left) {
      offset_ += size;
      return;
    }
    size -= left;
    offset_ = 0;
    pop();
  }
  shrink();
}

void OutQueue::pop() {
  Item& item = items_[head_++];
  if (item.kind != Kind::event) {
    --kept_frames_;
    kept_bytes_ -= item.frame->bytes.size();
  }
  if (item.kind == Kind::control) --controls_;
  item.frame.reset();
}

void OutQueue::shrink() {
  if (head_ == items_.size()) {
    head_ = 0;
    items_.clear();
    if (items_.capacity() > kKeptCapacity) items_ = {};
  } else if (head_ >= kGather && head_ * 2 >= items_.size()) {
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
}

WriteResult write_to(int socket, OutQueue& queue, std::uint64_t& writes) {
  std::array<iovec, OutQueue::kGather> parts;
  while (!queue.empty()) {
    const std::size_t used = queue.gather(parts);
    ++writes;
    ssize_t sent = 0;
    if (used == 1) {
      sent = ::send(socket, parts[0].iov_base, parts[0].iov_len, MSG_DONTWAIT | MSG_NOSIGNAL);
    } else {
      msghdr message{};
      message.msg_iov = parts.data();
      message.msg_iovlen = used;
      sent = ::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    if (sent >= 0) {
      queue.consume(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return WriteResult::blocked;
    } else if (errno != EINTR) {
      return WriteResult::failed;
    }
  }
  return WriteResult::drained;
}

}  // namespace weft::gateway
