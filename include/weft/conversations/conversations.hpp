// The conversations room as app sees it: its operations, and what other rooms call inside their transactions.
#pragma once
#include <weft/api/dispatcher.hpp>
#include <weft/api/live.hpp>
#include <weft/api/operation.hpp>
#include <weft/conversations/attachments.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/conversations/log_writer.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/conversations/types.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace weft::conversations {

/// What the operations need from outside.
struct Dependencies {
  api::Dispatcher& dispatcher;
  LogWriter& log;
  api::Presence& presence;
  const Clock& clock;
  Rules rules;
  EpochId epoch;                       ///< of the database: another one tells clients to forget what they hold
  Propose propose = {};                ///< where invitations wait for a decision
  Attachments* attachments = nullptr;  ///< null: messages carry no files
  Screen* screen = nullptr;            ///< null: everything may be said
  NeedServer need_server = {};         ///< empty: any employee runs a group with customers
  AfterMention after_mention = {};     ///< empty: nothing follows
};

std::vector<api::Operation> operations(Dependencies dependencies);

/// Gives each new principal its inbox; for identity's hook, in the transaction that made them.
void make_inboxes(db::Tx& tx, std::span<const PrincipalId> principals);

/// A new group with `owner` in it and these members (the owner may be among them). Raises invalid_argument when it
/// would be over `limit` or have nobody else.
ConversationId create_group(
    db::Tx& tx, const PrincipalId& owner, const std::string& name, std::span<const PrincipalId> members,
    std::int64_t limit);

/// Appends one message in the transaction of a feature, judged as the lanes would (they are faster where there is
/// nothing else to write with it), and emits its event. Raises what message.send answers.
Appended append_message(db::Tx& tx, const Send& send);

/// For settings of a group that its members may see. Raises not_found for who never was in it, not_a_participant for
/// who has left, forbidden when it is no group.
void need_member_of_group(db::Tx& tx, const ConversationId& group, const PrincipalId& principal);
/// Locks the group for a change by who manages it. The same errors, and forbidden for who does not,
/// conversation_closed for a dismissed group.
void need_manager_of_group(db::Tx& tx, const ConversationId& group, const PrincipalId& principal);

/// Takes `principal` out of a group, as group.leave does.
Seq leave(db::Tx& tx, const ConversationId& group, const PrincipalId& principal);

/// Entries first..last with who joined and left by each, for the hub's gap repair.
std::vector<EntryEvent> load_events(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last);

/// The epoch of the database: changes when a backup is restored.
EpochId load_epoch(db::Tx& tx);

}  // namespace weft::conversations
