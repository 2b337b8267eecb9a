// The chats of apps with members.
#pragma once
#include "platform/apps/store.hpp"

namespace weft::platform {

/// The chat; made when there is none.
ConversationId chat_with(db::Tx& tx, const PrincipalId& app, const PrincipalId& member);

}  // namespace weft::platform
