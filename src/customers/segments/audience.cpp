// Whose customers an operation is about, and which of them.
#include "customers/segments/segments.hpp"
#include <weft/identity/identity.hpp>

namespace weft::customers {
namespace {

void add_people(db::Tx& tx, const api::Caller& caller, const AudienceIn& in, Power power, Audience& audience) {
  if (in.everybody.value_or(false)) {
    if (in.employee) refuse_field("employee", "does not go with everybody");
    audience.reach = customer_reach(tx, caller, power);
    if (audience.reach.empty())
      throw ApiError(Errc::forbidden, "only who manages customers works on those of others", "everybody");
    return;
  }
  audience.employee = in.employee ? identity::resolve_any(tx, std::span(&*in.employee, 1), "employee").at(0)
                                  : caller.principal;
  audience.own = audience.employee == caller.principal;
  if (audience.own) return;
  if (!reaches(tx, customer_reach(tx, caller, power), *audience.employee))
    throw ApiError(Errc::forbidden, "only who manages them works on the customers of others", "employee");
}

}  // namespace

Audience audience_of(db::Tx& tx, const api::Caller& caller, const AudienceIn& in, Power power) {
  Audience audience;
  add_people(tx, caller, in, power, audience);
  if (in.query) audience.query = in.query->value;
  audience.filter = in.filter;
  if (!in.segment) return audience;
  auto segment = store::segment(tx, *in.segment);
  if (!segment || (!segment->shared && segment->owner != caller.principal))
    throw ApiError(Errc::not_found, "no such segment", "segment");
  if (!audience.filter) {
    audience.filter = std::move(segment->filter);
  } else {
    Filter both;
    both.parts = {std::move(*audience.filter), std::move(segment->filter)};
    audience.filter = std::move(both);
  }
  return audience;
}

}  // namespace weft::customers
