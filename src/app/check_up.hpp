// What `weft doctor` looks at.
#pragma once
#include "app/database.hpp"

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace weft::app {

enum class Health { ok, warn, fail };
BOOST_DESCRIBE_ENUM(Health, ok, warn, fail)

struct Finding {
  std::string name;  ///< "disk space"
  Health status = Health::ok;
  std::string detail;  ///< what was found
  std::string advice;  ///< what to do; empty when ok
};
BOOST_DESCRIBE_STRUCT(Finding, (), (name, status, detail, advice))

using Findings = std::vector<Finding>;

/// The machine: data directory, disk, limits, clock, certificate. check_up.cpp
void check_machine(const Config& config, Findings& findings);
/// The database: settings, schema, roles, companies; the clock of one that is not private. check_up_store.cpp
void check_database(const Config& config, const Database& database, Findings& findings);
/// The logs and the audit chain: heads alone, or with `all` every row.
void check_logs(const Database& database, bool all, Findings& findings);
/// Whether exactly one employee is in charge of each chat with a customer, and hand-overs are told of once. Every row.
/// check_up_customers_store.cpp
void check_relations(const Database& database, Findings& findings);
/// What is on its way out: webhooks that nobody takes, and broadcasts that do not go on. check_up_told_store.cpp
void check_telling(const Database& database, Findings& findings);
/// Whether the files that the rows tell of are on the disk; with `all`, whether their content is what it was.
/// check_up_files_store.cpp
void check_files(const Config& config, const Database& database, bool all, Findings& findings);

}  // namespace weft::app
