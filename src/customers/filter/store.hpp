// SQL of filters.
#pragma once
#include "customers/filter/compiled.hpp"
#include <weft/directory/types.hpp>

#include <map>
#include <span>

namespace weft::customers::store {

std::vector<FollowId> select_follows(db::Tx& tx, const Compiled& audience, const FollowId& before, std::int64_t limit);
AudienceCount count_follows(db::Tx& tx, const Compiled& audience, std::int64_t most);

/// How many relations have each of these tags, up to `most`.
std::map<std::int64_t, std::int64_t> count_tagged(db::Tx& tx, const std::vector<std::int64_t>& tags, std::int64_t most);

/// Everybody in these departments and below; absent when one of them is not there.
std::optional<std::vector<PrincipalId>> people_under(db::Tx& tx, const std::vector<std::int64_t>& departments);

}  // namespace weft::customers::store
