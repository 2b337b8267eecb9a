// The table of commands, and those about the client itself. `//` at the front of a line sends a slash.
#include "app/chat/screen.hpp"
#include "app/chat/text.hpp"
#include "app/chat/words.hpp"
#include "app/terminal.hpp"
#include <weft/base/nearest.hpp>

#include <algorithm>

namespace weft::app::chat {

const std::vector<Screen::Command>& Screen::commands() {
  static const std::vector<Command> all = {
      {"list", "", "conversations, newest first, with what is unread", &Screen::cmd_list},
      {"open", "NAME", "open a conversation: its number, its name, or a userid", &Screen::cmd_open},
      {"history", "[N]", "older messages", &Screen::cmd_history},
      {"who", "", "who is in this conversation, and who is online", &Screen::cmd_who},
      {"people", "[TEXT]", "people of the company", &Screen::cmd_people},
      {"group", "NAME USERID...", "a new group (quote a name with spaces)", &Screen::cmd_group},
      {"add", "USERID...", "add people to this group", &Screen::cmd_add},
      {"remove", "USERID...", "remove people from this group", &Screen::cmd_remove},
      {"rename", "NAME", "rename this group", &Screen::cmd_rename},
      {"leave", "", "leave this group", &Screen::cmd_leave},
      {"reply", "#SEQ TEXT", "answer a message", &Screen::cmd_reply},
      {"rich", "MARKDOWN", "send **bold**, *italic*, `code`, [links](https://...)", &Screen::cmd_rich},
      {"edit", "[#SEQ] TEXT", "change your last message, or that one", &Screen::cmd_edit},
      {"recall", "[#SEQ]", "take back your last message, or that one", &Screen::cmd_recall},
      {"react", "#SEQ EMOJI", "react to a message", &Screen::cmd_react},
      {"forward", "#SEQ NAME", "forward a message to another conversation", &Screen::cmd_forward},
      {"readers", "[#SEQ]", "who has read a message", &Screen::cmd_readers},
      {"help", "", "this", &Screen::cmd_help},
      {"quit", "", "leave (also Ctrl-D)", &Screen::cmd_quit},
  };
  return all;
}

void Screen::handle(const std::string& line) {
  if (trimmed(line).empty()) return;
  if (line.front() != '/') return send_text(line);
  if (line.starts_with("//")) return send_text(line.substr(1));
  const std::size_t space = std::min(line.find(' '), line.size());
  const std::string name = line.substr(1, space - 1);
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (command.name == name) return (this->*command.run)(trimmed(line.substr(space)));
    names.emplace_back(command.name);
  }
  const std::string near = nearest(name, names);
  complain(
      "there is no command /" + safe_line(name, 20) +
      (near.empty() ? "; /help shows all" : "; did you mean /" + near + "?"));
}

bool Screen::need_open() {
  if (current()) return true;
  complain("open a conversation first: /list, then /open NAME");
  return false;
}

void Screen::ask(const std::string& op, Json input, std::function<void(const Json& ok)> then) {
  talk_.sync().request(op, input, [this, then = std::move(then)](const Json* ok, const Problem& problem) {
    if (!ok) return complain(safe_line(problem.detail));
    if (then) then(*ok);
  });
}

void Screen::cmd_list(const std::string&) {
  const std::vector<const Conversation*> all = listed();
  const std::size_t shown = std::min<std::size_t>(all.size(), 40);
  std::vector<std::string> lines;
  numbered_.clear();
  for (std::size_t i = 0; i < shown; ++i) {
    lines.push_back(render_listed(i + 1, *all[i], view(nullptr)));
    numbered_.push_back(all[i]->id);
  }
  if (all.size() > shown)
    lines.push_back("    and " + std::to_string(all.size() - shown) + " more; /open NAME opens any");
  if (lines.empty() && talk_.sync().epoch().empty())
    return complain("not connected yet; the list comes with the server");
  if (lines.empty()) lines.push_back("no conversations yet: /people shows who is here, /open USERID begins a chat");
  editor_.print(lines);
}

void Screen::cmd_open(const std::string& arguments) {
  if (arguments.empty()) return complain("open what? /open NAME, a number of /list, or a userid");
  open_named(words_of(arguments).size() == 1 ? words_of(arguments).front() : arguments, true);
}

void Screen::cmd_history(const std::string& arguments) {
  if (!need_open()) return;
  const bool number = !arguments.empty() && arguments.size() < 6 &&
                      arguments.find_first_not_of("0123456789") == arguments.npos;
  show_history(number ? std::clamp(std::stoll(arguments), 1LL, 200LL) : 30, true);
}

void Screen::cmd_help(const std::string&) {
  std::vector<std::string> lines;
  const auto add = [&](const std::string& text, std::size_t indent) {
    for (std::string& line : paragraph(text, editor_.columns(), indent))
      lines.push_back(std::move(line));
  };
  add("A line is sent to the open conversation. @userid mentions somebody, @all everybody. Commands:", 0);
  const bool narrow = editor_.columns() < 64;
  for (const Command& command : commands()) {
    const std::string usage = std::string("  /") + command.name + (*command.arguments ? " " : "") + command.arguments;
    if (narrow) add(usage + ": " + command.help, 4);
    if (!narrow) add(padded(usage, 26) + command.help, 26);
  }
  add("Tab completes commands and names, the arrows bring back earlier lines. Lines that are pasted together stay one "
      "message (↵). Ctrl-C clears the line, Ctrl-D leaves.",
      0);
  editor_.print(lines);
}

void Screen::cmd_quit(const std::string&) {
  leaving_ = true;
}

}  // namespace weft::app::chat
