// Setting how long things are kept, and holding them in spite of it.
#pragma once
#include "groups/retention.hpp"
#include "groups/store_retention.hpp"
#include <weft/api/operation.hpp>

namespace weft::groups {

/// By who holds retention_manage for the whole company; the job begins when something is to be kept short.
RetentionSettings set_retention(db::Tx& tx, const api::Context& by, Days days);
/// Days of a group's own, or the company's again. The seq of the entry; 0 when nothing changed, and of a group that was
/// dismissed, whose log is closed.
Seq set_group_retention(
    db::Tx& tx, const api::Context& by, const ConversationId& group, const std::optional<Days>& days);

/// By who holds legal_hold_manage for the whole company. From the moment this commits nothing it covers is deleted.
store::Hold set_hold(db::Tx& tx, const api::Context& by, store::Hold hold);
/// Raises not_found, or conflict when it is lifted already.
store::Hold lift_hold(db::Tx& tx, const api::Context& by, const HoldId& hold);

}  // namespace weft::groups
