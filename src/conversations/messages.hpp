// What can be done with a message after it was sent.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

namespace weft::conversations {

// Each returns the seq of the entry it wrote, 0 when nothing changed. They raise not_found for what is not a visible
// message.

/// The sender within the window, the group's owner at any time. The content, that of its edits too, moves to the
/// sealed entries; tombstones stay.
Seq recall(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const Rules& rules);
/// The sender, within the window, text and rich only; `body` as for sending.
Seq edit(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const Json& body,
    const Rules& rules);
Seq react(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, const std::string& emoji,
    bool on);
Seq pin(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& actor, bool pinned);

}  // namespace weft::conversations
