// What one hand-over does when it takes effect or ends otherwise. The caller holds the head of the chat and the loads.
#pragma once
#include <weft/customers/hand_over.hpp>

namespace weft::customers {

/// Makes it take effect, or end as list_full or failed where it cannot. Gives it as it is now.
HandOver settle(db::Tx& tx, HandOver hand_over);

/// The same in a savepoint: an error that will not pass ends it as failed. What is no ApiError leaves when `patient`.
HandOver try_to_settle(db::Tx& tx, const HandOver& hand_over, bool patient);

/// Ends it without effect and tells everybody: the customer in the chat, both sides in their inboxes.
HandOver finish(
    db::Tx& tx, HandOver hand_over, HandOverStatus status, const std::string& reason, const PrincipalId& actor);

/// Writes {"hand_over", "contact", "from", "to", ...more} into the inboxes of both sides; not of who has left.
void tell_sides(
    db::Tx& tx, const HandOver& hand_over, const std::string& kind, const PrincipalId& actor, const Json& more);

/// Locks the heads of the chats in the order of their ids, then the loads of both sides of each.
void lock_hand_overs(db::Tx& tx, std::span<const HandOver> hand_overs);
/// One of them, as it is under the locks. Raises not_found.
HandOver locked_hand_over(db::Tx& tx, const HandOverId& id);

/// Sees to it that a step begins at `due`. Before any chat is locked: a step that runs is waited for.
void schedule_hand_overs(db::Tx& tx, Time due);

}  // namespace weft::customers
