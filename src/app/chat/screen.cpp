// What comes in: entries, read marks, presence, the state of the connection; and the prompt that sums it up.
#include "app/chat/screen.hpp"

#include "app/chat/text.hpp"
#include "app/terminal.hpp"

#include <unistd.h>

#include <algorithm>

namespace weft::app::chat {
namespace {

constexpr std::int64_t kFirstHistory = 15;
constexpr auto kQuietElsewhere = std::chrono::seconds(3);
constexpr auto kStillBusy = std::chrono::seconds(15);
constexpr auto kTypingIsLate = std::chrono::seconds(2);
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
  hooks.acknowledged = [this](const Outgoing& message, Seq seq) {
    said_waiting_.erase(message.client_id);
    last_sent_[message.conversation] = seq;
  };
  hooks.refused = [this](const Outgoing& message, const Problem& problem) {
    said_waiting_.erase(message.client_id);
    complain("not sent: " + preview_text(message, view(nullptr), 40) + " — " + safe_line(problem.detail));
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
  editor_.print(render_note(dim("· " + text), view(nullptr)));
}

void Screen::complain(const std::string& text) {
  const Style style(has_colour(STDOUT_FILENO));
  std::vector<std::string> lines = paragraph("! " + text, editor_.columns());
  lines.front().insert(0, style.red);
  lines.back() += style.off;
  editor_.print(lines);
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
  spoke_[entry.actor] = std::chrono::steady_clock::now();
  if (id == open_) {
    if (entry.seq <= history_until_) return;  // the history of open() shows it
    show_entry(*conversation, entry);
    if (ends_membership(entry)) return close_lost(*conversation);
    mark_read();
  } else if (entry.actor != talk_.sync().me().id && conversation->kind != "unknown") {
    show_elsewhere(*conversation, entry);
  }
}

/// What happens in a conversation that is not open: the first message of a while, new conversations, and the end of
/// old ones. A busy group is counted, not read out.
void Screen::show_elsewhere(const Conversation& conversation, const Entry& entry) {
  const std::string title = safe_line(conversation.title(), 40);
  if (entry.kind == "message") {
    const auto now = std::chrono::steady_clock::now();
    const auto [quiet, first] = quiet_.try_emplace(conversation.id, Quiet{now + kQuietElsewhere, 0});
    if (!first) return void(++quiet->second.held_back);
    editor_.print({render_elsewhere(conversation.title(), entry, view(&conversation))});
  } else if (entry.kind == "created") {
    say("new conversation: " + title + " (/list shows all)");
  } else if (entry.kind == "members_added" && names_me(entry)) {
    say(safe_line(talk_.name(entry.actor), 40) + " added you to " + title + " (/list shows all)");
  } else if (ends_membership(entry)) {
    say(safe_line(talk_.name(entry.actor), 40) + " removed you from " + title);
  }
}

bool Screen::names_me(const Entry& entry) const {
  const Json members = entry.body.value("members", Json::array());
  return std::find(members.begin(), members.end(), Json(talk_.sync().me().id)) != members.end();
}

bool Screen::ends_membership(const Entry& entry) const {
  return (entry.kind == "members_removed" && names_me(entry)) ||
         (entry.kind == "left" && entry.actor == talk_.sync().me().id);
}

/// The open conversation is no longer ours: what is typed next must not go there.
void Screen::close_lost(const Conversation& conversation) {
  open_.clear();
  typing_.clear();
  say("you are no longer in " + safe_line(conversation.title(), 40) + "; /list shows where you are");
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
      if (id.is_string() && id != Json(talk_.sync().me().id)) note_typist(id.get<std::string>());
    }
  } else if (kind == "read" && conversation && conversation->with_one() && text_in(event, "conversation") == open_) {
    const auto mark = conversation->marks.find(conversation->peer.id);
    if (mark == conversation->marks.end() || mark->second <= read_by_peer_) return;
    const Seq before = std::exchange(read_by_peer_, mark->second);
    // Said once for what was sent in one go: only of the newest own message.
    const auto& entries = conversation->entries;
    const auto newest = std::find_if(entries.rbegin(), entries.rend(), [this](const auto& item) {
      return item.second.kind == "message" && item.second.actor == talk_.sync().me().id;
    });
    const bool own = newest != entries.rend() && newest->first > before && newest->first <= read_by_peer_;
    if (own) say("read by " + safe_line(conversation->peer.name, 40));
  }
}

/// The server gathers `typing` for a moment, so it may come after the very message that was being typed.
void Screen::note_typist(const std::string& id) {
  const auto now = std::chrono::steady_clock::now();
  const auto spoke = spoke_.find(id);
  if (spoke == spoke_.end() || now - spoke->second > kTypingIsLate) typing_[id] = now + kTypingShown;
}

void Screen::on_ready(bool first_time) {
  if (!first_time) {
    watch_peer();
    if (std::exchange(history_owed_, false)) return show_history(kFirstHistory, false);
    return mark_read();
  }
  std::int64_t unread = 0;
  for (const Conversation* conversation : listed())
    unread += conversation->unread;
  const Person& me = talk_.sync().me();
  say("signed in as " + safe_line(me.name, 40) + ", " + (unread > 0 ? std::to_string(unread) : "nothing") + " unread");
  if (!open_first_.empty()) return open_named(std::exchange(open_first_, {}), true);
  cmd_list({});
  say("/open with a number or a name opens a conversation, /help shows the rest");
}

/// Things that change with time alone.
void Screen::tick() {
  const auto now = std::chrono::steady_clock::now();
  std::erase_if(typing_, [&](const auto& item) { return item.second < now; });
  std::erase_if(spoke_, [&](const auto& item) { return now - item.second > kTypingIsLate; });
  tell_held_back(now);
  for (const Outgoing& message : talk_.sync().outgoing()) {
    const auto [it, fresh] = said_waiting_.try_emplace(message.client_id, now);
    if (fresh || it->second == Moment::max() || now - it->second < kWaitingIsLong) continue;
    it->second = Moment::max();  // said once
    say("waiting to be sent: " + preview_text(message, view(nullptr), 60));
  }
  if (prompt() != last_prompt_) {
    last_prompt_ = prompt();
    editor_.refresh();
  }
}

/// How many messages elsewhere were counted instead of shown.
void Screen::tell_held_back(Moment now) {
  for (auto it = quiet_.begin(); it != quiet_.end();) {
    if (it->second.until > now) {
      ++it;
      continue;
    }
    const Conversation* conversation = it->first == open_ ? nullptr : talk_.sync().find(it->first);
    if (conversation && it->second.held_back > 0) {
      const std::string count = std::to_string(it->second.held_back);
      editor_.print(render_note(
          mark::kCode + std::string("● ") + mark::kPlain + mark::kBold + safe_line(conversation->title(), 24) +
              mark::kPlain + ": " + count + " more",
          view(nullptr)));
      it->second = {now + kStillBusy, 0};  // it goes on; the next ones wait longer
    } else {
      it = quiet_.erase(it);
    }
  }
}

/// "(2) Bob Carter ● typing… › "
std::string Screen::prompt() const {
  const Conversation* conversation = talk_.sync().find(open_);
  std::int64_t elsewhere = 0;
  for (const Conversation* other : listed())
    elsewhere += other->id == open_ ? 0 : other->unread;
  std::string text = elsewhere > 0 ? dim("(" + std::to_string(elsewhere) + ") ") : "";
  const std::string offline = talk_.connected() ? "" : dim(" offline");
  if (!conversation) return text + mark::kBold + "weft" + mark::kPlain + offline + " › ";
  text += mark::kBold + safe_line(conversation->title(), 24) + mark::kPlain;
  if (const auto it = online_.find(conversation->peer.id); conversation->with_one() && it != online_.end())
    text += it->second ? " ●" : dim(" ○");
  if (!typing_.empty())
    text += dim(
        typing_.size() == 1 && !conversation->with_one() ? " " + safe_line(talk_.name(typing_.begin()->first), 12) + "…"
                                                         : " typing…");
  return text + offline + " › ";
}

}  // namespace weft::app::chat
