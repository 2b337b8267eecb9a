// Makes the chats of apps with members when they are first needed.
#include "platform/apps/chats.hpp"

#include <weft/conversations/app_chats.hpp>

namespace weft::platform {

ConversationId chat_with(db::Tx& tx, const PrincipalId& app, const PrincipalId& member) {
  if (const auto known = store::chat_of(tx, app, member)) return *known;
  const ConversationId made = conversations::open_app_chat(tx, app, member).first;
  store::keep_chat(tx, app, member, made);
  return made;
}

}  // namespace weft::platform
