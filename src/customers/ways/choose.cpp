// Who takes the customer: online first, then whose turn it is.
#include "customers/ways/choose.hpp"

#include "customers/ways/hours.hpp"
#include "customers/ways/store.hpp"
#include <weft/customers/contacts.hpp>
#include <weft/customers/serving.hpp>

#include <algorithm>
#include <tuple>

namespace weft::customers {
namespace {

using store::Candidate;

bool ended_by_employee(const Candidate& one) {
  return one.before == FollowStatus::removed && !one.ended;
}

bool can_serve(db::Tx& tx, const std::optional<PrincipalId>& backup, const std::optional<ContactId>& contact) {
  if (!backup || serving_trouble(tx, *backup)) return false;
  const auto before = contact ? find_follow(tx, *contact, *backup) : std::nullopt;
  return !before || before->status != FollowStatus::removed;
}

/// Smaller comes first.
auto rank(const Candidate& one, const Way& way, const api::Presence* presence) {
  const bool stranger = !one.before || *one.before == FollowStatus::handed_over;
  const bool offline = !presence || !presence->online(one.employee);
  const std::int64_t load = way.balance == Balance::least_open ? one.customers : 0;
  return std::tuple(stranger, offline, load, one.last_at.value_or(Time{}), one.position);
}

/// Leaves those who can take the contact; says why there are none.
Choice sift(db::Tx& tx, std::vector<Candidate>& list, const Way& way) {
  Choice choice;
  const bool any = !list.empty();
  std::erase_if(list, ended_by_employee);
  choice.removed = any && list.empty();
  std::vector<PrincipalId> employees;
  for (const Candidate& one : list)
    employees.push_back(one.employee);
  const auto troubles = serving_troubles(tx, employees);
  choice.company_full = std::any_of(troubles.begin(), troubles.end(), [](const auto& trouble) {
    return trouble.second == ServingTrouble::company_full;
  });
  std::erase_if(list, [&](const Candidate& one) {
    return troubles.contains(one.employee) || (way.daily_cap && one.given >= *way.daily_cap);
  });
  return choice;
}

}  // namespace

std::optional<Shut> shut(const db::Tx& tx, const Way& way) {
  if (way.deleted_at) return Shut::expired;
  if (way.paused) return Shut::paused;
  if (way.expires_at && *way.expires_at <= tx.now()) return Shut::expired;
  if (way.most_uses && way.uses >= *way.most_uses) return Shut::used_up;
  return std::nullopt;
}

Choice choose(
    db::Tx& tx, const Way& way, const std::optional<ContactId>& contact, const api::Presence* presence, bool open) {
  if (!open && can_serve(tx, way.backup, contact)) return {way.backup};
  auto list = store::candidates(tx, way.id, contact, day_of(tx, way.hours));
  Choice choice = sift(tx, list, way);
  const auto first = std::min_element(list.begin(), list.end(), [&](const Candidate& a, const Candidate& b) {
    return rank(a, way, presence) < rank(b, way, presence);
  });
  if (first != list.end()) return {first->employee};
  if (!choice.removed && can_serve(tx, way.backup, contact)) choice.employee = way.backup;
  return choice;
}

}  // namespace weft::customers
