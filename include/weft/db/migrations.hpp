// Ordered, checksummed schema changes, applied once each under an advisory lock.
#pragma once
#include <string>
#include <vector>

namespace weft::db {

struct Migration {
  int number;        ///< 1, 2, 3 ... without holes
  std::string name;  ///< file name without .sql
  std::string sql;
};

/// The migrations compiled into this binary (migrations/*.sql).
std::vector<Migration> embedded_migrations();

struct MigrationReport {
  int before = 0;
  int after = 0;
};

/// Brings the database at `url` (connecting user must own it) to the newest schema, each migration in its own
/// transaction, one process at a time. Creates the roles weft_app and weft_maintenance when they are missing and grants
/// them to the connecting user. Raises OperatorError with what to do when the database cannot be reached, is too old or
/// not UTF8, lacks the roles and may not create them, is newer than this binary, or when an applied migration was
/// altered.
MigrationReport migrate(const std::string& url, const std::vector<Migration>& migrations);

/// What is applied, without changing anything (0: an empty database); raises the same errors about the schema.
int schema_version(const std::string& url, const std::vector<Migration>& migrations);

}  // namespace weft::db
