// What the quotas say of one recipient.
#pragma once
#include "broadcasts/ledger.hpp"

namespace weft::broadcasts {

/// When it may get one again, where it may not now. `own`: made by the sender itself.
std::optional<Time> over_quota(Quota quota, bool own, const ledger::Standing& standing);

/// The whole day where there are none.
DayTime day_time(const std::optional<Hours>& hours);

}  // namespace weft::broadcasts
