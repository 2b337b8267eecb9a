// From entries as they arrive to runs of entries in order.
#include "fanout/order.hpp"

#include "fanout/wire.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace weft::fanout {

Order::Order(
    const HubOptions& options, const Hub::Backfill& backfill, LateJoin late_join, Turns& turns, Table& table,
    Ring& ring, Outbox& outbox, HubStats& stats)
    : options_(options),
      backfill_(backfill),
      late_join_(std::move(late_join)),
      turns_(turns),
      table_(table),
      ring_(ring),
      outbox_(outbox),
      stats_(stats) {}

void Order::accept(const Arrived& arrived) {
  const EntryEvent& entry = *arrived.entry;
  Conversation* conversation = table_.find(entry.conversation);
  if (conversation && entry.seq <= conversation->last) {
    behind(*conversation, arrived);
    return;
  }
  const bool first_member = !conversation && anybody_here(entry.joined);
  // A join that comes twice, and they are gone again already: it must not open the conversation once more.
  if (first_member && !ring_.find(entry.conversation, entry.seq, entry.seq).empty()) return;
  ring_.push(arrived);
  if (conversation) {
    place(*conversation, arrived);
  } else if (first_member) {
    catch_up(table_.open(entry.conversation, entry.seq - 1));
  }
}

/// A double, nearly always. But when the hub began behind this entry, nobody here has been told of it.
void Order::behind(Conversation& conversation, const Arrived& arrived) {
  const EntryEvent& entry = *arrived.entry;
  if (entry.seq > conversation.opened || !ring_.find(conversation.id, entry.seq, entry.seq).empty()) return;
  ring_.push(arrived);
  if (!entry.joined.empty()) late_join_(conversation, entry);
}

void Order::catch_up(Conversation& conversation) {
  constexpr Seq no_end = std::numeric_limits<Seq>::max();
  for (const Arrived& arrived : ring_.find(conversation.id, conversation.last + 1, no_end))
    place(conversation, arrived);
}

void Order::place(Conversation& conversation, const Arrived& arrived) {
  const EntryEvent& entry = *arrived.entry;
  if (entry.seq <= conversation.last) return;
  conversation.top = std::max(conversation.top, entry.seq);
  if (entry.json.empty() || entry.seq > conversation.last + 1) {
    hold(conversation, arrived);
    return;
  }
  apply(conversation, arrived);
  if (conversation.gap) settle(conversation);
}

/// Goes on with what was held, as far as nothing is missing.
void Order::settle(Conversation& conversation) {
  Gap& gap = *conversation.gap;
  while (!gap.held.empty()) {
    const auto first = gap.held.begin();
    if (first->first > conversation.last + 1) break;
    const Arrived arrived = std::move(first->second);
    gap.held.erase(first);
    if (arrived.entry->seq == conversation.last + 1) apply(conversation, arrived);
  }
  if (conversation.last < conversation.top) return;
  conversation.gap.reset();
  table_.check_later(conversation);
}

void Order::apply(Conversation& conversation, const Arrived& arrived) {
  const EntryEvent& entry = *arrived.entry;
  if (conversation.gap && entry.seq <= conversation.gap->skip_to) {
    skip(conversation, entry);
    return;
  }
  if (!entry.joined.empty()) subscribe(conversation, entry.joined);
  append(conversation, arrived);
  conversation.last = entry.seq;
  if (conversation.gap) admit(conversation);
  if (!entry.left.empty()) unsubscribe(conversation, entry, false);
}

/// The entry's text is not delivered any more, but who is a member is still decided entry by entry.
void Order::skip(Conversation& conversation, const EntryEvent& entry) {
  subscribe(conversation, entry.joined);
  conversation.last = entry.seq;
  admit(conversation);
  unsubscribe(conversation, entry, true);
  if (conversation.last == conversation.gap->skip_to) tell_resync(conversation);
}

namespace {

bool fetching(const Session& session, const ConversationId& id) {
  return std::ranges::find(session.fetching, id) != session.fetching.end();
}

}  // namespace

void Order::subscribe(Conversation& conversation, std::span<const PrincipalId> joined) {
  for (const PrincipalId& principal : joined) {
    for (Session* session : table_.sessions_of(principal)) {
      if (session->state & ~Session::kLagging) continue;  // a starting one finds this entry in the ring
      if (Table::find(*session, conversation) || fetching(*session, conversation.id)) continue;
      send_run(conversation);
      table_.subscribe(*session, conversation);
    }
  }
}

void Order::unsubscribe(Conversation& conversation, const EntryEvent& entry, bool missed) {
  for (const PrincipalId& principal : entry.left) {
    for (Session* session : table_.sessions_of(principal)) {
      const Member* member = Table::find(*session, conversation);
      if (!member || member->waiting) continue;  // one that waits knows better: its snapshot is newer than this entry
      send_run(conversation);
      outbox_.part(*session, conversation, entry.seq, missed);
    }
  }
}

bool Order::anybody_here(std::span<const PrincipalId> principals) const {
  return std::ranges::any_of(principals, [&](const PrincipalId& principal) {
    return std::ranges::any_of(table_.sessions_of(principal), [](const Session* session) {
      return (session->state & ~Session::kLagging) == 0;
    });
  });
}

void Order::wait(Conversation& conversation, Member& member, Seq after) {
  known_head(conversation, after);
  member.waiting = true;
  gap_of(conversation).waiting.push_back({member.session, after});
}

/// Those whose snapshot is reached listen from here on.
void Order::admit(Conversation& conversation) {
  auto& waiting = conversation.gap->waiting;
  if (waiting.empty()) return;
  send_run(conversation);  // entry by entry: each may be the last one that somebody must not get
  std::erase_if(waiting, [&](const Gap::Waiting& one) {
    if (one.after > conversation.last) return false;
    Table::find(*one.session, conversation)->waiting = false;
    return true;
  });
}

void Order::append(Conversation& conversation, const Arrived& arrived) {
  const std::size_t size = arrived.entry->json.size();
  if (conversation.run && runs_[conversation.run - 1].bytes + size > options_.frame_payload) send_run(conversation);
  if (!conversation.run) {
    if (used_ == runs_.size()) runs_.emplace_back();
    runs_[used_].conversation = &conversation;
    conversation.run = static_cast<std::uint32_t>(++used_);
  }
  Run& run = runs_[conversation.run - 1];
  run.entries.push_back(arrived);
  run.bytes += size + 1;
}

void Order::send_run(Conversation& conversation, Outbox::Flush flush) {
  if (!conversation.run) return;
  Run& run = runs_[conversation.run - 1];
  if (run.entries.empty()) return;
  const auto frame = wire::entries(run.entries);
  run.entries.clear();
  run.bytes = 0;
  outbox_.to_members(conversation, frame, flush);
}

void Order::send_runs(bool last) {
  for (std::size_t i = 0; i < used_; ++i) {
    const bool now = last && i + 1 == used_;
    send_run(*runs_[i].conversation, now ? Outbox::Flush::now : Outbox::Flush::later);
    runs_[i].conversation->run = 0;
  }
  used_ = 0;
}

}  // namespace weft::fanout
