// Taking the content of a log away because it must not be kept, not because of its age.
#pragma once
#include <weft/db/tx.hpp>
#include <weft/groups/retention.hpp>

#include <functional>
#include <vector>

namespace weft::groups {

/// Waits for those who set holds and for retention, until the transaction ends. Before held() when something is
/// deleted.
void line_up_to_erase(db::Tx& tx);

/// Whether a legal hold keeps this log: on the company, on it, or on somebody who is or was in it.
bool held(db::Tx& tx, const ConversationId& conversation);
/// Whether one keeps what is known of this principal: on the company, or on it.
bool held_person(db::Tx& tx, const PrincipalId& principal);

/// Takes up to `limit` entries off the beginning of a log, whatever their age; how many. Counts and seqs stay. `forget`
/// is told before. Asks nobody.
std::int64_t erase_some(
    db::Tx& tx, const std::vector<Forget>& forget, const ConversationId& conversation, std::int64_t limit);

}  // namespace weft::groups
