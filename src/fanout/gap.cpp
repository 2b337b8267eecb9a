// What happens when an entry comes before its predecessor: hold, wait, ask the database, go on.
#include "fanout/order.hpp"
#include "fanout/wire.hpp"

#include <algorithm>

namespace weft::fanout {
namespace {

constexpr Seq kAskAtOnce = 256;
constexpr std::chrono::milliseconds kLongestPatience{1000};

}  // namespace

Gap& Order::gap_of(Conversation& conversation) {
  if (!conversation.gap) {
    conversation.gap = std::make_unique<Gap>();
    conversation.gap->serial = ++serial_;
    conversation.gap->patience = options_.gap_wait;
    set_timer(conversation);
  }
  return *conversation.gap;
}

void Order::known_head(Conversation& conversation, Seq head) {
  if (head <= conversation.top) return;
  conversation.top = head;
  gap_of(conversation);
}

void Order::hold(Conversation& conversation, const Arrived& arrived) {
  stats_.gaps.fetch_add(1, std::memory_order_relaxed);
  Gap& gap = gap_of(conversation);
  if (arrived.entry->json.empty() || arrived.entry->seq <= gap.skip_to) return;
  if (gap.held.size() >= options_.held_per_conversation) {
    gap.held.clear();
    gap.skip_to = conversation.top;
    return;
  }
  gap.held.try_emplace(arrived.entry->seq, arrived);
}

void Order::set_timer(Conversation& conversation) {
  Gap& gap = *conversation.gap;
  gap.seen_last = conversation.last;
  turns_.after(gap.patience, [this, id = conversation.id, serial = gap.serial] { waited(id, serial); });
}

void Order::waited(const ConversationId& id, std::uint64_t serial) {
  Conversation* conversation = table_.find(id);
  if (!conversation || !conversation->gap || conversation->gap->serial != serial) return;
  if (conversation->last != conversation->gap->seen_last) {
    set_timer(*conversation);  // it moves by itself: the hole of now is younger
  } else {
    ask(*conversation);
  }
}

void Order::ask(Conversation& conversation) {
  Gap& gap = *conversation.gap;
  Seq last = conversation.top;
  if (!gap.held.empty()) last = gap.held.begin()->first - 1;
  if (gap.skip_to > conversation.last) last = gap.skip_to;
  last = std::min(last, conversation.last + kAskAtOnce);
  auto done = turns_.guarded<std::optional<std::vector<EntryEvent>>>(
      [this, id = conversation.id, serial = gap.serial, last](auto& entries) { answered(id, serial, last, entries); });
  backfill_(conversation.id, conversation.last + 1, last, std::move(done));
}

void Order::answered(
    const ConversationId& id, std::uint64_t serial, Seq last, std::optional<std::vector<EntryEvent>>& entries) {
  Conversation* conversation = table_.find(id);
  if (!conversation || !conversation->gap || conversation->gap->serial != serial) return;
  if (!entries) {
    Gap& gap = *conversation->gap;
    gap.patience = std::min(gap.patience * 2, kLongestPatience);
    set_timer(*conversation);
    return;
  }
  stats_.backfilled.fetch_add(entries->size(), std::memory_order_relaxed);
  for (EntryEvent& entry : *entries) {
    if (entry.conversation != id || entry.seq <= conversation->last) continue;
    if (entry.seq > conversation->last + 1) go_on_behind(*conversation, entry.seq - 1);
    const Arrived arrived{std::make_shared<const EntryEvent>(std::move(entry)), {}};
    ring_.push(arrived);
    place(*conversation, arrived);
  }
  if (conversation->last < last) go_on_behind(*conversation, last);
  if (conversation->gap && conversation->gap->serial == serial) ask(*conversation);
}

/// The entries up to `seq` are gone from the database: nobody can get them any more.
void Order::go_on_behind(Conversation& conversation, Seq seq) {
  send_run(conversation);
  conversation.last = seq;
  conversation.top = std::max(conversation.top, seq);
  if (!conversation.gap) return;
  admit(conversation);
  tell_resync(conversation);
  settle(conversation);
}

void Order::tell_resync(Conversation& conversation) {
  send_run(conversation);
  std::string text;
  wire::append_resync(text, conversation.id, conversation.top);
  stats_.resyncs.fetch_add(conversation.members.size(), std::memory_order_relaxed);
  outbox_.to_members(conversation, wire::frame(text));
}

}  // namespace weft::fanout
