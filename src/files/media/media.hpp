// The worker process: one content in, one line of JSON out.
#pragma once
#include <cstdint>
#include <string>

namespace weft::media {

/// What the parent allows.
struct Bounds {
  std::int64_t pixels = 0;
  std::uint64_t memory = 0;  ///< bytes
  unsigned seconds = 0;      ///< of processor time
};

/// What the content is read from, and where pictures go.
inline constexpr int kInput = 0, kSmall = 3, kMedium = 4;

/// Loads what pictures need. What opens files has to be done before confine().
void load_picture_library();

/// Bounds memory, processor time and what is written, and leaves of the system calls those that reading, computing and
/// writing to the handed descriptors need: no files, programs, processes, network. Dies with the parent. Throws
/// std::runtime_error when any of that cannot be had: nothing must be read then.
void confine(const Bounds& bounds);

/// JSON about a picture, with pictures of it in kSmall and kMedium. Throws std::runtime_error when it is none.
std::string look_at_picture(const Bounds& bounds);
/// JSON about voice or video.
std::string look_at_recording();

}  // namespace weft::media
