// Ids of customers' endpoints.
#include "wecom/customer_desk.hpp"

#include <weft/customers/contacts.hpp>
#include <weft/customers/records.hpp>
#include <weft/customers/serving.hpp>
#include <weft/identity/identity.hpp>

#include <algorithm>

namespace weft::wecom {
namespace {

using identity::PrincipalKind;

[[noreturn]] void refuse_member(const std::string& userid) {
  throw Fault(code::no_user, "userid not found: " + userid);
}

}  // namespace

PrincipalId member_named(const Desk& desk, const std::string& userid) {
  return members_named(desk, std::span(&userid, 1)).front();
}

PrincipalId need_member(const Desk& desk, std::string_view field) {
  return member_named(desk, desk.need(field, code::bad_userid));
}

std::vector<PrincipalId> members_named(const Desk& desk, std::span<const std::string> userids) {
  std::vector<PersonRef> refs;
  for (const std::string& userid : userids)
    refs.push_back({userid});
  std::vector<PrincipalId> ids;
  try {
    ids = identity::resolve_any(desk.tx(), refs, "userid");
  } catch (const ApiError& error) {
    throw Fault(code::no_user, "userid not found: " + error.detail());
  }
  const auto principals = identity::load_principals(desk.tx(), ids);
  for (std::size_t i = 0; i < principals.size(); ++i)
    if (principals[i].kind != PrincipalKind::member) refuse_member(userids[i]);
  return ids;
}

void need_servers(const Desk& desk, std::span<const PrincipalId> members) {
  using customers::ServingTrouble;
  for (const auto& [member, trouble] : customers::serving_troubles(desk.tx(), members)) {
    const std::string text = "userid " + std::string(customers::text_of(trouble));
    if (trouble == ServingTrouble::full || trouble == ServingTrouble::company_full) continue;
    if (trouble == ServingTrouble::not_verified) throw Fault(code::not_verified, text);
    if (trouble == ServingTrouble::outside_range) throw Fault(code::not_serving, text);
    if (trouble == ServingTrouble::not_activated) throw Fault(code::not_activated, text);
    throw Fault(code::no_user, text);
  }
}

customers::ContactId customer_named(const std::string& external_userid, const Desk& desk) {
  const auto id = customers::ContactId::parse(external_userid);
  if (!id || !customers::load_contact(desk.tx(), *id))
    throw Fault(code::bad_customer, "invalid external userid: " + external_userid);
  return *id;
}

customers::ContactId need_customer(const Desk& desk, std::string_view field) {
  return customer_named(desk.need(field, code::bad_customer), desk);
}

customers::Follow need_follow(const Desk& desk) {
  const PrincipalId member = need_member(desk, "userid");
  const auto follow = customers::find_follow(desk.tx(), need_customer(desk), member);
  if (!follow || follow->status != customers::FollowStatus::active)
    throw Fault(code::not_a_customer, "not exist external contact: userid does not serve this customer");
  return *follow;
}

void Names::learn(std::span<const PrincipalId> ids) {
  std::vector<PrincipalId> unknown;
  for (const PrincipalId& id : ids)
    if (known_.emplace(id, "").second) unknown.push_back(id);
  if (unknown.empty()) return;
  for (const identity::Principal& one : identity::load_principals(desk_.tx(), unknown))
    known_[one.id] = one.kind == PrincipalKind::external ? one.id.str() : one.userid;
}

std::string Names::of(const PrincipalId& id) {
  learn(std::span(&id, 1));
  return known_.at(id);
}

std::string Names::of(const Json& id) {
  if (!id.is_string()) return {};
  const auto parsed = PrincipalId::parse(id.get<std::string>());
  return parsed ? of(*parsed) : std::string();
}

std::int64_t need_seconds(const Desk& desk, const char* field) {
  const std::int64_t at = desk.need_number(field);
  if (at < 0) throw Fault(code::invalid_parameter, std::string(field) + " must be a time in seconds since 1970");
  return at;
}

std::int64_t seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::int64_t seconds(const Json& time) {
  if (!time.is_string()) return 0;
  const auto parsed = parse_time(time.get<std::string>());
  return parsed ? seconds(*parsed) : 0;
}

}  // namespace weft::wecom
