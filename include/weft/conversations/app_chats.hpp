// Chats of members with apps, and what apps do with what they wrote there. Who may do it is decided by the room of
// apps; here is what it does to the logs.
#pragma once
#include <weft/base/json_fwd.hpp>
#include <weft/conversations/log.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <utility>

namespace weft::conversations {

/// The chat of a member with an app, both of them in it; true: it was made just now. Raises conflict when one of them
/// is not active.
std::pair<ConversationId, bool> open_app_chat(db::Tx& tx, const PrincipalId& app, const PrincipalId& member);

/// Gives a group that an app made another name, under the lock of its head; 0 when it has it already.
Seq rename_app_group(db::Tx& tx, const Head& head, const PrincipalId& app, const std::string& name);

// Each returns the seq of the entry it wrote; 0 when there is no such message of `app` any more.

/// Takes back what the app wrote, whatever the company lets people do; also where nobody writes any more.
Seq withdraw(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& app);
/// The card says something else from now on: entry `card_updated`, {"seq", "body"}. `body` as for a post.
Seq update_card(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& app, MessageKind kind,
    const Json& body);
/// Somebody in the conversation has pressed or chosen something: entry `card_acted`, {"seq"} and `what`.
Seq act_on_card(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& app, const PrincipalId& member,
    Json what);

}  // namespace weft::conversations
