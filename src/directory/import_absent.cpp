// Those whom a table does not name: a program that replaces the directory takes them out.
#include "directory/store_imports.hpp"
#include "directory/transfer.hpp"
#include <weft/directory/offboarding.hpp>

namespace weft::directory {

Absent count_absent(db::Tx& tx, const ImportId& id) {
  return {store::count_absent(tx, id), store::count_members(tx)};
}

std::vector<PrincipalId> absent(db::Tx& tx, const ImportId& id, const PrincipalId& after, std::int64_t limit) {
  return store::absent(tx, id, after, limit);
}

void offboard_absent(db::Tx& tx, const ImportId& id, const PrincipalId& member, const identity::Origin& origin) {
  const auto import = find_import(tx, id);
  if (!import) throw ApiError(Errc::not_found, "no such import");
  identity::audit::lock(tx);
  const Actor who = acting(tx, import->created_by, api::Permission::members_offboard);
  if (!who.reach.company) throw ApiError(Errc::forbidden, "this needs members_offboard for the whole company");
  if (member == import->created_by) throw ApiError(Errc::forbidden, "nobody off-boards themselves");
  identity::require_not_above(tx, who.caller, member);
  offboard(tx, {member, "not in an import of the whole directory"}, origin);
}

}  // namespace weft::directory
