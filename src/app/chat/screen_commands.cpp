// What a person types: messages, and commands that begin with a slash. `//` sends a slash.
#include "app/chat/screen.hpp"
#include "app/chat/text.hpp"
#include "app/terminal.hpp"
#include <weft/base/nearest.hpp>

#include <unistd.h>

#include <algorithm>

namespace weft::app::chat {
namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  for (const char c : text + " ") {
    if (quote != 0 ? c == quote : c == '"') {
      quote = quote != 0 ? 0 : c;
    } else if (c == ' ' && quote == 0) {
      if (!word.empty()) words.push_back(std::exchange(word, {}));
    } else {
      word += c;
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// Everybody who is named with an @ and is among `people`.
Json mentions_in(const std::string& text, const std::vector<const Person*>& people) {
  Json ids = Json::array();
  for (const Person* person : people) {
    const std::size_t at = text.find("@" + person->userid);
    if (person->userid.empty() || at == text.npos) continue;
    const char next = at + 1 + person->userid.size() < text.size() ? text[at + 1 + person->userid.size()] : ' ';
    if (!std::isalnum(static_cast<unsigned char>(next)) && next != '_' && next != '-') ids.push_back(person->id);
  }
  return ids;
}

}  // namespace

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

void Screen::send_text(const std::string& text, const std::string& kind, Seq reply_to) {
  if (!need_open()) return;
  if (current()->kind == "inbox") return complain("nobody writes into an inbox");
  Json body = {{kind == "rich" ? "markdown" : "text", text}};
  if (reply_to > 0) body["reply_to"] = reply_to;
  std::vector<const Person*> people;
  for (const std::string& id : members_[open_]) {
    if (const Person* person = talk_.person(id)) people.push_back(person);
  }
  if (Json mentions = mentions_in(text, people); !mentions.empty()) body["mentions"] = std::move(mentions);
  if (current()->kind == "group" && text.find("@all") != text.npos) body["mention_all"] = true;
  talk_.sync().send_message(open_, kind, std::move(body));
}

Seq Screen::take_seq(std::string& arguments, bool own_by_default) {
  const std::string text = trimmed(arguments);
  const std::size_t begin = text.starts_with("#") ? 1 : 0;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
  const bool given = end > begin && end - begin < 16 && (end == text.size() || text[end] == ' ') &&
                     (begin == 1 || !own_by_default || end == text.size());
  if (given) {
    arguments = trimmed(text.substr(end));
    return std::stoll(text.substr(begin, end - begin));
  }
  if (own_by_default) {
    const auto& entries = current()->entries;
    for (auto it = entries.rbegin(); it != entries.rend(); ++it) {
      const bool own = it->second.kind == "message" && it->second.actor == talk_.sync().me().id &&
                       text_in(it->second.body, "kind") != "recalled";
      if (own) return it->first;
    }
  }
  complain(own_by_default ? "you have no message here" : "say which message by its number, such as #12");
  return 0;
}

void Screen::ask(const std::string& op, Json input, std::function<void(const Json& ok)> then) {
  talk_.sync().request(op, input, [this, then = std::move(then)](const Json* ok, const Problem& problem) {
    if (!ok) return complain(safe_line(problem.detail));
    if (then) then(*ok);
  });
}

void Screen::cmd_list(const std::string&) {
  const Style style(has_colour(STDOUT_FILENO));
  std::vector<std::string> lines;
  std::size_t number = 0;
  for (const Conversation* conversation : listed()) {
    const std::string count = conversation->unread > 0 ? "(" + std::to_string(conversation->unread) + ")" : "";
    const std::string title = safe_line(conversation->title(), 28);
    const std::string gap(width(title) < 28 ? 28 - width(title) : 0, ' ');
    char index[16];
    std::snprintf(index, sizeof index, "%3zu ", ++number);
    lines.push_back(
        index + (conversation->unread > 0 ? style.bold : "") + title + style.off + gap + " " + style.yellow + count +
        style.off + std::string(count.size() < 6 ? 6 - count.size() : 1, ' ') + style.dim +
        safe_line(conversation->preview, 40) + style.off);
    if (number == 40) break;
  }
  if (listed().size() > number)
    lines.push_back("    and " + std::to_string(listed().size() - number) + " more; /open NAME opens any");
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

void Screen::cmd_who(const std::string&) {
  if (!need_open()) return;
  ask("conversation.members", {{"conversation", open_}, {"limit", 60}},
      [this, count = current()->member_count](const Json& ok) {
        Json ids = Json::array();
        std::map<std::string, std::string> names;
        for (const Json& item : ok.value("items", Json::array())) {
          const Person person = read_person(item.value("principal", Json::object()));
          talk_.learn(person);
          ids.push_back(person.id);
          names[person.id] = safe_line(person.name, 30) + " (" + safe_line(person.userid, 30) + ")" +
                             (text_in(item, "role") == "owner" ? " owner" : "");
        }
        ask("presence.get", {{"principals", ids}}, [this, names, count](const Json& online) {
          std::string text;
          for (const Json& item : online.value("items", Json::array())) {
            const auto name = names.find(text_in(item, "principal"));
            if (name != names.end())
              text += (text.empty() ? "" : ", ") + name->second + (flag_in(item, "online") ? " ●" : "");
          }
          const std::int64_t more = count - static_cast<std::int64_t>(names.size());
          editor_.print(wrap(text + (more > 0 ? ", and " + std::to_string(more) + " more" : ""), editor_.columns()));
        });
      });
}

void Screen::cmd_people(const std::string& arguments) {
  Json input = {{"limit", 50}};
  if (!arguments.empty()) input["query"] = arguments;
  ask("member.list", input, [this](const Json& ok) {
    std::vector<std::string> lines;
    for (const Json& item : ok.value("items", Json::array())) {
      const Person person = read_person(item);
      talk_.learn(person);
      lines.push_back(
          "  " + safe_line(person.userid, 24) + "  " + safe_line(person.name, 24) + "  " + safe_line(person.title, 30));
    }
    if (lines.empty()) lines.emplace_back("nobody like that");
    if (!text_in(ok, "next_cursor").empty()) lines.emplace_back("  ... and more; /people TEXT looks for some of them");
    editor_.print(lines);
  });
}

void Screen::cmd_group(const std::string& arguments) {
  const Words words = words_of(arguments);
  if (words.size() < 2) return complain("/group NAME USERID... needs a name and one person or more");
  ask("group.create", {{"name", words.front()}, {"members", Words(words.begin() + 1, words.end())}},
      [this, wish = ++wish_](const Json& ok) {
        const std::string id = talk_.sync().learn(ok).id;
        if (wish == wish_) open(id);
      });
}

void Screen::change_group(const std::string& op, const std::string& arguments, const char* field, bool list) {
  if (!need_open()) return;
  if (field && arguments.empty()) return complain("this command needs more; /help shows what");
  Json input = {{"conversation", open_}};
  if (field && list) input[field] = words_of(arguments);
  if (field && !list) input[field] = arguments;
  ask(op, std::move(input));
}

void Screen::cmd_add(const std::string& arguments) {
  change_group("group.add_members", arguments, "members", true);
}
void Screen::cmd_remove(const std::string& arguments) {
  change_group("group.remove_members", arguments, "members", true);
}
void Screen::cmd_rename(const std::string& arguments) {
  change_group("group.update", arguments, "name", false);
}
void Screen::cmd_leave(const std::string&) {
  change_group("group.leave", {}, nullptr, false);
}

void Screen::cmd_recall(const std::string& arguments) {
  std::string rest = arguments;
  if (!need_open()) return;
  if (const Seq seq = take_seq(rest, true)) ask("message.recall", {{"conversation", open_}, {"seq", seq}});
}

void Screen::cmd_edit(const std::string& arguments) {
  std::string text = arguments;
  if (!need_open()) return;
  const Seq seq = take_seq(text, true);
  if (seq == 0) return;
  if (text.empty()) return complain("/edit [#SEQ] TEXT needs the new text");
  const auto edited = current()->entries.find(seq);
  const bool rich = edited != current()->entries.end() && text_in(edited->second.body, "kind") == "rich";
  ask("message.edit", {{"conversation", open_}, {"seq", seq}, {"body", {{rich ? "markdown" : "text", text}}}});
}

void Screen::cmd_react(const std::string& arguments) {
  std::string emoji = arguments;
  if (!need_open()) return;
  const Seq seq = take_seq(emoji, false);
  if (seq == 0) return;
  ask("message.react", {{"conversation", open_}, {"seq", seq}, {"emoji", emoji.empty() ? "👍" : emoji}, {"on", true}});
}

void Screen::cmd_reply(const std::string& arguments) {
  std::string text = arguments;
  if (!need_open()) return;
  const Seq seq = take_seq(text, false);
  if (seq == 0) return;
  if (text.empty()) return complain("/reply #SEQ TEXT needs a text");
  send_text(text, "text", seq);
}

void Screen::cmd_rich(const std::string& arguments) {
  if (arguments.empty()) return complain("/rich MARKDOWN needs a text");
  send_text(arguments, "rich");
}

void Screen::cmd_forward(const std::string& arguments) {
  std::string name = arguments;
  if (!need_open()) return;
  const Seq seq = take_seq(name, false);
  if (seq == 0) return;
  const Conversation* target = find_named(name);
  if (!target) return complain("forward to where? /forward #SEQ NAME, with a NAME of /list");
  talk_.sync().send_message(target->id, "forward", {{"conversation", open_}, {"seq", seq}});
  say("forwarded to " + safe_line(target->title(), 40));
}

void Screen::cmd_readers(const std::string& arguments) {
  std::string rest = arguments;
  if (!need_open()) return;
  const Seq seq = take_seq(rest, true);
  if (seq == 0) return;
  ask("conversation.read_list", {{"conversation", open_}, {"seq", seq}, {"limit", 50}}, [this, seq](const Json& ok) {
    std::vector<std::string> ids;
    for (const Json& item : ok.value("items", Json::array())) {
      if (flag_in(item, "read")) ids.push_back(text_in(item, "principal"));
    }
    const std::string counts = "#" + std::to_string(seq) + ": read by " + std::to_string(number_in(ok, "read_count")) +
                               ", not yet by " + std::to_string(number_in(ok, "unread_count"));
    talk_.in_turn(ids, [this, ids, counts] {
      std::string names;
      for (const std::string& id : ids)
        names += (names.empty() ? ". Read: " : ", ") + safe_line(talk_.name(id), 30);
      say(counts + names);
    });
  });
}

void Screen::cmd_help(const std::string&) {
  std::vector<std::string> lines{
      "A line is sent to the open conversation. @userid mentions somebody, @all everybody. Commands:"};
  for (const Command& command : commands()) {
    char text[160];
    std::snprintf(text, sizeof text, "  /%-7s %-16s %s", command.name, command.arguments, command.help);
    lines.emplace_back(text);
  }
  lines.emplace_back("Tab completes commands and names. Ctrl-C clears the line, Ctrl-D leaves.");
  editor_.print(lines);
}

void Screen::cmd_quit(const std::string&) {
  leaving_ = true;
}

/// Completes a command at the front of the line, else the last word: names of conversations after /open and /forward,
/// userids elsewhere.
Completion Screen::complete(const std::string& line) const {
  const std::size_t space = line.find(' ');
  std::vector<std::string> all;
  std::string begun;
  if (line.starts_with("/") && space == line.npos) {
    begun = line.substr(1);
    for (const Command& command : commands())
      all.emplace_back(command.name);
  } else {
    const bool titles = line.starts_with("/open ");
    begun = titles ? line.substr(space + 1)
                   : line.substr(line.find_last_of(" @") == line.npos ? 0 : line.find_last_of(" @") + 1);
    for (const Conversation* conversation : listed())
      all.push_back(titles && conversation->kind == "group" ? conversation->title() : conversation->peer.userid);
    for (const auto& [id, person] : talk_.people())
      all.push_back(person.userid);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::erase_if(all, [&](const std::string& word) { return word.size() <= begun.size() || !word.starts_with(begun); });
  if (all.empty()) return {};
  std::string common = all.front();
  for (const std::string& word : all) {
    const auto end = std::mismatch(common.begin(), common.end(), word.begin(), word.end()).first;
    common.erase(end, common.end());
  }
  while (!common.empty() && (static_cast<unsigned char>(common.back()) & 0xc0) == 0x80 && all.size() > 1)
    common.pop_back();  // whole characters
  if (all.size() == 1) return {safe_line(common.substr(begun.size())) + " ", {}};
  if (common.size() > begun.size()) return {safe_line(common.substr(begun.size())), {}};
  if (all.size() > 40) all.resize(40);
  return {{}, all};
}

}  // namespace weft::app::chat
