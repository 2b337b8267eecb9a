// Rules of reading.
#include "conversations/reading.hpp"

#include "conversations/store.hpp"
#include "conversations/store_entries.hpp"
#include "conversations/store_sync.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/log.hpp>

#include <set>

namespace weft::conversations {
namespace {

constexpr std::size_t kPageBytes = 48 * 1024;
constexpr std::size_t kEntryOverhead = 320;
constexpr std::int64_t kReadEventMembers =
    100;  ///< in larger conversations only the reader's own devices hear of read marks

/// Keeps the first entries that fit the page; true when some were cut.
bool cut_to_page(std::vector<Entry>& entries, std::int64_t limit) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    bytes += entries[i].body.text.size() + kEntryOverhead;
    const bool full = static_cast<std::int64_t>(i) >= limit || (i > 0 && bytes > kPageBytes);
    if (!full) continue;
    entries.resize(i);
    return true;
  }
  return false;
}

}  // namespace

std::vector<Conversation> load_views(db::Tx& tx, const PrincipalId& principal, std::span<const ConversationId> ids) {
  const auto rows = store::views(tx, principal, ids);
  std::set<PrincipalId> wanted;
  std::map<ConversationId, const store::View*> by_id;
  for (const store::View& view : rows) {
    by_id[view.conversation.id] = &view;
    if (view.peer) wanted.insert(*view.peer);
  }
  std::map<PrincipalId, identity::Principal> peers;
  const std::vector<PrincipalId> list(wanted.begin(), wanted.end());
  if (!list.empty()) {
    for (identity::Principal& peer : identity::load_principals(tx, list))
      peers.emplace(peer.id, std::move(peer));
  }
  std::vector<Conversation> out;
  for (const ConversationId& id : ids) {
    const auto found = by_id.find(id);
    if (found == by_id.end()) continue;
    Conversation conversation = found->second->conversation;
    if (found->second->peer) conversation.peer = peers.at(*found->second->peer);
    const bool to_customer = conversation.kind == Kind::customer && found->second->customer == principal;
    if (conversation.peer && to_customer) conversation.peer = identity::public_card(std::move(*conversation.peer));
    out.push_back(std::move(conversation));
  }
  return out;
}

Stretch list_entries(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& reader, std::optional<Seq> after,
    std::optional<Seq> before, std::int64_t limit) {
  const Access access = may_read(tx, conversation, reader);
  const Seq head = access.visible_head();
  Stretch stretch;
  stretch.head_seq = head;
  stretch.from = after.value_or(0) + 1;
  stretch.to = before ? std::min(*before - 1, head) : head;
  const bool newest_first = !after;
  auto listed = store::list_entries(tx, conversation, reader, stretch.from, stretch.to, newest_first, limit + 1);
  stretch.items = std::move(listed.entries);
  stretch.first_seq = listed.first_seq;
  stretch.from = std::max(stretch.from, stretch.first_seq);
  const bool cut = cut_to_page(stretch.items, limit);
  if (cut && newest_first) stretch.from = stretch.items.back().seq;
  if (cut && !newest_first) stretch.to = stretch.items.back().seq;
  if (newest_first) std::reverse(stretch.items.begin(), stretch.items.end());
  return stretch;
}

Marked mark_read(db::Tx& tx, const ConversationId& conversation, const PrincipalId& reader, Seq seq) {
  const Access access = may_read(tx, conversation, reader);
  need_present(access);
  const auto mark = store::move_mark(tx, conversation, reader, seq);
  if (!mark) refuse_field("seq", "is past the head, " + std::to_string(access.head.head_seq));
  if (mark->moved)
    tx.emit(ReadEvent{conversation, reader, mark->read_seq, access.head.member_count > kReadEventMembers});
  return {mark->read_seq, mark->unread};
}

}  // namespace weft::conversations
