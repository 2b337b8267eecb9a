// Figures of customer service: by employee, team and day, and of groups with customers. See docs/customer-figures.md.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/transfer.hpp>

#include <vector>

namespace weft::customers {

/// customer_figures.*; `files` takes the exported tables and must outlive them.
std::vector<api::Operation> figure_operations(directory::TableFiles& files);
db::JobKinds figure_jobs(directory::TableFiles& files);

/// Sees to it that the logs of the tenant of `tx` are counted soon, where one has grown; what reads figures counts for
/// itself what is left. Called now and then.
void keep_counting(db::Tx& tx);

}  // namespace weft::customers
