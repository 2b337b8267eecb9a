// Who may know of a hand-over and who may act on one, and how it is shown.
#include "customers/hand_over/operations.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/serving.hpp>
#include <weft/identity/visibility.hpp>

#include <algorithm>

namespace weft::customers {

std::map<PrincipalId, Named> names_of(db::Tx& tx, std::vector<PrincipalId> people) {
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  std::map<PrincipalId, Named> names;
  for (const auto& principal : identity::load_principals(tx, people))
    names[principal.id] = {principal.id, principal.name};
  return names;
}

std::vector<HandOverView> views_of(db::Tx& tx, std::span<const HandOver> hand_overs) {
  std::vector<PrincipalId> people;
  for (const HandOver& one : hand_overs)
    people.insert(people.end(), {one.contact, one.from, one.to});
  auto names = names_of(tx, std::move(people));
  std::vector<HandOverView> views;
  for (const HandOver& one : hand_overs)
    views.push_back(
        {one.id, one.kind, one.status, one.reason, names[one.contact], names[one.from], names[one.to], one.conversation,
         one.message, one.begun_by, one.bulk, one.begun_at, one.effective_at, one.ended_at, one.undo_until,
         one.undone_at});
  return views;
}

HandOverView view_of(db::Tx& tx, const HandOver& hand_over) {
  return views_of(tx, std::span(&hand_over, 1)).front();
}

PrincipalId person_in(db::Tx& tx, const api::Caller& caller, const PersonRef& ref, const std::string& field) {
  try {
    return identity::find_seen(tx, caller, ref);
  } catch (const ApiError& error) {
    if (error.code() != Errc::not_found) throw;
    refuse_field(field, "no such person: " + ref.value);
  }
}

bool within(db::Tx& tx, const Reach& reach, const PrincipalId& employee) {
  if (reach.departments.company || reaches(tx, reach, employee)) return true;
  if (reach.departments.empty()) return false;
  const auto left = store::departure(tx, employee);
  return left && std::any_of(left->paths.begin(), left->paths.end(), [&](const auto& path) {
           return reach.departments.covers(path);
         });
}

Reach hand_over_reach(db::Tx& tx, const api::Caller& caller, HandOverKind kind) {
  return customer_reach(tx, caller, kind == HandOverKind::on_job ? Power::hand_over_on_job : Power::hand_over_resigned);
}

Reach need_reach(db::Tx& tx, const api::Caller& caller, const PrincipalId& from) {
  const bool left = identity::load_principal(tx, from).value().status == identity::PrincipalStatus::left;
  const auto kind = left ? HandOverKind::resigned : HandOverKind::on_job;
  Reach reach = hand_over_reach(tx, caller, kind);
  if (within(tx, reach, from)) return reach;
  const bool own = kind == HandOverKind::on_job && from == caller.principal && serving(tx).own_hand_overs;
  if (own) return {{true, {}}, {}};
  throw ApiError(Errc::forbidden, "you may not hand over the customers of this employee", "from");
}

HandOver seen_hand_over(db::Tx& tx, const api::Caller& caller, const HandOverId& id) {
  auto one = load_hand_over(tx, id);
  if (!one) throw ApiError(Errc::not_found, "no such hand-over", "hand_over");
  const bool own = caller.principal == one->from || caller.principal == one->to || caller.principal == one->begun_by;
  if (!own) {
    const auto reach = hand_over_reach(tx, caller, one->kind);
    if (!within(tx, reach, one->from) && !within(tx, reach, one->to))
      throw ApiError(Errc::not_found, "no such hand-over", "hand_over");
  }
  return std::move(*one);
}

}  // namespace weft::customers
