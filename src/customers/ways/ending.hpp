// Temporary chats: when they end, and what is said then.
#pragma once
#include "customers/ways/way.hpp"
#include <weft/customers/contacts.hpp>

namespace weft::customers {

/// Sees to it that somebody looks at temporary chats then. It waits for who does so now, and so comes before the locks
/// of chats and loads.
void look_at_chats(db::Tx& tx, Time at);

/// What the places in a greeting stand for, in this relation.
Places places_of(db::Tx& tx, const Follow& follow);

}  // namespace weft::customers
