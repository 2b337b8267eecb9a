// SQL of welcome codes.
#pragma once
#include <weft/customers/contacts.hpp>

namespace weft::customers::store {

/// Whether somebody has written in the chat since the relation began, or greeted with a code.
bool has_begun(db::Tx& tx, const Follow& follow);
/// Whether the way says a welcome of its own.
bool way_welcomes(db::Tx& tx, const WayId& way);

void insert_welcome_code(
    db::Tx& tx, const PrincipalId& app, const FollowId& follow, const std::string& code, Time expires_at);
/// The relation of a code of this app that is not over, used or not.
std::optional<FollowId> welcome_of(db::Tx& tx, const PrincipalId& app, const std::string& code);
void use_welcome_code(db::Tx& tx, const std::string& code);
std::int64_t purge_welcome_codes(db::Tx& tx, Time before, std::int64_t limit);

}  // namespace weft::customers::store
