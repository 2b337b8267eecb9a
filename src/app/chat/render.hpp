// Entries as lines for a terminal.
#pragma once
#include "app/chat/model.hpp"

#include <functional>
#include <string>
#include <vector>

namespace weft::app::chat {

struct View {
  std::size_t columns = 80;
  bool colours = false;
  std::string me;                                          ///< own principal id
  std::function<std::string(const std::string& id)> name;  ///< of a person
  std::function<const Entry*(Seq seq)> entry;              ///< of the same conversation, null when it is not held
};

/// "14:02" in local time.
std::string clock_text(const std::string& at);
/// "Sunday, 1 March 2026" in local time.
std::string day_text(const std::string& at);

/// What a body says, as safe text with style marks; may have several lines.
std::string body_text(const Json& body, const View& view);
/// The same on one line and short, for lists and quotes.
std::string preview_text(const Json& body, const View& view, std::size_t columns);
/// The same of a message that was not sent yet.
std::string preview_text(const Outgoing& message, const View& view, std::size_t columns);

/// Safe text with style marks, wrapped.
std::vector<std::string> render_note(const std::string& text, const View& view);
/// A line of the list of conversations, never wider than the terminal.
std::string render_listed(std::size_t number, const Conversation& conversation, const View& view);
/// A message or a change, wrapped: "#41 14:02 Alice Lin: hello".
std::vector<std::string> render_entry(const Entry& entry, const View& view);
/// A message elsewhere, on one line: "Release room · Bob: it is out".
std::string render_elsewhere(const std::string& title, const Entry& entry, const View& view);

}  // namespace weft::app::chat
