// Opening conversations: by number, name or userid; their history, members, presence and read marks.
#include "app/chat/screen.hpp"
#include "app/chat/text.hpp"
#include "app/chat/words.hpp"

#include <algorithm>

namespace weft::app::chat {
namespace {

constexpr std::int64_t kFirstHistory = 15;
constexpr std::size_t kUsersOfMention = 200;
constexpr auto kTellTyping = std::chrono::seconds(3);

}  // namespace

/// Newest activity first; inboxes are not for people.
std::vector<const Conversation*> Screen::listed() const {
  std::vector<const Conversation*> all;
  for (const auto& [id, conversation] : talk_.sync().conversations()) {
    if (conversation.kind == "direct" || (conversation.kind != "inbox" && !conversation.gone))
      all.push_back(&conversation);
  }
  std::sort(
      all.begin(), all.end(), [](const Conversation* a, const Conversation* b) { return a->active_at > b->active_at; });
  return all;
}

/// A number of /list, a title, a userid of a direct chat, or the beginning of one that is the only one.
Conversation* Screen::find_named(const std::string& name) {
  const std::vector<const Conversation*> all = listed();
  const bool number = !name.empty() && name.size() < 6 && name.find_first_not_of("0123456789") == name.npos;
  if (number) {
    const std::size_t index = std::stoul(name);  // of the list as it was seen: the order changes with each message
    if (numbered_.empty()) return index >= 1 && index <= all.size() ? talk_.sync().find(all[index - 1]->id) : nullptr;
    return index >= 1 && index <= numbered_.size() ? talk_.sync().find(numbered_[index - 1]) : nullptr;
  }
  std::vector<const Conversation*> exact, begins;
  for (const Conversation* conversation : all) {
    const std::string title = lower(conversation->title()), called = lower(conversation->called());
    const std::string wanted = lower(name);
    if (title == wanted || called == wanted || lower(conversation->peer.userid) == wanted)
      exact.push_back(conversation);
    if (title.starts_with(wanted) || called.starts_with(wanted)) begins.push_back(conversation);
  }
  const std::vector<const Conversation*>& found = exact.empty() ? begins : exact;
  return found.size() == 1 || !exact.empty() ? talk_.sync().find(found.front()->id) : nullptr;
}

void Screen::open_named(const std::string& name, bool may_create) {
  if (Conversation* known = find_named(name)) return open(known->id);
  if (!may_create) return complain("there is no conversation " + safe_line(name, 40) + "; /list shows them");
  talk_.sync().request(
      "conversation.open_direct", {{"peer", name}},
      [this, name, wish = ++wish_](const Json* ok, const Problem& problem) {
        if (ok) {
          const std::string id = talk_.sync().learn(*ok).id;
          if (wish == wish_) open(id);
          return;
        }
        complain("cannot open " + safe_line(name, 40) + ": " + safe_line(problem.detail));
      });
}

void Screen::open(const std::string& id) {
  Conversation* conversation = talk_.sync().find(id);
  if (!conversation) return;
  ++wish_;
  ++opened_;
  open_ = id;
  paging_before_ = 0;
  quiet_.erase(id);
  day_.clear();
  typing_.clear();
  read_by_peer_ = conversation->marks[conversation->peer.id];
  history_until_ = conversation->seq;
  oldest_shown_[id] = conversation->seq + 1;
  talk_.learn(conversation->peer);
  if (conversation->kind != "direct") load_members(id);
  watch_peer();
  const std::string more = conversation->of_many() ? ", " + std::to_string(conversation->member_count) + " members"
                           : conversation->peer.title.empty() ? ""
                                                              : ", " + safe_line(conversation->peer.title, 40);
  say(safe_line(conversation->title(), 60) + more);
  show_history(std::clamp<std::int64_t>(conversation->unread + 5, kFirstHistory, 100), false);
}

/// Pages backwards from what is shown, prints in order, then marks as read.
void Screen::show_history(std::int64_t count, bool further) {
  const std::string id = open_;
  const Seq before = oldest_shown_[id];
  if (before <= 1) return further ? say("this is the beginning") : mark_read();
  if (std::exchange(paging_before_, before) == before) return;  // asked for already
  talk_.sync().request(
      "entry.list", {{"conversation", id}, {"before", before}, {"limit", count}},
      [this, id, before, further, opened = opened_](const Json* ok, const Problem& problem) {
        if (opened != opened_ || id != open_) return;
        paging_before_ = 0;
        Conversation* conversation = talk_.sync().find(id);
        history_owed_ = !ok && !further && problem.passing();
        if (!ok && !history_owed_) complain("no history: " + safe_line(problem.detail));
        if (!ok || !conversation) return;
        const Json items = ok->value("items", Json::array());
        for (const Json& item : items) {
          const Entry entry = read_entry(item);
          conversation->entries.try_emplace(entry.seq, entry);
          talk_.in_turn(people_in(entry), [this, id, entry] {
            if (const Conversation* shown = id == open_ ? talk_.sync().find(id) : nullptr) show_entry(*shown, entry);
          });
        }
        oldest_shown_[id] = items.empty() ? 1 : number_in(items.front(), "seq");
        talk_.in_turn({}, [this, further, before, none = items.empty()] {
          if (further) day_.clear();
          if (none) say("this is the beginning");
          if (further && !none) say("up to #" + std::to_string(before - 1) + "; what is newer stands above");
          mark_read();
        });
      });
}

/// The people of a group, for names and mentions: the first page is enough for small groups, names of others are asked
/// for when they speak.
void Screen::load_members(const std::string& id) {
  talk_.sync().request(
      "conversation.members", {{"conversation", id}, {"limit", kUsersOfMention}},
      [this, id](const Json* ok, const Problem&) {
        if (!ok) return;
        for (const Json& item : ok->value("items", Json::array())) {
          const Person person = read_person(item.value("principal", Json::object()));
          talk_.learn(person);
          members_[id].insert(person.id);
        }
      });
}

void Screen::watch_peer() {
  const Conversation* conversation = current();
  if (!conversation || !conversation->with_one()) return;
  talk_.sync().request(
      "presence.get", {{"principals", Json::array({conversation->peer.id})}, {"watch", true}},
      [this](const Json* ok, const Problem&) {
        if (!ok) return;
        for (const Json& item : ok->value("items", Json::array()))
          online_[text_in(item, "principal")] = flag_in(item, "online");
      });
}

/// Tells the server how far the open conversation was read; one request at a time, the next one tells the rest.
void Screen::mark_read() {
  Conversation* conversation = current();
  if (!conversation || reading_ || conversation->gone || conversation->seq <= conversation->read_seq ||
      !talk_.sync().welcome())
    return;
  reading_ = true;
  const std::string id = open_;
  const Seq seq = conversation->seq;
  talk_.sync().request(
      "conversation.read", {{"conversation", id}, {"seq", seq}}, [this, id, seq](const Json* ok, const Problem&) {
        reading_ = false;
        Conversation* read = talk_.sync().find(id);
        if (!ok || !read) return;
        read->read_seq = std::max(read->read_seq, seq);
        read->unread = number_in(*ok, "unread");
        mark_read();
      });
}

void Screen::note_typing(const std::string& line) {
  const auto now = std::chrono::steady_clock::now();
  const Conversation* conversation = current();
  if (!conversation || line.empty() || line.front() == '/' || now - typing_told_ < kTellTyping) return;
  typing_told_ = now;
  talk_.sync().request("conversation.typing", {{"conversation", open_}}, [](const Json*, const Problem&) {});
}

}  // namespace weft::app::chat
