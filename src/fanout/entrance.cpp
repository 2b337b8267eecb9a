// Attaching a session: for each conversation, bring it from the snapshot's head to where the hub is, or the hub to
// where the snapshot is.
#include "fanout/entrance.hpp"

#include "fanout/wire.hpp"

#include <algorithm>

namespace weft::fanout {
namespace {

bool holds(const std::vector<PrincipalId>& principals, const PrincipalId& principal) {
  return std::ranges::find(principals, principal) != principals.end();
}

}  // namespace

bool Entrance::attach(Session& session, std::span<const Hub::Subscription> subscriptions) {
  if (session.since < ring_.begin()) {
    session.since = ring_.end();
    return false;
  }
  session.state &= static_cast<std::uint8_t>(~Session::kStarting);
  session.subscribed.reserve(subscriptions.size());
  for (const auto& subscription : subscriptions)
    enter(session, subscription, true);
  find_joins(session, subscriptions);
  return true;
}

void Entrance::enter(Session& session, const Hub::Subscription& from, bool participant) {
  const auto& [id, head] = from;
  Conversation* conversation = table_.find(id);
  if (!conversation) {
    conversation = &table_.open(id, head);
    if (participant) table_.subscribe(session, *conversation);
    order_.catch_up(*conversation);
  } else if (head < conversation->last) {
    order_.send_run(*conversation);
    const Want want{session.sink, session.serial, head, participant};
    const auto entries = ring_.find(id, head + 1, conversation->last);
    if (!replay(session, *conversation, want, entries, false)) fetch(*conversation, {want});
  } else if (participant) {
    Member& member = table_.subscribe(session, *conversation);
    if (head > conversation->last) order_.wait(*conversation, member, head);
  }
}

/// Conversations that the principal came into after the snapshot.
void Entrance::find_joins(Session& session, std::span<const Hub::Subscription> subscriptions) {
  std::vector<Hub::Subscription> joins;  // where it came in, and behind which entry
  for (auto position = session.since; position < ring_.end(); ++position) {
    const EntryEvent& entry = *ring_.at(position).entry;
    if (!holds(entry.joined, session.principal)) continue;
    const auto known = std::ranges::find(subscriptions, entry.conversation, &Hub::Subscription::conversation);
    if (known != subscriptions.end()) continue;
    const auto join = std::ranges::find(joins, entry.conversation, &Hub::Subscription::conversation);
    if (join == joins.end()) {
      joins.push_back({entry.conversation, entry.seq - 1});
    } else {
      join->head = std::min(join->head, entry.seq - 1);
    }
  }
  for (const auto& join : joins)
    enter(session, join, false);
}

/// Hands the session what it may see of `entries` (want.head < seq <= conversation.last) and subscribes it when it is a
/// participant at the end of them. False, and nothing done, when entries are missing; unless they are missing from the
/// database itself.
bool Entrance::replay(
    Session& session, Conversation& conversation, const Want& want, std::span<const Arrived> entries,
    bool holes_are_fine) {
  std::vector<Arrived> mine;
  Seq previous = want.head, seen = want.head;
  bool participant = want.participant, hole = false;
  for (const Arrived& arrived : entries) {
    const EntryEvent& entry = *arrived.entry;
    hole = hole || entry.seq != previous + 1 || entry.json.empty();
    previous = entry.seq;
    participant = participant || holds(entry.joined, session.principal);
    if (!participant) continue;
    mine.push_back(arrived);
    seen = entry.seq;
    if (holds(entry.left, session.principal)) participant = false;
  }
  hole = hole || previous < conversation.last;
  if (hole && !holes_are_fine) return false;
  if (mine.empty() && !participant) return true;
  Member& member = table_.subscribe(session, conversation);
  if (hole) {
    member.missed = true;
    outbox_.resync(session);
  } else {
    send(conversation, mine);
  }
  if (!participant) outbox_.part(session, conversation, seen, false);
  return true;
}

/// To the member that came last.
void Entrance::send(Conversation& conversation, std::span<const Arrived> entries) {
  while (!entries.empty()) {
    std::size_t count = 1, bytes = entries[0].entry->json.size();
    while (count < entries.size()) {
      bytes += 1 + entries[count].entry->json.size();
      if (bytes > options_.frame_payload) break;
      ++count;
    }
    outbox_.to_member(conversation.members.back(), wire::entries(entries.first(count)));
    entries = entries.subspan(count);
  }
}

}  // namespace weft::fanout
