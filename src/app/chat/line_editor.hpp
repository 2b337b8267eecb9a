// One line of input at the bottom of a terminal, with things printed above it while somebody types.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::app::chat {

struct Completion {
  std::string insert;                ///< to put in at the cursor
  std::vector<std::string> choices;  ///< to show when nothing can be put in
};

class LineEditor {
 public:
  struct Hooks {
    int fd = -1;                          ///< wakes the editor
    std::function<void()> turn;           ///< called when `fd` is readable, and about every 100 ms
    std::function<std::string()> prompt;  ///< safe text with style marks
    std::function<Completion(const std::string& line)> complete;  ///< of the line up to the cursor
    std::function<void(const std::string& line)> typing;          ///< the line changed
  };
  enum class End { line, closed, interrupted };

  explicit LineEditor(Hooks hooks);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  /// Edits until Enter (the typed line is taken off the screen; pasted line breaks are in it), Ctrl-D on an empty line
  /// or stop() (closed), or Ctrl-C on an empty line (interrupted).
  End read(std::string& line);
  /// Prints lines above the one that is being edited.
  void print(const std::vector<std::string>& lines);
  /// The prompt has changed.
  void refresh();
  /// read() returns as soon as it can.
  void stop();
  std::size_t columns() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::app::chat
