// Join ways as visits meet them.
#include "customers/groups/associate.hpp"
#include "customers/groups/joining.hpp"
#include "customers/ways/hours.hpp"

namespace weft::customers {
namespace {

ClosedReason reason_of(JoinTrouble trouble) {
  switch (trouble) {
    case JoinTrouble::expired: return ClosedReason::expired;
    case JoinTrouble::used_up: return ClosedReason::used_up;
    case JoinTrouble::nobody:
    case JoinTrouble::removed: break;
  }
  return ClosedReason::nobody;
}

std::optional<Door::View> look(db::Tx& tx, const std::string& code, const std::optional<ContactId>& contact) {
  const auto found = look_join_way(tx, code, contact);
  if (!found) return std::nullopt;
  Door::View view;
  view.title = found->name;
  view.touch = {found->way, found->state};
  view.refused = found->trouble == JoinTrouble::removed;
  if (found->trouble && !view.refused)
    view.closed = Closed{reason_of(*found->trouble), std::string(text_of(*found->trouble)), {}, {}};
  const auto group = found->group ? group_store::find_group(tx, *found->group) : std::nullopt;
  const auto hours = group ? hours_of(group->extras) : std::nullopt;
  if (hours) view.hours = text_of(*hours);
  view.open = is_open(tx, hours);
  return view;
}

std::optional<ConversationId> enter(db::Tx& tx, const std::string& code, const ContactId& contact) {
  db::Savepoint attempt(tx);
  try {
    const auto joined = join(tx, contact, code);
    attempt.release();
    return joined.conversation;
  } catch (const ApiError& error) {
    if (error.code() != Errc::conflict && error.code() != Errc::not_found) throw;
    return std::nullopt;
  }
}

}  // namespace

Door group_door() {
  return {look, enter, lock_join_way};
}

}  // namespace weft::customers
