// Access to a log by the rules: who may read or write, and appending entries that are not messages. Rooms above append
// through this too.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::conversations {

/// Whether the rules of groups are for it.
constexpr bool is_group(Kind kind) {
  return kind == Kind::group || kind == Kind::customer_group;
}

/// The row of a conversation as the rules need it.
struct Head {
  ConversationId id;
  Kind kind = Kind::group;
  std::string name;
  std::optional<PrincipalId> owner;
  std::int64_t member_count = 0;
  Seq head_seq = 0;
  std::int64_t message_count = 0;
  bool dismissed = false;
  std::optional<Time> mute_all_until;
};

/// A participant's row.
struct Participant {
  Standing role = Standing::member;
  Seq joined_seq = 0;
  std::optional<Seq> left_seq;
  bool returned = false;  ///< has earlier spans
  Seq read_seq = 0;
  std::int64_t read_count = 0;
  std::optional<Time> muted_until;
};

/// What a principal is to a conversation.
struct Access {
  Head head;
  Participant participant;
  /// The last seq the principal may see.
  Seq visible_head() const { return participant.left_seq.value_or(head.head_seq); }
};

/// Who was ever in may read (its own spans). Raises not_found for everybody else.
Access may_read(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);

/// Raises not_a_participant for who has left.
void need_present(const Access& access);

/// Locks the head. Raises not_found (never in), not_a_participant (left), conversation_closed (dismissed).
Access may_write(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);

/// Raises muted for an ordinary member who is silenced, alone or with all others: what it writes, renames or edits
/// would be read by everybody.
void need_voice(const db::Tx& tx, const Access& access);

/// The same as may_write, and raises forbidden unless it is a group.
Access may_change_group(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);
/// The same, and raises forbidden unless the principal is its owner.
Access may_own_group(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);

/// The owner; and while the owner is not active, also whose permission groups_manage reaches it, in the group or not.
Access may_govern_group(db::Tx& tx, const ConversationId& conversation, const api::Caller& who);

/// Locks the head of a group that runs, with customers or without, whoever asks: for rules that are not about a
/// participant. Raises not_found, or conversation_closed.
Head lock_group(db::Tx& tx, const ConversationId& group);

/// Appends an entry and emits its event. `joined` and `left` are the principals it makes or unmakes participants.
/// The caller holds the lock of the head.
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
