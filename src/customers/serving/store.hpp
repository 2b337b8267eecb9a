// SQL of who was verified, and of who serves.
#pragma once
#include <weft/customers/reach.hpp>
#include <weft/customers/serving.hpp>
#include <weft/customers/types.hpp>
#include <weft/db/tx.hpp>

#include <map>
#include <span>
#include <string>
#include <vector>

namespace weft::customers::store {

/// When somebody saw that this member is who it says; the row stays locked.
std::optional<Time> lock_verified(db::Tx& tx, const PrincipalId& member);
void set_verified(db::Tx& tx, const PrincipalId& member, const std::optional<Time>& at);

/// How many customers each has; who has none is left out.
std::map<PrincipalId, std::int64_t> loads(db::Tx& tx, std::span<const PrincipalId> members);
/// And when each was verified; who was not is left out.
std::map<PrincipalId, Time> verified(db::Tx& tx, std::span<const PrincipalId> members);

/// Who may serve customers by these rules, full or not, and is inside of the reach: in the order of ids, behind
/// `after`.
struct MayServe {
  PrincipalId id;
  std::string userid;
};
std::vector<MayServe> may_serve(
    db::Tx& tx, const Serving& rules, const Reach& reach, const PrincipalId& after, std::int64_t limit);

}  // namespace weft::customers::store
