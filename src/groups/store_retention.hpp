// SQL of retention and of legal holds. All within the tenant of the transaction.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::groups {

using HoldId = Id<struct HoldTag>;

enum class HoldScope { company, conversation, person };
BOOST_DESCRIBE_ENUM(HoldScope, company, conversation, person)

}  // namespace weft::groups

namespace weft::groups::store {

/// Puts the transaction in the company's line of those that delete and those that forbid it, until it ends: who sets a
/// hold waits for the step that runs, and the next one knows of it.
void line_up(db::Tx& tx);

/// Locks the head of a group, dismissed or not: whether it runs. Nothing when there is no such group.
std::optional<bool> lock_any_group(db::Tx& tx, const ConversationId& group);

/// A conversation of a walk, in the order of their ids.
struct Walked {
  ConversationId id;
  bool due = false;  ///< its oldest entry is older than it may become, and nothing holds it
  std::int64_t days = 0;
};
std::vector<Walked> walk(
    db::Tx& tx, conversations::Kind kind, const ConversationId& after, std::int64_t company_days, std::int64_t limit);

/// A piece of the old end of a log.
struct Piece {
  Seq first = 0, last = 0;
  std::int64_t message_no = 0;  ///< messages up to `last`
};
/// The entries from the first that is left on which were written before `cutoff`, `limit` at most: nothing when there
/// is none. Locks the head.
std::optional<Piece> old_end(db::Tx& tx, const ConversationId& conversation, Time cutoff, std::int64_t limit);
/// Deletes them and what hangs on them, and moves first_seq.
void take_off(db::Tx& tx, const ConversationId& conversation, const Piece& piece);

/// Whether some group has days of its own.
bool any_group_days(db::Tx& tx);

/// Whether a hold keeps this log, or this principal.
bool held(db::Tx& tx, const ConversationId& conversation);
bool held_person(db::Tx& tx, const PrincipalId& principal);

struct Hold {
  HoldId id;
  HoldScope scope = HoldScope::company;
  std::optional<ConversationId> conversation;
  std::optional<PrincipalId> principal;
  std::string reason;
  PrincipalId set_by;
  Time set_at;
  std::optional<PrincipalId> lifted_by;
  std::optional<Time> lifted_at;
};
void insert_hold(db::Tx& tx, const Hold& hold);
std::optional<Hold> find_hold(db::Tx& tx, const HoldId& hold);
/// Newest first, older than `before`.
std::vector<Hold> list_holds(db::Tx& tx, const std::optional<HoldId>& before, std::int64_t limit);
/// False when it is lifted already.
bool lift_hold(db::Tx& tx, const HoldId& hold, const PrincipalId& by);
bool conversation_exists(db::Tx& tx, const ConversationId& conversation);

}  // namespace weft::groups::store
