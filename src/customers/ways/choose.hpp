// Who takes the customer that comes by a way.
#pragma once
#include "customers/ways/way.hpp"

namespace weft::customers {

/// Why the way lets nobody new in, whoever they are; absent while it does.
enum class Shut { expired, used_up, paused };
std::optional<Shut> shut(const db::Tx& tx, const Way& way);

struct Choice {
  std::optional<PrincipalId> employee;
  bool company_full = false;  ///< that is why there is none
  bool removed = false;       ///< every employee there is has ended the relation with this contact
};

/// Outside of opening hours the backup; else, of those who can take one more customer and have not reached the day's
/// cap: who had the contact before, then who is online, then whose turn it is; else the backup. `contact` is absent for
/// somebody new. Who ended the relation with the contact is not asked again.
Choice choose(
    db::Tx& tx, const Way& way, const std::optional<ContactId>& contact, const api::Presence* presence, bool open);

}  // namespace weft::customers
