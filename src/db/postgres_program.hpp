// Where PostgreSQL's programs are on this machine.
#pragma once
#include <optional>
#include <string>

namespace weft::db {

struct PostgresProgram {
  std::string bin_dir;
  int major = 0;
};

/// The programs in `bin_dir`, or, when that is empty, those of version `major` (of a data directory that exists), or
/// the newest that Weft knows. OperatorError that says what to install.
PostgresProgram find_postgres(const std::string& bin_dir, std::optional<int> major, const std::string& cluster_dir);

}  // namespace weft::db
