// contact.merge and contact.unmerge.
#include "customers/merging/merging.hpp"
#include "customers/records/views.hpp"
#include <weft/api/define.hpp>
#include <weft/base/json.hpp>
#include <weft/customers/operations.hpp>
#include <weft/customers/reach.hpp>
#include <weft/customers/records.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

/// The device of one customer comes to the chats of the other: as far-reaching as handing all of them over.
constexpr Power kPower = Power::hand_over_on_job;

struct MergeIn {
  ContactId contact;  ///< goes on
  ContactId other;    ///< becomes part of it
};
BOOST_DESCRIBE_STRUCT(MergeIn, (), (contact, other))

struct MergeOut {
  Contact contact;
  std::vector<MergedFollow> follows;
};
BOOST_DESCRIBE_STRUCT(MergeOut, (), (contact, follows))

struct UnmergeIn {
  ContactId contact;  ///< that became part of another
};
BOOST_DESCRIBE_STRUCT(UnmergeIn, (), (contact))

struct UnmergeOut {
  ContactId contact;  ///< is a customer of its own again
  ContactId from;     ///< what it was part of
  std::vector<NotRestored> not_restored;
};
BOOST_DESCRIBE_STRUCT(UnmergeOut, (), (contact, from, not_restored))

/// First step: in the company's line, for what is done is audited whoever does it.
api::Caller begin(db::Tx& tx, const Context& context) {
  if (context.who().may(permission_for(kPower)))
    return identity::begin_admin(tx, context.who(), permission_for(kPower));
  identity::audit::lock(tx);
  return context.who();
}

Contact need_contact(db::Tx& tx, const ContactId& id, const std::string& field) {
  auto contact = load_contact(tx, id);
  if (!contact) throw ApiError(Errc::not_found, "no such customer", field);
  return std::move(*contact);
}

/// Raises not_found for who sees nothing of the customer, forbidden unless the power reaches everybody who serves it or
/// did; and `part`, which became part of it.
void need_all(
    db::Tx& tx, const api::Caller& caller, const ContactId& contact, const std::string& field,
    const std::optional<ContactId>& part = {}) {
  const Reach reach = customer_reach(tx, caller, kPower);
  auto follows = follows_of(tx, contact);
  if (part)
    for (Follow& follow : follows_of(tx, *part))
      follows.push_back(std::move(follow));
  const bool all = !reach.empty() && (!follows.empty() || reach.departments.company) &&
                   std::all_of(follows.begin(), follows.end(), [&](const Follow& follow) {
                     return reaches(tx, reach, follow.employee);
                   });
  if (all) return;
  sight_of(tx, caller, contact);
  throw ApiError(Errc::forbidden, "only who manages all who serve or served this customer may do this", field);
}

void tell(
    db::Tx& tx, const Context& context, const std::string& action, const ContactId& other, const Json& before,
    const Json& after) {
  identity::audit::append(
      tx, {identity::origin_of(context), action, other.str(), identity::audit::change(before, after)});
}

MergeOut merge(db::Tx& tx, const Context& context, const MergeIn& in) {
  if (in.contact == in.other) refuse_field("other", "is the same customer");
  const auto caller = begin(tx, context);
  need_contact(tx, in.contact, "contact");
  need_contact(tx, in.other, "other");
  need_all(tx, caller, in.contact, "contact");
  need_all(tx, caller, in.other, "other");
  auto follows = merge_contacts(tx, in.contact, in.other, caller.principal);
  tell(
      tx, context, "contact.merge", in.other, {{"merged_into", nullptr}},
      {{"merged_into", in.contact.str()}, {"follows", Json::parse(to_json_text(follows))}});
  return {load_contact(tx, in.contact).value(), std::move(follows)};
}

UnmergeOut unmerge(db::Tx& tx, const Context& context, const UnmergeIn& in) {
  const auto caller = begin(tx, context);
  const Contact other = need_contact(tx, in.contact, "contact");
  need_all(tx, caller, other.merged_into.value_or(in.contact), "contact", in.contact);
  if (!other.merged_into) throw ApiError(Errc::conflict, "this customer is part of no other", "contact");
  auto left = unmerge_contacts(tx, *other.merged_into, in.contact, caller.principal);
  tell(
      tx, context, "contact.unmerge", in.contact, {{"merged_into", other.merged_into->str()}},
      {{"merged_into", nullptr}, {"not_restored", Json::parse(to_json_text(left))}});
  return {in.contact, *other.merged_into, std::move(left)};
}

}  // namespace

std::vector<api::Operation> merging_operations() {
  const std::string one = "/api/v1/contacts/{contact}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<MergeIn, MergeOut>(
      Declaration(
          "contact.merge", Method::post, one + "/merge", Policy::signed_in,
          "Another record of the same customer becomes part of this one: by who manages all who serve both."),
      merge));
  table.push_back(api::transactional<UnmergeIn, UnmergeOut>(
      Declaration(
          "contact.unmerge", Method::post, one + "/unmerge", Policy::signed_in,
          "What became part of another customer is one of its own again, as far as nothing has moved on."),
      unmerge));
  return table;
}

}  // namespace weft::customers
