// Who may send what to whom.
#pragma once
#include "broadcasts/store.hpp"
#include <weft/customers/reach.hpp>

#include <set>

namespace weft::broadcasts {

/// The customers of whom, and the groups of whom, the caller may write to; of employees, which.
struct Scope {
  customers::Reach reach;
  std::optional<PrincipalId> only;  ///< of one's own broadcasts: the caller
};
/// Under the rules that the broadcast goes by. Raises forbidden.
Scope scope_of(db::Tx& tx, const api::Caller& caller, const Broadcast& broadcast);

/// Those of these for whom, or to whom where it goes to employees, its author may not send now.
std::set<PrincipalId> beyond_author(db::Tx& tx, const Broadcast& broadcast, const std::vector<PrincipalId>& people);

/// Which customers are meant. Raises what customers::audience_of() raises, and forbidden where an own broadcast means
/// customers of others.
customers::Audience audience_for(db::Tx& tx, const api::Caller& caller, const Broadcast& broadcast);
/// Whose groups are meant; empty: those of everybody within the scope.
std::vector<PrincipalId> owners_for(db::Tx& tx, const api::Caller& caller, const Broadcast& broadcast);

/// Who made it, with the rights it has now.
api::Caller caller_of(db::Tx& tx, const Broadcast& broadcast);

customers::Power power_for(Target target);

/// Whether the caller knows of it: its author; who has the power over the whole company; and, once it is clear who
/// sends it and unless it goes to employees, who has the power over its author and all of these.
bool may_see(db::Tx& tx, const api::Caller& caller, const Broadcast& broadcast);
/// What decides about that for all broadcasts.
store::Viewer viewer_of(db::Tx& tx, const api::Caller& caller);

}  // namespace weft::broadcasts
