// What can be done with a message after it was sent.
#pragma once
#include <weft/conversations/message_policy.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

namespace weft::conversations {

// Each returns the seq of the entry it wrote, 0 when nothing changed. They raise not_found for what is not a visible
// message.

/// As the company's policy has it: the sender within the window, who manages the group at any time. The content, that
/// of its edits too, moves to the sealed entries; tombstones stay.
Seq recall(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const MessagePolicy& policy);
/// The sender, within the window, text and rich only; `body` as for sending, and screened as that.
struct Edited {
  Seq seq = 0;
  std::optional<Warning> warning;
};
Edited edit(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const Json& body,
    const MessagePolicy& policy, Screen* by);
Seq react(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const std::string& emoji,
    bool on);
Seq pin(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, bool pinned);

// For oneself alone: no entry in the log. True when something changed. not_found for what one does not see.

bool star(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, bool starred);
/// From now on neither pages, nor hello, nor counts give the message back to `actor`; others keep it. For good.
bool hide(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor);

}  // namespace weft::conversations
