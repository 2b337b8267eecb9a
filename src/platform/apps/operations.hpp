// The operations of apps, by who calls them.
#pragma once
#include <weft/platform/apps.hpp>

namespace weft::platform {

/// app.*, app_limits.*: for who manages apps.
std::vector<api::Operation> app_admin_operations();
/// app.list_mine, app.enter: for members.
std::vector<api::Operation> app_member_operations();
/// app_token.create.
std::vector<api::Operation> app_token_operations(const AppParts& parts);
/// app_key.*.
std::vector<api::Operation> app_key_operations();
/// app_message.*, app_media.*: for apps.
std::vector<api::Operation> app_message_operations(const AppParts& parts);
std::vector<api::Operation> app_media_operations(const AppParts& parts);
/// app.set_callback and what comes of it.
std::vector<api::Operation> app_callback_operations(const AppParts& parts);
/// app_card.*.
std::vector<api::Operation> app_card_operations(const AppParts& parts);
/// app_group.*.
std::vector<api::Operation> app_group_operations(const AppParts& parts);
/// app_menu.*.
std::vector<api::Operation> app_menu_operations();

}  // namespace weft::platform
