// Coalescing of read marks and typing, per conversation.
#include "fanout/updates.hpp"

#include "fanout/wire.hpp"

#include <algorithm>
#include <utility>

namespace weft::fanout {
namespace {

constexpr std::size_t kReadMarks = 4096;  // more than a group has members, so only repetitions are dropped at this size
constexpr std::size_t kMarksInFrame = 400;  // about 32 KiB
constexpr std::size_t kTyping = 32;         // nobody shows more names than this

/// Keeps the highest mark of each principal.
void merge(std::vector<ReadMark>& marks) {
  std::ranges::sort(marks, [](const ReadMark& a, const ReadMark& b) {
    return a.principal != b.principal ? a.principal < b.principal : a.seq > b.seq;
  });
  const auto same = [](const ReadMark& a, const ReadMark& b) { return a.principal == b.principal; };
  const auto doubled = std::ranges::unique(marks, same);
  marks.erase(doubled.begin(), doubled.end());
}

void add(std::vector<ReadMark>& marks, const ReadMark& mark) {
  marks.push_back(mark);
  if (marks.size() < kReadMarks) return;
  merge(marks);
  if (marks.size() >= kReadMarks) marks.pop_back();
}

}  // namespace

Updates& UpdateSender::updates_of(Conversation& conversation) {
  if (!conversation.updates) {
    conversation.updates = std::make_unique<Updates>();
    conversation.updates->serial = ++serial_;
  }
  return *conversation.updates;
}

void UpdateSender::mark_due(Conversation& conversation) {
  if (conversation.updates->due) return;
  conversation.updates->due = true;
  due_.push_back(&conversation);
}

void UpdateSender::read(const ReadEvent& event) {
  Conversation* conversation = table_.find(event.conversation);
  if (!conversation) return;
  if (event.own_devices_only && table_.sessions_of(event.principal).empty()) return;
  Updates& updates = updates_of(*conversation);
  add(event.own_devices_only ? updates.own_reads : updates.reads, {event.principal, event.seq});
  if (!updates.reads_closed) mark_due(*conversation);
}

void UpdateSender::typing(const TypingEvent& event) {
  Conversation* conversation = table_.find(event.conversation);
  if (!conversation) return;
  Updates& updates = updates_of(*conversation);
  if (updates.typing.size() < kTyping && std::ranges::find(updates.typing, event.principal) == updates.typing.end()) {
    updates.typing.push_back(event.principal);
  }
  if (!updates.typing_closed) mark_due(*conversation);
}

void UpdateSender::send_due() {
  for (Conversation* conversation : due_) {
    Updates& updates = *conversation->updates;
    updates.due = false;
    if (!updates.reads_closed) send_reads(*conversation);
    if (!updates.typing_closed) send_typing(*conversation);
  }
  due_.clear();
}

void UpdateSender::send_reads(Conversation& conversation) {
  Updates& updates = *conversation.updates;
  if (updates.reads.empty() && updates.own_reads.empty()) return;
  updates.reads_closed = true;
  turns_.after(options_.coalesce, [this, id = conversation.id, serial = updates.serial] { reads_open(id, serial); });
  if (!updates.reads.empty()) {
    merge(updates.reads);
    const auto reads = std::exchange(updates.reads, {});
    for (std::size_t first = 0; first < reads.size(); first += kMarksInFrame) {
      const auto some = std::span(reads).subspan(first, std::min(kMarksInFrame, reads.size() - first));
      outbox_.to_members(conversation, wire::frame(wire::read(conversation.id, some)));
    }
  }
  merge(updates.own_reads);
  const auto own_reads = std::exchange(updates.own_reads, {});
  for (const ReadMark& mark : own_reads) {
    const auto sessions = table_.sessions_of(mark.principal);
    if (sessions.empty()) continue;
    const auto frame = wire::frame(wire::read(conversation.id, {&mark, 1}));
    for (Session* session : sessions)
      outbox_.to_session(*session, frame);
  }
}

void UpdateSender::send_typing(Conversation& conversation) {
  Updates& updates = *conversation.updates;
  if (updates.typing.empty()) return;
  updates.typing_closed = true;
  turns_.after(options_.coalesce, [this, id = conversation.id, serial = updates.serial] { typing_open(id, serial); });
  const auto frame = wire::frame(wire::typing(conversation.id, updates.typing));
  updates.typing.clear();
  outbox_.to_members(conversation, frame);
}

void UpdateSender::reads_open(const ConversationId& id, std::uint64_t serial) {
  Conversation* conversation = table_.find(id);
  if (!conversation || !conversation->updates || conversation->updates->serial != serial) return;
  conversation->updates->reads_closed = false;
  send_reads(*conversation);
  drop_if_idle(*conversation);
}

void UpdateSender::typing_open(const ConversationId& id, std::uint64_t serial) {
  Conversation* conversation = table_.find(id);
  if (!conversation || !conversation->updates || conversation->updates->serial != serial) return;
  conversation->updates->typing_closed = false;
  send_typing(*conversation);
  drop_if_idle(*conversation);
}

void UpdateSender::drop_if_idle(Conversation& conversation) {
  const Updates& updates = *conversation.updates;
  if (!updates.due && !updates.reads_closed && !updates.typing_closed) conversation.updates.reset();
}

}  // namespace weft::fanout
