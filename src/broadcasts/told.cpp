// What the outside is told of broadcasts.
#include "broadcasts/sending.hpp"
#include <weft/db/announce.hpp>

namespace weft::broadcasts {
namespace {

/// The `data` of broadcast.started and broadcast.ended.
struct BroadcastFact {
  BroadcastId broadcast;
  Kind kind = Kind::own;
  Target target = Target::customers;
  Status status = Status::done;
  PrincipalId created_by;
  Counts counts;
};
BOOST_DESCRIBE_STRUCT(BroadcastFact, (), (broadcast, kind, target, status, created_by, counts))

}  // namespace

api::EventKinds told_kinds() {
  return {
      api::event_kind<BroadcastFact>("broadcast.started", "A broadcast was started: who is meant is being looked up."),
      api::event_kind<BroadcastFact>("broadcast.ended", "A broadcast is over: done, stopped or failed.")};
}

void tell_outside(db::Tx& tx, const Broadcast& broadcast, const char* kind) {
  if (!db::somebody_listens(tx, kind)) return;
  const BroadcastFact fact{broadcast.id,     broadcast.kind,       broadcast.target,
                           broadcast.status, broadcast.created_by, store::progress(tx, broadcast.id).counts};
  db::announce(tx, {kind, broadcast.id.str(), {to_json_text(fact)}});
}

}  // namespace weft::broadcasts
