// From the words of the database to permissions.
#pragma once
#include <weft/identity/roles.hpp>

#include <string_view>

namespace weft::identity {

/// The permissions of "members_manage,tags_manage"; names that this program does not know are passed over.
api::PermissionSet parse_permissions(std::string_view names);

/// What a role gives: for departments only what can be held for departments.
api::PermissionSet effective(const std::optional<BuiltIn>& builtin, api::PermissionSet custom, bool company);

/// The last column of weft_enter.
api::PermissionSet parse_grants(std::string_view text);

api::PermissionSet in_both(api::PermissionSet one, api::PermissionSet other);

/// What the caller holds, without what its key leaves out.
std::vector<Grant> grants_of(db::Tx& tx, const api::Caller& caller, bool inactive_too);

/// The number at the end of a path: 5 of "/1/5/".
std::int64_t department_of(std::string_view path);

}  // namespace weft::identity
