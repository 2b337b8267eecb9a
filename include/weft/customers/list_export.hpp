// Lists of customers as tables.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/transfer.hpp>

#include <vector>

namespace weft::customers {

inline constexpr auto kExportListJob = "contact.export_list";

/// contact.export_list.
std::vector<api::Operation> list_export_operations();
/// The job behind it; `files` takes the tables and must outlive it.
db::JobKinds list_export_jobs(directory::TableFiles& files);

}  // namespace weft::customers
