// Who sees what of a contact.
#include "customers/records/views.hpp"

#include <weft/conversations/customer_chats.hpp>
#include <weft/customers/reach.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

bool takes_part(db::Tx& tx, const Follow& follow, const PrincipalId& who) {
  if (follow.status != FollowStatus::active) return false;
  const auto present = conversations::everybody_in(tx, follow.conversation);
  return std::find(present.begin(), present.end(), who) != present.end();
}

}  // namespace

Sight sight_of(db::Tx& tx, const api::Caller& caller, const ContactId& contact) {
  const Reach reach = customer_reach(tx, caller, Power::view_customers);
  const bool company = reach.departments.company;
  Sight sight;
  sight.everything = !reach.empty();
  const auto follows = follows_of(tx, contact);
  for (const Follow& follow : follows) {
    const bool managed = company || (!reach.empty() && reaches(tx, reach, follow.employee));
    const bool own = follow.employee == caller.principal && follow.status != FollowStatus::handed_over;
    sight.everything = sight.everything && managed;
    if (managed || own || takes_part(tx, follow, caller.principal)) {
      sight.whole.push_back(follow.id);
      sight.chats.push_back(follow.conversation);
    } else {
      sight.others.push_back({follow.employee, follow.status, follow.added_at});
    }
  }
  const bool unserved = follows.empty() && company;
  if (sight.whole.empty() && !unserved) throw ApiError(Errc::not_found, "no such customer", "contact");
  return sight;
}

}  // namespace weft::customers
