// The logs: snapshot items, entries in order, gaps and pages.
#include "app/chat/sync.hpp"

namespace weft::app::chat {
namespace {

using std::chrono::milliseconds;

constexpr int kPageSize = 200;
constexpr std::size_t kPagesAtOnce = 8;
constexpr std::size_t kEntriesKept = 2000;    // per conversation; older ones are history
constexpr milliseconds kEntriesFollow{5000};  // what hello promises to send comes within this time, or it is asked for
constexpr milliseconds kLeastRetry{300};

/// Takes over what the server says of a conversation. Its count of unread messages ends at its head; what was heard
/// meanwhile is added to it.
void read_into(Conversation& conversation, const Json& item, const std::string& me) {
  conversation.kind = text_in(item, "kind");
  conversation.name = text_in(item, "name");
  conversation.owner = text_in(item, "owner");
  conversation.role = text_in(item, "role");
  conversation.active_at = text_in(item, "active_at");
  conversation.member_count = number_in(item, "member_count");
  conversation.counted_until = number_in(item, "head_seq");
  conversation.unread = number_in(item, "unread");
  for (auto newer = conversation.entries.upper_bound(conversation.counted_until); newer != conversation.entries.end();
       ++newer)
    conversation.unread += newer->second.kind == "message" && newer->second.actor != me ? 1 : 0;
  conversation.read_seq = number_in(item, "read_seq");
  conversation.joined_seq = number_in(item, "joined_seq");
  conversation.dismissed = flag_in(item, "dismissed");
  conversation.gone = number_in(item, "left_seq") > 0;
  conversation.head = std::max(conversation.head, static_cast<Seq>(number_in(item, "head_seq")));
  if (item.contains("peer")) conversation.peer = read_person(item["peer"]);
  if (item.contains("last")) conversation.preview = text_in(item["last"], "preview");
}

/// What lies below the oldest entry that is left was deleted for everybody: it is forgotten here, too.
void forget_below(Conversation& conversation, const Json& told) {
  const Seq first = number_in(told, "first_seq");
  conversation.entries.erase(conversation.entries.begin(), conversation.entries.lower_bound(first));
}

}  // namespace

const Conversation* Sync::find(const std::string& id) const {
  const auto it = conversations_.find(id);
  return it == conversations_.end() ? nullptr : &it->second;
}

Conversation* Sync::find(const std::string& id) {
  const auto it = conversations_.find(id);
  return it == conversations_.end() ? nullptr : &it->second;
}

/// A conversation as hello tells it. What this client never held begins at the head: it has no use for all that was
/// said before it was started. After a lost connection an unknown one is new, and begins where we were added.
void Sync::take_snapshot(const Json& item, bool first_time) {
  const std::string id = text_in(item, "id");
  if (id.empty()) return;
  const bool reset = flag_in(item, "reset");
  if (reset) conversations_.erase(id);
  Conversation& conversation = conversations_[id];
  conversation.id = id;
  read_into(conversation, item, me_.id);
  forget_below(conversation, item);
  conversation.missed_until = number_in(item, "head_seq");
  if (!conversation.begun) {
    conversation.seq = first_time || reset ? conversation.missed_until
                                           : std::max<Seq>(0, number_in(item, "joined_seq") - 1);
    conversation.begun = true;
    conversation.wants_page = conversation.seq < conversation.head;
  } else if (conversation.seq < conversation.head) {
    conversation.wants_page = true;
    conversation.page_at = flag_in(item, "limited") ? now_ : now_ + kEntriesFollow;
  }
  if (conversation.seq < conversation.missed_until) behind_.insert(id);
}

Conversation& Sync::learn(const Json& object) {
  const std::string id = text_in(object, "id");
  Conversation& conversation = conversations_[id];
  conversation.id = id;
  read_into(conversation, object, me_.id);
  if (!conversation.begun) {
    conversation.begun = true;
    conversation.seq = std::max<Seq>(0, number_in(object, "joined_seq") - 1);
  }
  if (conversation.seq < conversation.head) need_page(conversation, conversation.head);
  return conversation;
}

void Sync::on_event(const Json& event) {
  const std::string kind = text_in(event, "ev");
  if (kind == "entry") return on_entry(event);
  Conversation* conversation = find(text_in(event, "conversation"));
  if (kind == "resync" && conversation) return need_page(*conversation, number_in(event, "head"));
  if (kind == "read" && conversation && event.contains("items")) {
    for (const Json& item : event["items"]) {
      const std::string who = text_in(item, "principal");
      Seq& mark = who == me_.id ? conversation->read_seq : conversation->marks[who];
      mark = std::max(mark, static_cast<Seq>(number_in(item, "seq")));
      if (who == me_.id && mark >= conversation->head) conversation->unread = 0;
    }
  }
  hooks_.event(event);
}

void Sync::on_entry(const Json& event) {
  const std::string id = text_in(event, "conversation");
  const Entry entry = read_entry(event);
  if (id.empty() || entry.seq <= 0) return;
  Conversation& conversation = conversations_[id];
  if (!conversation.begun) {  // we were added just now: this entry is our first
    conversation.id = id;
    conversation.begun = true;
    conversation.seq = entry.seq - 1;
    get_unknown();
  }
  if (entry.seq > conversation.seq + 1) return need_page(conversation, entry.seq);
  take(conversation, entry);
  settle(conversation);
}

/// Asks what the conversations are of which only entries came so far.
void Sync::get_unknown() {
  if (stage_ != Stage::welcome) return;
  for (auto& [id, conversation] : conversations_) {
    if (!conversation.kind.empty() || conversation.getting || (conversation.get_at && now_ < *conversation.get_at))
      continue;
    conversation.getting = true;
    call("conversation.get", {{"conversation", id}}, [this, key = id](const Json* ok, const Problem& problem) {
      Conversation* found = find(key);
      if (!found) return;
      found->getting = false;
      found->get_at = now_ + std::max(problem.retry_after, kLeastRetry);
      if (ok && ok->contains("conversation")) {
        learn((*ok)["conversation"]);
      } else if (!problem.passing() && problem.code != "internal") {
        found->kind = "unknown";
      }
    });
  }
}

/// Applies the next entry; one that was applied before is ignored.
void Sync::take(Conversation& conversation, const Entry& entry) {
  if (entry.seq <= conversation.seq) return;
  conversation.seq = entry.seq;
  conversation.head = std::max(conversation.head, entry.seq);
  conversation.entries[entry.seq] = entry;
  while (conversation.entries.size() > kEntriesKept)
    conversation.entries.erase(conversation.entries.begin());
  change_model(conversation, entry);
  const bool missed = entry.seq <= conversation.missed_until;
  if (missed && entry.kind == "message" && entry.actor != me_.id) ++missed_messages_;
  hooks_.applied(conversation, entry, missed);
}

void Sync::change_model(Conversation& conversation, const Entry& entry) {
  const auto members = [&] { return entry.body.value("members", Json::array()); };
  const auto names_me = [&] {
    const Json list = members();
    return std::find(list.begin(), list.end(), Json(me_.id)) != list.end();
  };
  const auto target = conversation.entries.find(number_in(entry.body, "seq"));
  const bool held = target != conversation.entries.end() && target->second.kind == "message";
  if (entry.kind == "message") {
    conversation.active_at = entry.at;
    conversation.preview = text_in(
        entry.body, "text", text_in(entry.body, "markdown", "[" + text_in(entry.body, "kind") + "]"));
    if (entry.actor != me_.id && entry.seq > conversation.counted_until) ++conversation.unread;
  } else if (entry.kind == "recall" && held) {
    target->second.body = {{"kind", "recalled"}};
  } else if (entry.kind == "edit" && held) {
    target->second.body = entry.body.value("body", Json::object());
    target->second.body["edited"] = true;
  } else if (entry.kind == "renamed") {
    conversation.name = text_in(entry.body, "name", conversation.name);
  } else if (entry.kind == "owner_changed") {
    conversation.owner = text_in(entry.body, "owner");
  } else if (entry.kind == "handed_over") {
    conversation.owner = text_in(entry.body, "to");
    if (conversation.owner == me_.id) conversation.gone = false;
    if (text_in(entry.body, "from") == me_.id) conversation.gone = true;
  } else if (entry.kind == "dismissed" || entry.kind == "closed") {
    conversation.dismissed = true;
  } else if (entry.kind == "reopened") {
    conversation.dismissed = false;
  } else if (entry.kind == "members_added") {
    conversation.member_count += static_cast<std::int64_t>(members().size());
    if (names_me()) conversation.gone = false;
  } else if (entry.kind == "members_removed") {
    conversation.member_count -= static_cast<std::int64_t>(members().size());
    if (names_me()) conversation.gone = true;
  } else if (entry.kind == "left") {
    --conversation.member_count;
    if (entry.actor == me_.id) conversation.gone = true;
  }
}

void Sync::need_page(Conversation& conversation, Seq head) {
  conversation.head = std::max(conversation.head, head);
  if (conversation.seq >= conversation.head) return;
  conversation.wants_page = true;
  conversation.page_at = now_;
  start_pages();
}

void Sync::start_pages() {
  if (stage_ != Stage::welcome) return;
  std::size_t running = 0;
  for (const auto& [id, conversation] : conversations_)
    running += conversation.paging ? 1 : 0;
  for (auto& [id, conversation] : conversations_) {
    if (running >= kPagesAtOnce) return;
    if (!conversation.wants_page || conversation.paging || (conversation.page_at && now_ < *conversation.page_at))
      continue;
    conversation.paging = true;
    ++running;
    call(
        "entry.list", {{"conversation", id}, {"after", conversation.seq}, {"limit", kPageSize}},
        [this, key = id](const Json* ok, const Problem& problem) { on_page(key, ok, problem); });
  }
}

void Sync::on_page(const std::string& id, const Json* ok, const Problem& problem) {
  Conversation* conversation = find(id);
  if (!conversation) return;
  conversation->paging = false;
  if (stage_ == Stage::offline) return;
  if (!ok) {
    if (problem.passing() || problem.code == "internal") {
      conversation->page_at = now_ + std::max(problem.retry_after, kLeastRetry);
    } else {  // not ours any more: what is past our last entry is not for us
      conversation->gone = true;
      conversation->head = conversation->seq;
      settle(*conversation);
    }
    return;
  }
  const Seq before = conversation->seq;
  conversation->head = std::max(conversation->head, static_cast<Seq>(number_in(*ok, "head_seq")));
  forget_below(*conversation, *ok);
  for (const Json& item : ok->value("items", Json::array()))
    take(*conversation, read_entry(item));
  const Json covers = ok->value("covers", Json::object());
  conversation->seq = std::max(conversation->seq, static_cast<Seq>(number_in(covers, "to")));
  if (conversation->seq == before) conversation->head = conversation->seq;  // no progress: the rest is not for us
  settle(*conversation);
  start_pages();
}

void Sync::settle(Conversation& conversation) {
  if (conversation.seq < conversation.head) return;
  conversation.wants_page = false;
  conversation.page_at.reset();
  if (behind_.erase(conversation.id) > 0) check_caught_up();
}

void Sync::check_caught_up() {
  if (!counting_ || !behind_.empty()) return;
  counting_ = false;
  hooks_.caught_up(std::exchange(missed_messages_, 0));
}

}  // namespace weft::app::chat
