// The tables of operations that together are customer_figures.*
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/transfer.hpp>

#include <string>
#include <vector>

namespace weft::customers::figures {

inline const std::string kFiguresPath = "/api/v1/customer-figures";

std::vector<api::Operation> reading_operations();
std::vector<api::Operation> time_operations();
std::vector<api::Operation> export_operations();

inline constexpr auto kExportJob = "figures.export";
db::Step export_step(db::Tx& tx, const db::Job& job, directory::TableFiles& files);

}  // namespace weft::customers::figures
