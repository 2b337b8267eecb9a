// Figures of customer service: by employee, team and day, and of groups with customers. See docs/customer-figures.md.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/transfer.hpp>

#include <map>
#include <span>
#include <vector>

namespace weft::customers {

/// customer_figures.*; `files` takes the exported tables and must outlive them.
std::vector<api::Operation> figure_operations(directory::TableFiles& files);
db::JobKinds figure_jobs(directory::TableFiles& files);

/// Groups of one owner as they stood at a time: under whoever owns them now.
struct GroupTotals {
  std::int64_t groups = 0;
  std::int64_t members = 0;
  std::int64_t spoken = 0;    ///< groups in which somebody has written by then
  std::int64_t speakers = 0;  ///< who has, counted in each group
  std::int64_t messages = 0;
};
/// How many entries the logs may have that are read for totals.
inline constexpr std::int64_t kTotalledEntries = 500'000;
/// Before each of these times, which ascend. Of whom there are no groups is left out. Reads the logs of these groups,
/// once; raises payload_too_large (owners) where they are too long for one statement.
std::vector<std::map<PrincipalId, GroupTotals>> group_totals(
    db::Tx& tx, std::span<const PrincipalId> owners, const std::vector<Time>& untils);

/// Sees to it that the logs of the tenant of `tx` are counted soon, where one has grown; what reads figures counts for
/// itself what is left. Called now and then.
void keep_counting(db::Tx& tx);

}  // namespace weft::customers
