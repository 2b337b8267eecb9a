// Taking the content of a log away, a piece at a time, unless a hold keeps it.
#include "groups/store_retention.hpp"
#include <weft/groups/erasing.hpp>

namespace weft::groups {

void line_up_to_erase(db::Tx& tx) {
  store::line_up(tx);
}

bool held(db::Tx& tx, const ConversationId& conversation) {
  return store::held(tx, conversation);
}

bool held_person(db::Tx& tx, const PrincipalId& principal) {
  return store::held_person(tx, principal);
}

std::int64_t erase_some(
    db::Tx& tx, const std::vector<Forget>& forget, const ConversationId& conversation, std::int64_t limit) {
  // Everything that there is by now is older than this.
  const auto piece = store::old_end(tx, conversation, tx.now() + std::chrono::hours(24 * 365), limit);
  if (!piece) return 0;
  for (const Forget& told : forget)
    told(tx, conversation, piece->first, piece->last);
  store::take_off(tx, conversation, *piece);
  return piece->last - piece->first + 1;
}

}  // namespace weft::groups
