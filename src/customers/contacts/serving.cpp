// Who may serve customers: in the range, verified, and with room for one more.
#include "customers/contacts/store.hpp"
#include <weft/identity/settings.hpp>

namespace weft::customers {
namespace {

std::optional<ServingTrouble> trouble_of(const store::Server& server, const Serving& rules) {
  if (server.status == "left") return ServingTrouble::left;
  if (server.status == "not_activated") return ServingTrouble::not_activated;
  if (server.status != "active") return ServingTrouble::disabled;
  if (server.inactive) return ServingTrouble::inactive;
  if (!server.inside) return ServingTrouble::outside_range;
  if (rules.verified && !server.verified) return ServingTrouble::not_verified;
  if (server.customers >= rules.per_employee) return ServingTrouble::full;
  return std::nullopt;
}

}  // namespace

Serving serving(db::Tx& tx) {
  return identity::load_settings<Serving>(tx, kServingSettings);
}

std::string_view text_of(ServingTrouble trouble) {
  switch (trouble) {
    case ServingTrouble::unknown: return "is nobody of this company";
    case ServingTrouble::left: return "has left the company";
    case ServingTrouble::disabled: return "is disabled";
    case ServingTrouble::not_activated: return "has never signed in";
    case ServingTrouble::inactive: return "has not signed in for a year";
    case ServingTrouble::outside_range: return "may not serve customers: is outside the range";
    case ServingTrouble::not_verified: return "may not serve customers: the real name is not verified";
    case ServingTrouble::full: return "has as many customers as one employee may have";
    case ServingTrouble::company_full: break;
  }
  return "cannot take one more: the company has as many customers as it may have";
}

std::map<PrincipalId, ServingTrouble> serving_troubles(db::Tx& tx, std::span<const PrincipalId> employees) {
  const Serving rules = serving(tx);
  const auto servers = store::servers(tx, employees, rules);
  const bool company_full = store::relations(tx) >= rules.in_company;
  std::map<PrincipalId, ServingTrouble> troubles;
  for (const PrincipalId& employee : employees) {
    const auto server = servers.find(employee);
    auto trouble = server == servers.end() ? ServingTrouble::unknown : trouble_of(server->second, rules);
    if (!trouble && company_full) trouble = ServingTrouble::company_full;
    if (trouble) troubles.emplace(employee, *trouble);
  }
  return troubles;
}

std::optional<ServingTrouble> serving_trouble(db::Tx& tx, const PrincipalId& employee) {
  const auto troubles = serving_troubles(tx, std::span(&employee, 1));
  if (troubles.empty()) return std::nullopt;
  return troubles.begin()->second;
}

void require_can_serve(db::Tx& tx, const PrincipalId& employee, const std::string& field) {
  const auto trouble = serving_trouble(tx, employee);
  if (!trouble) return;
  const bool not_allowed = *trouble == ServingTrouble::outside_range || *trouble == ServingTrouble::not_verified;
  throw ApiError(not_allowed ? Errc::forbidden : Errc::conflict, field + " " + std::string(text_of(*trouble)), field);
}

void lock_loads(db::Tx& tx, std::span<const PrincipalId> employees) {
  store::lock_loads(tx, employees);
}

void verify(db::Tx& tx, std::span<const PrincipalId> members) {
  store::verify(tx, members);
}

std::int64_t load_of(db::Tx& tx, const PrincipalId& employee) {
  const auto servers = store::servers(tx, std::span(&employee, 1), {});
  return servers.empty() ? 0 : servers.begin()->second.customers;
}

}  // namespace weft::customers
