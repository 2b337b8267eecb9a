// Groups and direct chats: who is in them.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <span>
#include <vector>

namespace weft::conversations {

/// What a change of members did.
struct Changed {
  Seq seq = 0;  ///< 0: nothing changed
  std::vector<PrincipalId> who;
  std::int64_t member_count = 0;
};

/// The direct chat of two people, made when there is none.
ConversationId open_direct(db::Tx& tx, const PrincipalId& self, const PrincipalId& peer);

Seq rename_group(db::Tx& tx, const ConversationId& group, const PrincipalId& actor, const std::string& name);
Changed add_members(
    db::Tx& tx, const ConversationId& group, const PrincipalId& actor, std::span<const PrincipalId> people,
    std::int64_t limit);
Changed remove_members(
    db::Tx& tx, const ConversationId& group, const PrincipalId& actor, std::span<const PrincipalId> people);
/// The owner's place goes to the active member who has been in longest; the last active one out dismisses the group.
Seq leave_group(db::Tx& tx, const ConversationId& group, const PrincipalId& actor);
// By the owner. While that is not active, by an administrator of the company, which the audit log then tells of.
Seq transfer_owner(db::Tx& tx, const ConversationId& group, const api::Context& by, const PrincipalId& owner);
Seq dismiss_group(db::Tx& tx, const ConversationId& group, const api::Context& by);

}  // namespace weft::conversations
