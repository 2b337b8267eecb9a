// SQL of what ends when people come into a group or go: requests to join, and links. Within the tenant of `tx`.
#pragma once
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>

#include <span>

namespace weft::conversations::store {

/// Closes the requests of these people, who are in now by another way.
void settle_requests(
    db::Tx& tx, const ConversationId& group, std::span<const PrincipalId> people, const PrincipalId& by);
/// Revokes the links that these people made.
void end_links(db::Tx& tx, const ConversationId& group, std::span<const PrincipalId> makers);

}  // namespace weft::conversations::store
