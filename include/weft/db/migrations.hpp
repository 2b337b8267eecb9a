// Ordered, checksummed schema changes, applied once each under an advisory lock.
#pragma once
#include <string>
#include <vector>

namespace weft::db {

struct Migration {
  int number;         ///< 1, 2, 3 ... without holes
  std::string name;   ///< file name without .sql
  std::string sql;
};

/// The migrations compiled into this binary (migrations/*.sql).
std::vector<Migration> embedded_migrations();

struct MigrationReport {
  int before = 0;
  int after = 0;
};

/// Brings the database at `url` (connecting user must own it) to the newest schema, each migration in its own transaction, one process at a time.
/// Raises OperatorError with what to do when the database is newer than this binary or an applied migration was altered.
MigrationReport migrate(const std::string& url, const std::vector<Migration>& migrations);

/// What is applied, without changing anything; raises the same errors.
int schema_version(const std::string& url, const std::vector<Migration>& migrations);

}  // namespace weft::db
