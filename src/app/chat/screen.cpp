// What comes in: entries, read marks, presence, the state of the connection; and the prompt that sums it up.
#include "app/chat/screen.hpp"

#include "app/chat/text.hpp"
#include "app/terminal.hpp"

#include <unistd.h>

namespace weft::app::chat {
namespace {

constexpr auto kTypingShown = std::chrono::seconds(5);
constexpr auto kWaitingIsLong = std::chrono::milliseconds(1500);

std::string dim(const std::string& text) {
  return mark::kDim + text + mark::kPlain;
}

}  // namespace

Screen::Screen(const gateway::Endpoint& server, const std::string& token, std::string open_first)
    : open_first_(std::move(open_first)), talk_(server, token, talk_hooks()), editor_(editor_hooks()) {}

Screen::Result Screen::run() {
  std::string line;
  while (!leaving_) {
    const LineEditor::End end = editor_.read(line);
    if (end != LineEditor::End::line) break;
    handle(line);
  }
  return result_;
}

Talk::Hooks Screen::talk_hooks() {
  Talk::Hooks hooks;
  hooks.show = [this](const std::string& id, const Entry& entry, bool missed) { show(id, entry, missed); };
  hooks.acknowledged = [this](const Outgoing& message, Seq) { said_waiting_.erase(message.client_id); };
  hooks.refused = [this](const Outgoing& message, const Problem& problem) {
    said_waiting_.erase(message.client_id);
    complain("not sent: " + preview_text(message.body, view(nullptr), 40) + " — " + safe_line(problem.detail));
  };
  hooks.note = [this](const std::string& line) { say(line); };
  hooks.ready = [this](bool first_time) { on_ready(first_time); };
  hooks.event = [this](const Json& event) { on_event(event); };
  hooks.ended = [this](const std::string& why, bool signed_out) {
    result_ = signed_out ? Result::signed_out : Result::failed;
    complain(safe_line(why));
    leaving_ = true;
    editor_.stop();
  };
  return hooks;
}

LineEditor::Hooks Screen::editor_hooks() {
  LineEditor::Hooks hooks;
  hooks.fd = talk_.fd();
  hooks.turn = [this] {
    talk_.turn();
    tick();
  };
  hooks.prompt = [this] { return prompt(); };
  hooks.complete = [this](const std::string& line) { return complete(line); };
  hooks.typing = [this](const std::string& line) { note_typing(line); };
  return hooks;
}

View Screen::view(const Conversation* conversation) const {
  View view;
  view.columns = editor_.columns();
  view.colours = has_colour(STDOUT_FILENO);
  view.me = talk_.sync().me().id;
  view.name = [this](const std::string& id) { return safe_line(talk_.name(id), 40); };
  view.entry = [conversation](Seq seq) -> const Entry* {
    if (!conversation) return nullptr;
    const auto it = conversation->entries.find(seq);
    return it == conversation->entries.end() ? nullptr : &it->second;
  };
  return view;
}

void Screen::say(const std::string& text) {
  editor_.print({styled(dim("· " + text), has_colour(STDOUT_FILENO))});
}

void Screen::complain(const std::string& text) {
  const Style style(has_colour(STDOUT_FILENO));
  editor_.print({style.red + "! " + text + style.off});
}

void Screen::show_entry(const Conversation& conversation, const Entry& entry) {
  std::vector<std::string> lines;
  if (const std::string day = day_text(entry.at); day != day_) {
    day_ = day;
    lines.push_back(styled(dim("── " + day + " ──"), has_colour(STDOUT_FILENO)));
  }
  const std::vector<std::string> rendered = render_entry(entry, view(&conversation));
  lines.insert(lines.end(), rendered.begin(), rendered.end());
  editor_.print(lines);
}

void Screen::show(const std::string& id, const Entry& entry, bool) {
  const Conversation* conversation = talk_.sync().find(id);
  if (!conversation) return;
  typing_.erase(entry.actor);
  if (id == open_) {
    if (entry.seq <= history_until_) return;  // the history of open() shows it
    show_entry(*conversation, entry);
    mark_read();
  } else if (entry.kind == "message" && entry.actor != talk_.sync().me().id) {
    editor_.print({render_elsewhere(conversation->title(), entry, view(conversation))});
  } else if (entry.kind == "members_added" || entry.kind == "created") {
    if (entry.actor != talk_.sync().me().id)
      say("new conversation: " + safe_line(conversation->title(), 40) + " (/list shows all)");
  }
}

void Screen::on_event(const Json& event) {
  const std::string kind = text_in(event, "ev");
  const Conversation* conversation = current();
  if (kind == "presence" && event.contains("items") && event["items"].is_array()) {
    for (const Json& item : event["items"])
      online_[text_in(item, "principal")] = flag_in(item, "online");
  } else if (
      kind == "typing" && text_in(event, "conversation") == open_ && event.contains("principals") &&
      event["principals"].is_array()) {
    for (const Json& id : event["principals"]) {
      if (id.is_string() && id != Json(talk_.sync().me().id))
        typing_[id.get<std::string>()] = std::chrono::steady_clock::now() + kTypingShown;
    }
  } else if (
      kind == "read" && conversation && conversation->kind == "direct" && text_in(event, "conversation") == open_) {
    const auto mark = conversation->marks.find(conversation->peer.id);
    if (mark == conversation->marks.end() || mark->second <= read_by_peer_) return;
    read_by_peer_ = mark->second;
    const auto last = conversation->entries.find(read_by_peer_);
    const bool own = last != conversation->entries.end() && last->second.actor == talk_.sync().me().id &&
                     last->second.kind == "message";
    if (own) say("read by " + safe_line(conversation->peer.name, 40));
  }
}

void Screen::on_ready(bool first_time) {
  if (!first_time) {
    watch_peer();
    return mark_read();
  }
  std::int64_t unread = 0;
  for (const Conversation* conversation : listed())
    unread += conversation->unread;
  const Person& me = talk_.sync().me();
  say("signed in as " + safe_line(me.name, 40) + "; unread: " + std::to_string(unread) +
      ". /open NAME or a number opens a conversation, /help helps");
  if (!open_first_.empty()) {
    open_named(std::exchange(open_first_, {}), true);
  } else {
    cmd_list({});
  }
}

/// Things that change with time alone.
void Screen::tick() {
  const auto now = std::chrono::steady_clock::now();
  std::erase_if(typing_, [&](const auto& item) { return item.second < now; });
  for (const Outgoing& message : talk_.sync().outgoing()) {
    const auto [it, fresh] = said_waiting_.try_emplace(message.client_id, now);
    if (fresh || it->second == Moment::max() || now - it->second < kWaitingIsLong) continue;
    it->second = Moment::max();  // said once
    say("waiting to be sent: " + preview_text(message.body, view(nullptr), 60));
  }
  if (prompt() != last_prompt_) {
    last_prompt_ = prompt();
    editor_.refresh();
  }
}

/// "(2) Bob Carter ● typing… › "
std::string Screen::prompt() const {
  const Conversation* conversation = talk_.sync().find(open_);
  std::int64_t elsewhere = 0;
  for (const Conversation* other : listed())
    elsewhere += other->id == open_ ? 0 : other->unread;
  std::string text = elsewhere > 0 ? dim("(" + std::to_string(elsewhere) + ") ") : "";
  if (!conversation) return text + mark::kBold + "weft" + mark::kPlain + " › ";
  text += mark::kBold + safe_line(conversation->title(), 24) + mark::kPlain;
  if (const auto it = online_.find(conversation->peer.id); conversation->kind == "direct" && it != online_.end())
    text += it->second ? " ●" : dim(" ○");
  if (!typing_.empty())
    text += dim(
        typing_.size() == 1 && conversation->kind != "direct"
            ? " " + safe_line(talk_.name(typing_.begin()->first), 12) + "…"
            : " typing…");
  if (!talk_.connected()) text += dim(" offline");
  return text + " › ";
}

}  // namespace weft::app::chat
