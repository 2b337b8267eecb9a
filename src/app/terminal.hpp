// Talking to the person at the terminal: questions, passwords, colours, progress.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace weft::app {

/// Whether file descriptor `fd` is a terminal that a person looks at.
bool is_terminal(int fd);
/// Colours on this descriptor: a terminal that knows them, and no NO_COLOR.
bool has_colour(int fd);

/// Escape sequences, all empty when `on` is false.
struct Style {
  explicit Style(bool on);
  std::string bold, dim, red, green, yellow, blue, cyan, reverse, off;
};

/// Asks on standard error, reads a line of standard input. `fallback` is taken for an empty answer. OperatorError when
/// the input ends.
std::string ask(const std::string& question, const std::string& fallback = {});

/// Asks for a password on the terminal without showing it. OperatorError when there is no terminal: `hint` says what to
/// do instead.
std::string ask_secret(const std::string& question, const std::string& hint);

/// A new password: asked twice, or with `from_stdin` the first line of standard input.
std::string new_password(bool from_stdin, const std::string& whose);

/// The first line of standard input, without its end. Reads byte by byte, so that the rest stays for others.
std::string first_line_of_stdin();

/// Progress of something long on standard error: a line that is rewritten when that is a terminal, nothing when it is
/// not.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();  ///< clears the line
  void step(std::string_view text);
  /// `done` of `total` bytes; at most ten times a second.
  void bytes(std::uint64_t done, std::uint64_t total);

 private:
  std::string what_;
  bool shown_;
  std::int64_t last_ms_ = 0;
};

/// 1536 -> "1.5 KiB".
std::string human_size(std::uint64_t bytes);

}  // namespace weft::app
