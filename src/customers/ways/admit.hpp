// Lets a customer in by a way: the relation, and what the way does beside it.
#pragma once
#include "customers/ways/way.hpp"
#include <weft/customers/contacts.hpp>

namespace weft::customers {

struct Admission {
  ContactId contact;
  PrincipalId employee;
  FollowSource source = FollowSource::way;
  std::optional<PrincipalId> actor = {};  ///< absent: the customer itself
  std::string remark = {};
};

/// The chat. Begins the relation, tags it, gives a temporary chat its end, and says the welcome when the relation was
/// not active before. Counts as a use and a turn. The way is locked.
ConversationId admit(db::Tx& tx, const Way& way, const Admission& admission, const EntranceParts& parts);

}  // namespace weft::customers
