// serving.* and member.verify: who may serve customers, and how many.
#include "customers/serving/store.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/customers/operations.hpp>
#include <weft/customers/reach.hpp>
#include <weft/customers/serving.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/identity.hpp>
#include <weft/identity/settings.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

struct SetIn {
  std::optional<List<Int<1, 2147483647>, 0, 1000>> departments;
  std::optional<List<PersonRef, 0, 1000>> members;
  std::optional<bool> verified;
  std::optional<Int<1, 20000>> per_employee;
  std::optional<Int<1, 1000000>> in_company;
  std::optional<Int<0, 604800>> refusal_s;
  std::optional<Int<1, 100>> hand_overs;
  std::optional<Int<1, 365>> hand_over_days;
  std::optional<Int<0, 2592000>> undo_s;
  std::optional<bool> own_hand_overs;
  std::optional<Int<0, 365>> silent_days;
};
BOOST_DESCRIBE_STRUCT(
    SetIn, (),
    (departments, members, verified, per_employee, in_company, refusal_s, hand_overs, hand_over_days, undo_s,
     own_hand_overs, silent_days))

struct CheckIn {
  List<PersonRef, 1, 200> members;
};
BOOST_DESCRIBE_STRUCT(CheckIn, (), (members))

/// Whether somebody may take one more customer now, and why not.
struct Checked {
  PrincipalId member;
  bool may_serve = false;
  std::optional<ServingTrouble> code;
  std::optional<std::string> reason;
  std::int64_t customers = 0;
  std::optional<Time> verified_at;
};
BOOST_DESCRIBE_STRUCT(Checked, (), (member, may_serve, code, reason, customers, verified_at))

struct CheckOut {
  std::vector<Checked> items;
};
BOOST_DESCRIBE_STRUCT(CheckOut, (), (items))

struct MemberIn {
  PersonRef member;
};
BOOST_DESCRIBE_STRUCT(MemberIn, (), (member))

struct ListIn {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (limit, cursor))

struct VerifiedOut {
  PrincipalId member;
  std::optional<Time> verified_at;
};
BOOST_DESCRIBE_STRUCT(VerifiedOut, (), (member, verified_at))

template <class T>
void replace(T& value, const std::optional<T>& by) {
  if (by) value = *by;
}

void need_departments(db::Tx& tx, const api::Caller& caller, const SetIn& in) {
  if (!in.departments) return;
  for (std::size_t i = 0; i < in.departments->size(); ++i) {
    try {
      identity::require_department(tx, caller, Permission::customers_manage, in.departments->items[i]);
    } catch (const ApiError& error) {
      throw ApiError(Errc::invalid_argument, error.what(), "departments[" + std::to_string(i) + "]");
    }
  }
}

Serving set(db::Tx& tx, const Context& context, const SetIn& in) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::customers_manage);
  identity::require_company(tx, caller, Permission::customers_manage);
  need_departments(tx, caller, in);
  Serving rules = serving(tx);
  replace(rules.departments, in.departments);
  if (in.members) rules.members.items = identity::resolve(tx, in.members->items, "members");
  replace(rules.verified, in.verified);
  replace(rules.per_employee, in.per_employee);
  replace(rules.in_company, in.in_company);
  replace(rules.refusal_s, in.refusal_s);
  replace(rules.hand_overs, in.hand_overs);
  replace(rules.hand_over_days, in.hand_over_days);
  replace(rules.undo_s, in.undo_s);
  replace(rules.own_hand_overs, in.own_hand_overs);
  replace(rules.silent_days, in.silent_days);
  return identity::save_settings(tx, kServingSettings, rules, identity::origin_of(context));
}

/// Of oneself everybody may ask; of others who manages them.
std::vector<PrincipalId> asked_for(db::Tx& tx, const api::Caller& caller, const CheckIn& in) {
  const auto members = identity::resolve_any(tx, in.members.items, "members");
  const Reach reach = customer_reach(tx, caller, Power::view_customers);
  for (std::size_t i = 0; i < members.size(); ++i)
    if (members[i] != caller.principal && !reaches(tx, reach, members[i]))
      throw ApiError(
          Errc::forbidden, "only who manages their customers may ask about others",
          "members[" + std::to_string(i) + "]");
  return members;
}

CheckOut check(db::Tx& tx, const Context& context, const CheckIn& in) {
  const auto members = asked_for(tx, context.who(), in);
  const auto troubles = serving_troubles(tx, members);
  const auto loads = store::loads(tx, members);
  const auto verified = store::verified(tx, members);
  CheckOut out;
  for (const PrincipalId& member : members) {
    Checked one;
    one.member = member;
    one.may_serve = troubles.count(member) == 0;
    if (const auto trouble = troubles.find(member); trouble != troubles.end()) {
      one.code = trouble->second;
      one.reason = std::string(text_of(trouble->second));
    }
    if (const auto load = loads.find(member); load != loads.end()) one.customers = load->second;
    if (const auto seen = verified.find(member); seen != verified.end()) one.verified_at = seen->second;
    out.items.push_back(std::move(one));
  }
  return out;
}

api::Page<identity::Principal> list(db::Tx& tx, const Context& context, const ListIn& in) {
  const Reach reach = require_power(tx, context.who(), Power::view_customers);
  const std::int64_t limit = api::limit_of(in.limit);
  PrincipalId after;
  if (in.cursor) after = api::cursor_id<PrincipalId>(api::decode_cursor("serving", *in.cursor, 1)[0]);
  const auto page = api::make_page(
      store::may_serve(tx, serving(tx), reach, after, limit + 1), limit, "serving",
      [](const store::MayServe& last) { return std::vector{last.id.str()}; });
  std::vector<PrincipalId> ids;
  for (const store::MayServe& one : page.items)
    ids.push_back(one.id);
  return {identity::load_principals(tx, ids), page.next_cursor};
}

Json told(const std::optional<Time>& at) {
  return {{"verified_at", at ? Json(to_rfc3339(*at)) : Json()}};
}

VerifiedOut verify(db::Tx& tx, const Context& context, const MemberIn& in, bool wanted) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::customers_manage);
  const PrincipalId member = identity::find_seen(tx, caller, in.member);
  identity::require_reach(tx, caller, Permission::customers_manage, member);
  const auto before = store::lock_verified(tx, member);
  if (before.has_value() == wanted) return {member, before};
  const std::optional<Time> after = wanted ? std::optional(tx.now()) : std::nullopt;
  store::set_verified(tx, member, after);
  identity::audit::append(
      tx, {identity::origin_of(context), wanted ? "member.verify" : "member.unverify", member.str(),
           identity::audit::change(told(before), told(after))});
  return {member, after};
}

}  // namespace

std::vector<std::string> userids_who_may_serve(db::Tx& tx, const api::Caller& caller) {
  constexpr std::int64_t kMost = 100000;  // as many members as a company has
  const Reach reach = require_power(tx, caller, Power::view_customers);
  std::vector<std::string> userids;
  for (store::MayServe& one : store::may_serve(tx, serving(tx), reach, PrincipalId{}, kMost))
    userids.push_back(std::move(one.userid));
  return userids;
}

std::vector<api::Operation> serving_operations() {
  const std::string all = "/api/v1/serving";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<api::Nothing, Serving>(
      Declaration("serving.get", Method::get, all, Policy::staff, "Who may serve customers, and the limits."),
      [](db::Tx& tx, const Context&, const api::Nothing&) { return serving(tx); }));
  table.push_back(api::transactional<SetIn, Serving>(
      Declaration(
          "serving.set", Method::patch, all, Permission::customers_manage,
          "Changes who may serve customers, and the limits; the whole company's."),
      set));
  table.push_back(api::transactional<CheckIn, CheckOut>(
      Declaration(
          "serving.check", Method::post, all + "/check", Policy::staff,
          "Whether people may take one more customer now, and why not; oneself, or those whose customers one manages."),
      check));
  table.push_back(api::transactional<ListIn, api::Page<identity::Principal>>(
      Declaration(
          "serving.list", Method::get, all + "/members", Permission::customers_manage,
          "Who may serve customers, of those whose customers one manages."),
      list));
  for (const bool wanted : {true, false})
    table.push_back(api::transactional<MemberIn, VerifiedOut>(
        Declaration(
            wanted ? "member.verify" : "member.unverify", Method::post,
            std::string("/api/v1/members/{member}/") + (wanted ? "verify" : "unverify"), Permission::customers_manage,
            wanted ? "Says that a member's real name was seen." : "Takes that back; who serves already goes on."),
        [wanted](db::Tx& tx, const Context& context, const MemberIn& in) { return verify(tx, context, in, wanted); }));
  return table;
}

}  // namespace weft::customers
