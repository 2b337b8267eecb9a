// SQL of imports.
#pragma once
#include "directory/import_judge.hpp"
#include <weft/base/json_fwd.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/imports.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::directory::store {

// ---- the directory as an import sees it (store_import_directory.cpp)
std::string root_name(db::Tx& tx);
/// The departments that these paths of names mean, by the path asked for; those that do not exist are left out.
std::map<std::string, KnownPlace> departments_at(db::Tx& tx, const std::vector<std::string>& paths);
/// The values of a member's fields as they are stored, by number of the field.
std::map<std::int64_t, std::string> field_values(const std::string& json);
/// By userid_key; also those who have left.
std::map<std::string, Known> members_by_userid(db::Tx& tx, const std::vector<std::string>& userid_keys);
/// Who has these numbers and addresses, by their keys.
std::map<std::string, PrincipalId> owners_of_mobiles(db::Tx& tx, const std::vector<std::string>& keys);
std::map<std::string, PrincipalId> owners_of_emails(db::Tx& tx, const std::vector<std::string>& keys);

/// What is known of members from now on; their keys are checked to be nobody else's.
struct ProfileRow {
  PrincipalId id;
  std::string name, title, alias, mobile, mobile_key, telephone, email, email_key, gender;
  std::string fields;  ///< JSON: number of the field -> value
};
void write_profiles(db::Tx& tx, const std::vector<ProfileRow>& rows);

/// The path of each department, by its number.
std::map<std::int64_t, std::string> department_paths(db::Tx& tx);

// ---- the imports themselves (store_imports.cpp)
struct ImportRecord {
  ImportView view;
  std::optional<RawJson> columns;
  std::int64_t last_row = 0;
};
void insert_import(db::Tx& tx, const ImportView& import);
std::optional<ImportRecord> load_import(db::Tx& tx, const ImportId& id, bool lock);
/// Newest first.
std::vector<ImportView> list_imports(
    db::Tx& tx, const PrincipalId& created_by, const std::optional<ImportId>& before, std::int64_t limit);
void save_header(db::Tx& tx, const ImportId& id, const RawJson& columns, const std::vector<std::string>& ignored);
/// Userids of earlier rows of this import that are among these.
std::vector<std::string> staged_userids(db::Tx& tx, const ImportId& id, const std::vector<std::string>& userid_keys);
/// Adds the rows and what they come to; `last_row` of the file is checked.
void stage_rows(
    db::Tx& tx, const ImportId& id, const std::vector<JudgedRow>& rows, const std::set<std::string>& missing,
    std::int64_t last_row);
void set_status(db::Tx& tx, const ImportId& id, ImportStatus status, const std::optional<db::JobId>& job);
/// Those that would add or change somebody, after a row, in the order of the file.
std::vector<ParsedRow> rows_to_apply(db::Tx& tx, const ImportId& id, std::int64_t after, std::int64_t limit);
struct RowOutcome {
  std::int64_t row = 0;
  std::vector<Problem> problems;  ///< none: it is done
};
void settle_rows(db::Tx& tx, const ImportId& id, const std::vector<RowOutcome>& outcomes);
std::vector<ImportRowView> list_rows(
    db::Tx& tx, const ImportId& id, const std::optional<ImportAction>& action, std::int64_t after, std::int64_t limit);
/// By their names, after `after`.
std::vector<std::string> new_departments(db::Tx& tx, const ImportId& id, const std::string& after, std::int64_t limit);
/// Members who are here and in no row of the import: how many, and some of them by id.
std::int64_t count_absent(db::Tx& tx, const ImportId& id);
std::vector<PrincipalId> absent(db::Tx& tx, const ImportId& id, const PrincipalId& after, std::int64_t limit);
std::int64_t count_members(db::Tx& tx);
std::int64_t purge_imports(db::Tx& tx, Time before, int limit);

}  // namespace weft::directory::store
