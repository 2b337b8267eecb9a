// Requests whose employee cannot serve any more go to the next in line of their way.
#pragma once
#include "customers/ways/requests.hpp"

#include <span>

namespace weft::customers {

/// Whether the customer may go on waiting for this employee: who has too many customers may have room tomorrow.
bool may_wait_for(db::Tx& tx, const PrincipalId& employee);

/// To whom the way would give the customer now; the request waits there, as if the customer had just asked. False when
/// there is nobody, or the customer waits there already. The way, the contact and the request are locked.
bool pass_to_next(db::Tx& tx, const Way& way, const CustomerRequest& request, const api::Presence* presence);

/// Those of these that are open and whose employee cannot serve any more. Locks ways, contacts, requests; nothing of
/// them is locked yet. Gives those for which nobody was found.
std::vector<CustomerRequest> pass_all(
    db::Tx& tx, std::span<const CustomerRequest> requests, const api::Presence* presence);

}  // namespace weft::customers
