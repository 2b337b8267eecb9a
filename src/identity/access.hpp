// What the ranks of the wire stand for.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/api/permission.hpp>

namespace weft::identity {

/// What owner, admin and member may do by their rank alone.
api::PermissionSet rank_permissions(api::Role rank);

}  // namespace weft::identity
