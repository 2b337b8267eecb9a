// SQL of lists and of hello: conversations as a participant sees them, and the entries a returning client lacks.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace weft::conversations::store {

/// The end of a conversation as far as the principal may see it.
struct VisibleHead {
  ConversationId conversation;
  Seq head = 0;
  Time active_at;
  Seq first = 0;          ///< where its last span begins, or the log where retention took more
  bool left = false;      ///< not a participant any more: `head` is where it ended, `active_at` when
  bool returned = false;  ///< has earlier spans: not everything below head is visible
  Seq hidden_upto = 0;    ///< the highest entry the principal has hidden
};

/// Everything the principal is in, newest activity first, and of `named` also what it has left.
std::vector<VisibleHead> visible_heads(db::Tx& tx, const PrincipalId& principal, std::span<const ConversationId> named);

/// A view and, for a direct chat, who the other one is.
struct View {
  Conversation conversation;
  std::optional<PrincipalId> peer;
  std::optional<PrincipalId> customer;  ///< whose chat it is
};
/// These conversations as `principal` sees them, or could see them last, in no particular order.
std::vector<View> views(db::Tx& tx, const PrincipalId& principal, std::span<const ConversationId> conversations);

/// A page of the ids the principal is in, newest activity first.
struct Place {
  Time active_at;
  ConversationId conversation;
};
std::vector<Place> places(
    db::Tx& tx, const PrincipalId& principal, const std::optional<Place>& after, std::int64_t limit);

/// Entries after `after` up to `upto` of each conversation, as `entry` events, in order. The caller bounds the ranges.
struct Range {
  ConversationId conversation;
  Seq after = 0;
  Seq upto = 0;
};
std::map<ConversationId, std::vector<std::string>> missed_events(db::Tx& tx, std::span<const Range> ranges);

/// When each of these was last connected; who never was is not in it.
std::map<PrincipalId, Time> last_seen(db::Tx& tx, std::span<const PrincipalId> principals);

EpochId epoch(db::Tx& tx);

}  // namespace weft::conversations::store
