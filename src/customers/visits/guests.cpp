// A guest signs in as somebody known: what it had as a guest is that person's.
#include "customers/merging/merging.hpp"
#include "customers/records/store.hpp"
#include "customers/visits/visitor.hpp"
#include <weft/identity/sessions.hpp>

namespace weft::customers {
namespace {

constexpr std::int64_t kFamily = 50;  // guests of one person: more have the locks of each visit grow

}  // namespace

void bring_guest_along(db::Tx& tx, Arrival& arrival) {
  if (!arrival.guest || !arrival.known) return;
  const ContactId known = arrival.known->id;
  if (std::ssize(store::family(tx, known)) > kFamily) return;
  try {
    db::Savepoint savepoint(tx);
    // The token of a guest is no proof of being this person, wherever else it is by now: the device gets a new one.
    identity::end_sessions(tx, *arrival.guest);
    merge_contacts(tx, known, *arrival.guest, known);
    savepoint.release();
  } catch (const ApiError& error) {
    if (error.code() != Errc::conflict) throw;
    return;
  }
  arrival.known = store::visitor(tx, known);
  arrival.brought = true;
}

}  // namespace weft::customers
