// Groups and direct chats: who is in them.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/conversations/log.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <functional>
#include <span>
#include <vector>

namespace weft::conversations {

/// What a change of members did.
struct Changed {
  Seq seq = 0;  ///< 0: nothing changed
  std::vector<PrincipalId> who;
  std::int64_t member_count = 0;
  std::vector<PrincipalId> waiting;  ///< proposed, and not in before somebody decides
};

/// Puts people down who shall join, for who manages the group to decide; those who wait already are passed over.
/// Returns all who wait now of `people`. The head is locked.
using Propose = std::function<std::vector<PrincipalId>(
    db::Tx&, const Access&, const PrincipalId& actor, std::span<const PrincipalId> people)>;

/// Raises what keeps an employee from running a group with customers, with this field.
using NeedServer = std::function<void(db::Tx&, const PrincipalId& employee, const std::string& field)>;

/// What follows a customer's message that mentions these, in the transaction that appends it.
using AfterMention = std::function<void(
    db::Tx&, const ConversationId&, const PrincipalId& customer, std::span<const PrincipalId> mentioned)>;

/// The direct chat of two people, made when there is none, and whether it was made.
std::pair<ConversationId, bool> open_direct(db::Tx& tx, const PrincipalId& self, const PrincipalId& peer);

/// A group with customers in it, of this owner and these colleagues to begin with; who runs it is an employee at any
/// time. Customers are put in (put_in) and see what follows. The owner is the actor of its first entry.
ConversationId begin_customer_group(
    db::Tx& tx, const PrincipalId& owner, const std::string& name, std::span<const PrincipalId> colleagues);

/// Of these, the customers.
std::vector<PrincipalId> customers_among(db::Tx& tx, std::span<const PrincipalId> people);
/// Raises invalid_argument for the first of them, with the field "members[3]" for `field` = "members".
void need_no_customers(db::Tx& tx, std::span<const PrincipalId> people, const std::string& field);

Seq rename_group(db::Tx& tx, const ConversationId& group, const PrincipalId& actor, const std::string& name);
/// Where the group confirms invitations, those of an ordinary member are proposed.
Changed add_members(
    db::Tx& tx, const ConversationId& group, const PrincipalId& actor, std::span<const PrincipalId> people,
    std::int64_t limit, const Propose& propose);
/// Without asking who may: the caller has, under the lock of `head`. `limit` as member_limit() gives it.
Changed put_in(
    db::Tx& tx, const Head& head, const PrincipalId& actor, std::span<const PrincipalId> people, std::int64_t limit);
/// The owner takes out whom it likes, an admin ordinary members.
Changed remove_members(
    db::Tx& tx, const ConversationId& group, const PrincipalId& actor, std::span<const PrincipalId> people);
/// The owner's place goes to the active admin who has been in longest, else to the active member, never to a customer;
/// the last active one out dismisses the group. From a group with customers the last employee does not go (conflict).
Seq leave_group(db::Tx& tx, const ConversationId& group, const PrincipalId& actor);
// By the owner. While that is not active, by who governs the group (may_govern_group), which the audit log then tells
// of.
Seq transfer_owner(
    db::Tx& tx, const ConversationId& group, const api::Context& by, const PrincipalId& owner,
    const NeedServer& need_server);
Seq dismiss_group(db::Tx& tx, const ConversationId& group, const api::Context& by);

/// Of these, the ones who are in now.
std::vector<PrincipalId> present_among(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> people);

/// The people in this conversation whom the references mean (see identity::recognise). Everybody else, there or not,
/// "is not in this conversation": invalid_argument with the field "members[3]".
std::vector<PrincipalId> resolve_present(
    db::Tx& tx, const api::Caller& caller, const ConversationId& conversation, std::span<const PersonRef> refs,
    std::string_view field, bool inactive_too = false);
/// The same, and the robots of this conversation: who may be mentioned.
std::vector<PrincipalId> resolve_called(
    db::Tx& tx, const api::Caller& caller, const ConversationId& conversation, std::span<const PersonRef> refs,
    std::string_view field);
/// One reference to somebody who is active: the same, with the field as given.
PrincipalId resolve_one_present(
    db::Tx& tx, const api::Caller& caller, const ConversationId& conversation, const PersonRef& ref,
    const std::string& field);

// Without asking who may, under the lock of the head.

Seq give_to(db::Tx& tx, const Head& head, const PrincipalId& actor, const PrincipalId& owner);
Seq end_group(db::Tx& tx, const Head& head, const PrincipalId& actor);

}  // namespace weft::conversations
