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
    enter(session, subscription.conversation, subscription.head, true);
  find_joins(session, subscriptions);
  return true;
}

void Entrance::enter(Session& session, const ConversationId& id, Seq head, bool participant) {
  Conversation* conversation = table_.find(id);
  if (!conversation) {
    conversation = &table_.open(id, head);
    if (participant) table_.subscribe(session, *conversation);
    order_.catch_up(*conversation);
  } else if (head < conversation->last) {
    replay(session, *conversation, head, participant);
  } else if (participant) {
    Member& member = table_.subscribe(session, *conversation);
    if (head > conversation->last) order_.wait(*conversation, member, head);
  }
}

/// The hub is ahead of the snapshot. What lies between was published after begin(), so the ring has it, unless the
/// database itself lost it.
void Entrance::replay(Session& session, Conversation& conversation, Seq head, bool participant) {
  std::vector<Arrived> mine;
  Seq previous = head;
  bool hole = false;
  for (const Arrived& arrived : ring_.find(conversation.id, head + 1, conversation.last)) {
    const EntryEvent& entry = *arrived.entry;
    if (!participant) previous = entry.seq - 1;
    participant = participant || holds(entry.joined, session.principal);
    if (!participant) continue;
    hole = hole || entry.seq != previous + 1 || entry.json.empty();
    previous = entry.seq;
    mine.push_back(arrived);
    if (holds(entry.left, session.principal)) participant = false;
  }
  if (participant) hole = hole || previous != conversation.last;
  if (!participant && mine.empty()) return;
  Member& member = table_.subscribe(session, conversation);
  if (hole) {
    member.missed = true;
    outbox_.resync(session);
  } else {
    send(conversation, mine);
  }
  if (!participant) outbox_.part(session, conversation, previous, false);
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

/// Conversations that the principal came into after the snapshot.
void Entrance::find_joins(Session& session, std::span<const Hub::Subscription> subscriptions) {
  std::vector<Hub::Subscription> joins;  // conversation, first seq that makes it a participant
  for (auto position = session.since; position < ring_.end(); ++position) {
    const EntryEvent& entry = *ring_.at(position).entry;
    if (!holds(entry.joined, session.principal)) continue;
    const auto known = std::ranges::find(subscriptions, entry.conversation, &Hub::Subscription::conversation);
    if (known != subscriptions.end()) continue;
    const auto join = std::ranges::find(joins, entry.conversation, &Hub::Subscription::conversation);
    if (join == joins.end()) {
      joins.push_back({entry.conversation, entry.seq});
    } else {
      join->head = std::min(join->head, entry.seq);
    }
  }
  for (const auto& join : joins)
    enter(session, join.conversation, join.head - 1, false);
}

}  // namespace weft::fanout
