// Pictures of members: the operations, and who sees which picture.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/files/files.hpp>

#include <vector>

namespace weft::directory {

/// member.avatar, member.set_avatar, member.remove_avatar. `files` must outlive them.
std::vector<api::Operation> avatar_operations(files::Files& files);

/// Whether the caller sees this member, and with it the member's picture.
bool sees_member(db::Tx& tx, const api::Caller& caller, const PrincipalId& member);

}  // namespace weft::directory
