// Taking a hand-over back where the chat was closed because the new owner had one.
#include "customers/contacts/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>

namespace weft::customers {

Follow split_off(db::Tx& tx, const Follow& follow, const PrincipalId& from, const PrincipalId& actor, Json detail) {
  const auto head = conversations::lock_customer_chat(tx, follow.conversation);
  lock_loads(tx, std::vector<PrincipalId>{follow.employee, from});
  auto now = store::load_follow(tx, follow.id);
  if (!now || now->status != FollowStatus::handed_over || now->conversation != head.id || !head.dismissed ||
      head.owner != from)
    throw ApiError(Errc::conflict, "this chat has moved on");
  conversations::put_in_charge(tx, head, actor, now->employee, detail);
  conversations::reopen_chat(tx, conversations::lock_customer_chat(tx, head.id), actor);
  now->status = FollowStatus::active;
  now->source = FollowSource::hand_over;
  now->added_at = tx.now();
  now->ended_at.reset();
  store::save_follow(tx, *now);
  follow_in_notes(tx, head.id, actor);
  detail["from"] = from.str();
  detail["to"] = now->employee.str();
  note(tx, {now->contact, EventKind::handed_over, now->employee, now->conversation, actor, std::move(detail)});
  return *now;
}

}  // namespace weft::customers
