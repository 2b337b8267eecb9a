// SQL of what one person keeps or puts away: stars and hidden messages. They lock the entry, not the conversation: the
// entry cannot go (retention) while they are written, and nobody else waits for them.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <vector>

namespace weft::conversations::store {

enum class Hidden { passed_over, counted };
/// True when `seq` is a message that the principal may see, or (counted) might if it had not hidden it.
bool can_see_message(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, Seq seq,
    Hidden hidden = Hidden::passed_over);

std::int64_t count_stars(db::Tx& tx, const PrincipalId& principal);
/// True when something changed; false also for what the principal may not see.
bool set_star(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& principal, bool starred);

struct Star {
  ConversationId conversation;
  Time starred_at;
  Entry entry;
};
/// The newest stars, after the last one of the page before.
struct StarKey {
  Time starred_at;
  ConversationId conversation;
  Seq seq = 0;
};
std::vector<Star> list_stars(
    db::Tx& tx, const PrincipalId& principal, const std::optional<StarKey>& after, std::int64_t limit);

/// Hides a message and the edits there are of it; false when that is done already or the principal may not see it.
bool hide_message(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& principal);

}  // namespace weft::conversations::store
