// Imports of people from tables: a dry run that tells row by row what would happen, then the doing, both as jobs.
#pragma once
#include <weft/api/paging.hpp>
#include <weft/base/clock.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/db/jobs.hpp>
#include <weft/identity/audit.hpp>

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft::directory {

using ImportId = Id<struct ImportTag>;

enum class ImportStatus { checking, checked, applying, applied };
BOOST_DESCRIBE_ENUM(ImportStatus, checking, checked, applying, applied)

/// The wire object `Import`.
struct ImportView {
  ImportId id;
  FileId file;
  std::string file_name;
  bool create_departments = false;
  ImportStatus status = ImportStatus::checking;
  db::JobId job;  ///< of the check, then of the applying: its state says whether that failed
  std::int64_t adds = 0, updates = 0, unchanged = 0, errors = 0;
  std::int64_t applied = 0, failed = 0;
  std::int64_t new_departments = 0;
  std::vector<std::string> ignored_columns;
  PrincipalId created_by;
  Time created_at;
  bool numbered = false;  ///< departments are named by their numbers
};
BOOST_DESCRIBE_STRUCT(
    ImportView, (),
    (id, file, file_name, create_departments, status, job, adds, updates, unchanged, errors, applied, failed,
     new_departments, ignored_columns, created_by, created_at, numbered))

/// What a row would do or did. The wire object `ImportRow`.
enum class ImportAction { add, update, unchanged, error };
BOOST_DESCRIBE_ENUM(ImportAction, add, update, unchanged, error)

struct Problem {
  std::string column;  ///< the header in the template; empty: the whole row
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (column, reason))

enum class RowState { waiting, done, failed };
BOOST_DESCRIBE_ENUM(RowState, waiting, done, failed)

struct ImportRowView {
  std::int64_t row = 0;  ///< as the office suite numbers it
  std::string userid;
  ImportAction action = ImportAction::error;
  std::vector<std::string> changes;  ///< headers of the columns that an update changes
  std::vector<Problem> problems;
  RowState state = RowState::waiting;  ///< of the applying
};
BOOST_DESCRIBE_STRUCT(ImportRowView, (), (row, userid, action, changes, problems, state))

// For programs that carry an import through by themselves. Who began it is who does it: what its rights do not cover is
// refused as in the operations.

std::optional<ImportView> find_import(db::Tx& tx, const ImportId& id);
/// Begins to do what the check announced. Raises conflict unless it is `checked`, forbidden.
ImportView apply_import(db::Tx& tx, const ImportId& id, const identity::Origin& origin);
/// Its rows in the order of the file, behind `after`.
std::vector<ImportRowView> import_rows(db::Tx& tx, const ImportId& id, std::int64_t after, std::int64_t limit);

/// Those who are here and of whom no row speaks.
struct Absent {
  std::int64_t count = 0;
  std::int64_t members = 0;  ///< of how many
};
Absent count_absent(db::Tx& tx, const ImportId& id);
std::vector<PrincipalId> absent(db::Tx& tx, const ImportId& id, const PrincipalId& after, std::int64_t limit);
/// Off-boards one of them. Raises forbidden without members_offboard over the company, for the importer itself and for
/// who may do more than it; conflict for the last owner.
void offboard_absent(db::Tx& tx, const ImportId& id, const PrincipalId& member, const identity::Origin& origin);

}  // namespace weft::directory
