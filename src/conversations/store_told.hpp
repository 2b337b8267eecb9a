// SQL of what is told to others outside.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>

namespace weft::conversations::store {

struct ToldEntry {
  std::string conversation_kind;
  std::optional<Entry> entry;
  std::string actor_kind;
};
/// Absent when the conversation is gone.
std::optional<ToldEntry> find_told(db::Tx& tx, const ConversationId& conversation, Seq seq);

}  // namespace weft::conversations::store
