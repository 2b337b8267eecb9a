// Messages: sending, answering, changing, taking back, passing on.
#include "app/chat/screen.hpp"
#include "app/chat/text.hpp"
#include "app/chat/words.hpp"

#include <algorithm>

namespace weft::app::chat {
namespace {

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

std::optional<Seq> Screen::last_own() {
  const auto arrived = [this](const Outgoing& message) {  // the event may come before the acknowledgement
    const auto& held = current()->entries;
    return std::any_of(
        held.rbegin(), held.rend(), [&](const auto& item) { return item.second.client_id == message.client_id; });
  };
  for (const Outgoing& message : talk_.sync().outgoing()) {
    if (message.conversation != open_ || arrived(message)) continue;
    complain("your last message is still being sent; try again in a moment, or name another by its number");
    return std::nullopt;
  }
  const auto& entries = current()->entries;
  const auto sent = last_sent_.find(open_);
  if (sent != last_sent_.end() && !entries.contains(sent->second) && sent->second > current()->seq) return sent->second;
  for (auto it = entries.rbegin(); it != entries.rend(); ++it) {
    const bool own = it->second.kind == "message" && it->second.actor == talk_.sync().me().id &&
                     text_in(it->second.body, "kind") != "recalled";
    if (own) return it->first;
  }
  return 0;
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
    const std::optional<Seq> own = last_own();
    if (!own) return 0;
    if (*own > 0) return *own;
  }
  complain(own_by_default ? "you have no message here" : "say which message by its number, such as #12");
  return 0;
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

}  // namespace weft::app::chat
