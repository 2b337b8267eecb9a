// What happened with many contacts in one transaction.
#pragma once
#include <weft/customers/events.hpp>

#include <span>

namespace weft::customers {

/// As note(); one statement where nobody listens.
void note_all(db::Tx& tx, std::span<const ContactEvent> events);

}  // namespace weft::customers
