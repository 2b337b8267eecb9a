// Bytes of a terminal as characters for the line editor, and pastes as one piece of text.
#include "app/chat/keyboard.hpp"

#include "app/chat/text.hpp"

#include <utility>

namespace weft::app::chat {
namespace {

constexpr std::string_view kBegin = "\x1b[200~", kEnd = "\x1b[201~", kBreak = "↵";
constexpr std::size_t kMostPasted = 64 << 10;  // far more than a message may hold

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

}  // namespace

void Keyboard::take(std::string_view bytes) {
  for (const char byte : bytes)
    take(byte);
}

void Keyboard::take(char byte) {
  if (pasting_) {
    paste_ += byte;
    if (!paste_.ends_with(kEnd)) {
      if (paste_.size() >= kMostPasted + kEnd.size()) paste_.erase(kMostPasted, 1);  // its end is still looked for
      return;
    }
    paste_.resize(paste_.size() - kEnd.size());
    pasting_ = false;
    pastes_.push_back(std::exchange(paste_, {}));
    return;
  }
  held_ += byte;
  if (held_ == kBegin) {
    held_.clear();
    pasting_ = true;
  } else if (!kBegin.starts_with(held_)) {
    bytes_.insert(bytes_.end(), held_.begin(), held_.end());
    held_.clear();
  }
}

std::optional<wchar_t> Keyboard::next() {
  while (!bytes_.empty()) {
    const char byte = bytes_.front();
    bytes_.pop_front();
    wchar_t character = 0;
    const std::size_t used = std::mbrtowc(&character, &byte, 1, &state_);
    if (used == static_cast<std::size_t>(-2)) continue;  // more bytes belong to it
    if (used != static_cast<std::size_t>(-1)) return used == 0 ? L'\0' : character;
    state_ = {};
  }
  return std::nullopt;
}

std::optional<std::string> Keyboard::pasted() {
  if (pastes_.empty()) return std::nullopt;
  std::string text = std::move(pastes_.front());
  pastes_.pop_front();
  return text;
}

void Keyboard::reset() {
  pasting_ = false;
  paste_.clear();
  held_.clear();
}

std::string paste_line(std::string_view pasted) {
  std::string text(pasted);
  replace_all(text, "\r\n", "\n");
  replace_all(text, "\r", "\n");
  text = safe(text);
  while (text.ends_with('\n'))
    text.pop_back();
  replace_all(text, "\n", kBreak);
  return text;
}

std::string with_breaks(std::string line) {
  replace_all(line, kBreak, "\n");
  return line;
}

}  // namespace weft::app::chat
