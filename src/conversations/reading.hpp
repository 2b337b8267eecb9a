// Reading: lists, pages of a log, members, read marks.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <span>
#include <vector>

namespace weft::conversations {

/// These conversations as the principal sees them, in the order asked; direct chats with their peer. Ids the principal
/// is not in are left out.
std::vector<Conversation> load_views(db::Tx& tx, const PrincipalId& principal, std::span<const ConversationId> ids);

/// A stretch of a log. Every entry of `from`..`to` that the reader may see is in `items`; a seq inside that is not
/// there is not for this reader.
struct Stretch {
  std::vector<Entry> items;  ///< ascending
  Seq from = 1;
  Seq to = 0;
  Seq head_seq = 0;
  Seq first_seq = 1;  ///< `from` is not below it: nobody will see what was there
};
/// `after`: the entries after it, oldest first. `before`: the entries before it, newest first. Neither: the newest. At
/// most `limit`, and about 48 KiB.
Stretch list_entries(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& reader, std::optional<Seq> after,
    std::optional<Seq> before, std::int64_t limit);

/// Moves the reader's mark to `seq` and tells the others.
struct Marked {
  Seq read_seq = 0;
  std::int64_t unread = 0;
};
Marked mark_read(db::Tx& tx, const ConversationId& conversation, const PrincipalId& reader, Seq seq);

}  // namespace weft::conversations
