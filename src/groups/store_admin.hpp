// SQL of the company's list of groups.
#pragma once
#include "groups/admin.hpp"
#include <weft/identity/access.hpp>

namespace weft::groups::store {

std::vector<GroupRow> list_groups(
    db::Tx& tx, const identity::Reach& reach, const GroupFilter& filter, const std::optional<ConversationId>& before,
    std::int64_t limit);
std::optional<GroupRow> find_group(db::Tx& tx, const ConversationId& group);

}  // namespace weft::groups::store
