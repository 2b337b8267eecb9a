// Access to a log by the rules: who may read or write, and appending entries that are not messages.
#pragma once
#include "conversations/store.hpp"
#include "conversations/store_entries.hpp"

namespace weft::conversations {

/// What a principal is to a conversation.
struct Access {
  store::Head head;
  store::Participant participant;
  /// The last seq the principal may see.
  Seq visible_head() const { return participant.left_seq.value_or(head.head_seq); }
};

/// Who was ever in may read (its own spans). Raises not_found for everybody else.
Access may_read(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);

/// Raises not_a_participant for who has left.
void need_present(const Access& access);

/// Locks the head. Raises not_found (never in), not_a_participant (left), conversation_closed (dismissed).
Access may_write(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);

/// The same, and raises forbidden unless it is a group.
Access may_change_group(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);
/// The same, and raises forbidden unless the principal is its owner.
Access may_own_group(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);

/// The owner; and while the owner is not active, also who administers the company, in the group or not.
Access may_govern_group(db::Tx& tx, const ConversationId& conversation, const api::Caller& who);

/// Appends an entry and emits its event. `joined` and `left` are the principals it makes or unmakes participants.
Seq append(
    db::Tx& tx, const ConversationId& conversation, const std::string& kind, const PrincipalId& actor, const Json& body,
    bool lifts = true, std::vector<PrincipalId> joined = {}, std::vector<PrincipalId> left = {});

/// Writes an entry into the inbox of each of these principals and emits the events.
void tell_inboxes(
    db::Tx& tx, std::span<const PrincipalId> principals, const std::string& kind, const PrincipalId& actor,
    const Json& body);

/// {"members": [...], "member_count": n}: named up to kListedMembers, beyond it only counted.
Json member_list(std::span<const PrincipalId> principals);

}  // namespace weft::conversations
