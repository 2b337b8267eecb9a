// SQL of chats with customers.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <span>
#include <vector>

namespace weft::conversations::store {

void set_customer(db::Tx& tx, const ConversationId& chat, const PrincipalId& customer);

/// Makes them participants who see the whole log and have read it up to the head; those who were in already only see
/// more. Returns who was not in.
std::vector<PrincipalId> seat(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals, Seq head,
    std::int64_t message_count);

void reopen(db::Tx& tx, const ConversationId& chat);

}  // namespace weft::conversations::store
