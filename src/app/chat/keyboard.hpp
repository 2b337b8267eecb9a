// Bytes of a terminal as characters for the line editor, and pastes as one piece of text.
#pragma once
#include <cwchar>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace weft::app::chat {

/// A terminal that is told so (kPasteOn) puts what is pasted between two sequences; without them each line of a paste
/// would be sent as a message of its own.
class Keyboard {
 public:
  static constexpr std::string_view kPasteOn = "\x1b[?2004h", kPasteOff = "\x1b[?2004l";

  void take(std::string_view bytes);
  /// The next character that is complete.
  std::optional<wchar_t> next();
  /// A paste that has ended, as it came.
  std::optional<std::string> pasted();
  /// Forgets a paste that does not end.
  void reset();

 private:
  void take(char byte);

  std::deque<char> bytes_;  ///< of the keyboard, not decoded yet
  std::string held_;        ///< may become the sequence that begins a paste
  bool pasting_ = false;
  std::string paste_;
  std::deque<std::string> pastes_;
  std::mbstate_t state_{};
};

/// A paste as it stands on the one line of the editor: safe text, each line break but the last ones shown as "↵".
std::string paste_line(std::string_view pasted);
/// What was meant by that: "↵" is a line break again.
std::string with_breaks(std::string line);

}  // namespace weft::app::chat
