// SQL of what many conversations are told at once.
#pragma once
#include <weft/conversations/post_many.hpp>

namespace weft::conversations::store {

std::map<ConversationId, Head> lock_heads(db::Tx& tx, std::span<const ConversationId> conversations);

/// Where a log stood before.
struct Place {
  Seq seq = 0;
  std::int64_t message_no = 0;
};
/// Throws when one of the logs does not take messages.
std::map<ConversationId, Place> append_many(db::Tx& tx, std::span<const Telling> tellings);

/// The same into inboxes, as entries of this kind.
std::map<ConversationId, Place> append_to_many(
    db::Tx& tx, const std::string& kind, std::span<const InboxTelling> tellings);

}  // namespace weft::conversations::store
