// Pages of a conversation's members.
#pragma once
#include <weft/api/paging.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <string>

namespace weft::conversations {

/// Owner first, then admins, then in the order they joined; those whom the viewer sees. Whether it may see the list at
/// all is the caller's affair.
api::Page<Member> page_of_members(
    db::Tx& tx, const api::Caller& viewer, const ConversationId& conversation, const std::optional<api::Limit>& limit,
    const std::optional<std::string>& cursor);

}  // namespace weft::conversations
