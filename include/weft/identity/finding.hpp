// People of lists in which some may be unknown.
#pragma once
#include <weft/base/fields.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <span>
#include <vector>

namespace weft::identity {

/// As resolve_any() (identity.hpp), but who is unknown is left out: in the order asked, nobody in its place.
std::vector<std::optional<PrincipalId>> find_any(db::Tx& tx, std::span<const PersonRef> refs);

}  // namespace weft::identity
