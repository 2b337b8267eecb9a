// What an app answers to what it was told: a message to the member, or another card.
#pragma once
#include "platform/apps/callback.hpp"

namespace weft::platform {

/// Says it as the app. The remark for the delivery, or "".
std::string take_reply(
    db::Tx& tx, const store::AppRow& app, const AppEvent& event, const PrincipalId& member, const std::string& body,
    const AppParts& parts);

}  // namespace weft::platform
