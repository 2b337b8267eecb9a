// The bounded queue of frames that wait to be written to one WebSocket.
#pragma once
#include <weft/fanout/frame.hpp>

#include <sys/uio.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace weft::gateway {

/// Frames leave in the order they came. Events may be dropped all at once when the reader is too slow; answers and
/// control frames never are.
class OutQueue {
 public:
  enum class Kind : std::uint8_t {
    event,    ///< may be dropped
    answer,   ///< never dropped
    control,  ///< bytes of the WebSocket layer, never dropped
  };
  static constexpr std::size_t kGather = 64;

  void push(fanout::FramePtr frame, Kind kind);
  /// Drops all events that are not partly written.
  void drop_events();

  bool empty() const { return head_ == items_.size(); }
  std::size_t frames() const { return items_.size() - head_; }
  std::size_t bytes() const { return bytes_; }
  /// The same without the events.
  std::size_t kept_frames() const { return kept_frames_; }
  std::size_t kept_bytes() const { return kept_bytes_; }
  /// False when all control bytes that were pushed have left.
  bool holds_control() const { return controls_ > 0; }
  const fanout::Frame& front() const { return *items_[head_].frame; }

  /// Fills `parts` with what stands first; gives how many it used.
  std::size_t gather(std::span<iovec> parts) const;
  /// Takes `size` written bytes off the front.
  void consume(std::size_t size);

 private:
  struct Item {
    fanout::FramePtr frame;
    Kind kind;
  };
  void pop();
  void shrink();

  std::vector<Item> items_;
  std::size_t head_ = 0;    ///< first item that is not wholly written
  std::size_t offset_ = 0;  ///< bytes of it that are
  std::size_t bytes_ = 0;
  std::size_t kept_frames_ = 0;
  std::size_t kept_bytes_ = 0;
  std::size_t controls_ = 0;
};

enum class WriteResult { drained, blocked, failed };

/// Writes as much as the socket takes without blocking. `writes` counts system calls.
WriteResult write_to(int socket, OutQueue& queue, std::uint64_t& writes);

}  // namespace weft::gateway
