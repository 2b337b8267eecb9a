// broadcast.rules, and what customers want: visit.broadcasts, contact.broadcasts.
#include "broadcasts/operations.hpp"
#include <weft/base/error.hpp>
#include <weft/customers/standing.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/settings.hpp>

namespace weft::broadcasts {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

struct OwnTerms {
  bool refused = false;
  std::string zone;  ///< "": that of the company is taken
};
BOOST_DESCRIBE_STRUCT(OwnTerms, (), (refused, zone))

struct SetOwnTerms {
  std::optional<bool> refused;
  std::optional<Text<1, 64>> zone;
};
BOOST_DESCRIBE_STRUCT(SetOwnTerms, (), (refused, zone))

struct ContactTerms {
  customers::ContactId contact;
};
BOOST_DESCRIBE_STRUCT(ContactTerms, (), (contact))

struct SetContactTerms {
  customers::ContactId contact;
  bool refused = false;
};
BOOST_DESCRIBE_STRUCT(SetContactTerms, (), (contact, refused))

OwnTerms own(db::Tx& tx, const customers::ContactId& contact) {
  const auto terms = store::terms_of(tx, contact);
  return {terms.refused, terms.zone};
}

OwnTerms set_own(db::Tx& tx, const Context& context, const SetOwnTerms& in) {
  const auto& contact = context.who().principal;
  if (in.zone) {
    if (!store::is_zone(tx, in.zone->value)) refuse_field("zone", "must be a time zone such as Europe/Berlin");
    store::set_zone(tx, contact, in.zone->value);
  }
  if (in.refused) store::set_refused(tx, contact, *in.refused, contact);
  return own(tx, contact);
}

OwnTerms of_contact(db::Tx& tx, const Context& context, const ContactTerms& in) {
  const auto acting = customers::act_on_contact(tx, context.who(), in.contact, customers::Power::broadcast);
  return own(tx, acting.follow.contact);
}

/// What a customer has refused itself, nobody of the company takes back.
OwnTerms set_of_contact(db::Tx& tx, const Context& context, const SetContactTerms& in) {
  const auto acting = customers::act_on_contact(tx, context.who(), in.contact, customers::Power::broadcast);
  const auto& contact = acting.follow.contact;
  const OwnTerms before = own(tx, contact);
  if (!in.refused && store::refused_itself(tx, contact))
    throw ApiError(Errc::forbidden, "the customer itself wants no broadcasts", "refused");
  store::set_refused(tx, contact, in.refused, context.who().principal);
  const OwnTerms after = own(tx, contact);
  if (acting.by_permission)
    identity::audit::append(
        tx, {identity::origin_of(context), "contact.set_broadcasts", contact.str(),
             identity::audit::change({{"refused", before.refused}}, {{"refused", after.refused}})});
  return after;
}

Rules set_rules(db::Tx& tx, const Context& context, const Rules& in) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::broadcasts_manage);
  identity::require_company(tx, caller, Permission::broadcasts_manage);
  if (in.hours) need_hours(*in.hours, "hours");
  return identity::save_settings(tx, kRulesSettings, in, identity::origin_of(context));
}

}  // namespace

std::vector<api::Operation> terms_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<api::Nothing, Rules>(
      Declaration(
          "broadcast_rules.get", Method::get, "/api/v1/broadcast-rules", Policy::signed_in,
          "How many broadcasts a customer gets, when, and who sends."),
      [](db::Tx& tx, const Context&, const api::Nothing&) { return rules(tx); }));
  table.push_back(api::transactional<Rules, Rules>(
      Declaration(
          "broadcast_rules.set", Method::put, "/api/v1/broadcast-rules", Permission::broadcasts_manage,
          "Sets that; the whole company's. Broadcasts that were started go by what was."),
      set_rules));
  table.push_back(api::transactional<api::Nothing, OwnTerms>(
      Declaration(
          "visit.broadcasts", Method::get, "/api/v1/visit/broadcasts", Policy::customer,
          "Whether one wants broadcasts, and by which clock."),
      [](db::Tx& tx, const Context& context, const api::Nothing&) { return own(tx, context.who().principal); }));
  table.push_back(api::transactional<SetOwnTerms, OwnTerms>(
      Declaration(
          "visit.set_broadcasts", Method::patch, "/api/v1/visit/broadcasts", Policy::customer,
          "Says so: who refuses gets none from anybody of the company."),
      set_own));
  const std::string contact = "/api/v1/contacts/{contact}/broadcasts";
  table.push_back(api::transactional<ContactTerms, OwnTerms>(
      Declaration(
          "contact.broadcasts", Method::get, contact, Policy::signed_in, "Whether a customer wants broadcasts."),
      of_contact));
  table.push_back(api::transactional<SetContactTerms, OwnTerms>(
      Declaration(
          "contact.set_broadcasts", Method::put, contact, Policy::signed_in,
          "Records that a customer wants none, or wants them again."),
      set_of_contact));
  return table;
}

}  // namespace weft::broadcasts
