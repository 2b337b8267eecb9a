// Tables the server writes: the people of a company in the template's layout, and what became of an import.
#include "directory/store_export.hpp"
#include "directory/store_imports.hpp"
#include "directory/transfer.hpp"
#include <weft/base/json.hpp>
#include <weft/directory/fields.hpp>
#include <weft/directory/scratch.hpp>
#include <weft/directory/tables.hpp>

#include <algorithm>
#include <set>

namespace weft::directory {

struct ExportState {
  TableFormat format = TableFormat::xlsx;
  std::optional<std::int64_t> department;
};
BOOST_DESCRIBE_STRUCT(ExportState, (), (format, department))

namespace {

constexpr std::int64_t kPage = 1000;
using Cells = std::vector<std::string>;

/// "Acme/Sales/R\/D": with the root in front, as the template has it. ';' divides departments.
std::string shown_path(const std::string& root, const std::string& full_name) {
  std::string path = join_path({root});
  if (!full_name.empty()) path += "/" + full_name;
  std::string cell;
  for (const char c : path) {
    if (c == ';') cell += '\\';
    cell += c;
  }
  return cell;
}

template <class Show>
std::string joined(const std::vector<KnownPlace>& places, Show show) {
  std::string cell;
  for (const KnownPlace& place : places) {
    if (!cell.empty()) cell += ';';
    cell += show(place);
  }
  return cell;
}

std::string value_of(Column column, const store::ExportedMember& member, const std::string& root) {
  const Known& known = member.known;
  switch (column) {
    case Column::name: return known.name;
    case Column::userid: return member.userid;
    case Column::title: return known.title;
    case Column::alias: return known.alias;
    case Column::mobile: return known.mobile;
    case Column::telephone: return known.telephone;
    case Column::email: return known.email;
    case Column::gender:
      if (known.gender == Gender::unknown) return "";
      return known.gender == Gender::male ? "男" : "女";
    case Column::order:
    case Column::disabled: return "";  // of tables that programs write
    case Column::departments:
      return joined(known.places, [&](const KnownPlace& place) { return shown_path(root, place.full_name); });
    case Column::leader:
      return joined(known.places, [](const KnownPlace& place) { return place.leader ? "是" : "否"; });
  }
  return "";
}

/// A right with which a table is made. It keeps by which departments it reached somebody: there it is needed later.
class Right {
 public:
  /// `path`: of the department that the table is of, "" for the company.
  Right(
      api::Permission permission, identity::Reach reach, const std::optional<std::int64_t>& department,
      const std::string& path)
      : permission_(permission),
        whole_(reach.covers(path)),
        department_(department.value_or(kRoot)),
        tops_(std::move(reach.paths)) {
    // Who is within several is so by what the table is of.
    std::stable_partition(tops_.begin(), tops_.end(), [&](const auto& top) { return top.starts_with(path); });
  }

  bool reaches(const Known& member) {
    if (whole_) return used_ = true;
    const auto holds = [&](const std::string& top) {
      return std::any_of(member.places.begin(), member.places.end(), [&](const KnownPlace& place) {
        return place.path.starts_with(top);
      });
    };
    const auto top = std::find_if(tops_.begin(), tops_.end(), holds);
    if (top == tops_.end()) return false;
    by_.insert(*top);
    return used_ = true;
  }

  /// Whether it reached anybody.
  bool used() const { return used_; }
  files::Needed needed() const {
    if (whole_) return {permission_, {department_}};
    return {permission_, identity::Reach{false, {by_.begin(), by_.end()}}.tops()};
  }

 private:
  api::Permission permission_;
  bool whole_;
  std::int64_t department_;
  std::vector<std::string> tops_;
  std::set<std::string> by_;
  bool used_ = false;
};

/// What is the same for every row of an export.
struct ExportRules {
  std::string root;
  std::vector<Field> fields;
};

/// With which rights it is made.
struct ExportRights {
  Right exports;
  Right manages;  ///< where fields that are not shown to all may be told

  /// What is in the table is for who has all of them.
  std::vector<files::Needed> needed() const {
    std::vector<files::Needed> all{exports.needed()};
    if (manages.used()) all.push_back(manages.needed());
    return all;
  }
};

Cells headers(const ExportRules& rules) {
  Cells cells = headers_of(rules.fields);
  cells.emplace_back(kActivated);
  cells.emplace_back(kDisabled);
  return cells;
}

Cells cells_of(const store::ExportedMember& member, const ExportRules& rules, Right& manages) {
  using identity::PrincipalStatus;
  Cells cells;
  for (const Column column : template_columns())
    cells.push_back(value_of(column, member, rules.root));
  for (const Field& field : rules.fields) {
    const auto value = member.known.fields.find(field.number);
    const bool told = value != member.known.fields.end() && (field.shown || manages.reaches(member.known));
    cells.push_back(told ? value->second : "");
  }
  cells.emplace_back(member.known.status == PrincipalStatus::not_activated ? "未激活" : "已激活");
  cells.emplace_back(member.known.status == PrincipalStatus::disabled ? "禁用" : "启用");
  return cells;
}

std::string joined_problems(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += "; ";
    text += problem.column.empty() ? problem.reason : problem.column + " " + problem.reason;
  }
  return text;
}

std::string word_of(const ImportRowView& row) {
  if (row.state == RowState::done) return "done";
  return row.action == ImportAction::unchanged ? "unchanged" : "failed";
}

}  // namespace

db::Step export_step(db::Tx& tx, const db::Job& job, TableFiles& files) {
  const auto state = read_json<ExportState>(parse_json(job.state.text));
  const Actor who = acting(tx, job.started_by.value(), api::Permission::directory_export);
  const std::string path = state.department ? store::path_of(tx, *state.department) : "";
  if (state.department && path.empty()) throw db::JobFailed("the department is gone");
  const ExportRules rules{store::root_name(tx), list_fields(tx)};
  const auto right = [&](api::Permission permission) {
    return Right(permission, identity::reach(tx, who.caller, permission), state.department, path);
  };
  ExportRights rights{right(api::Permission::directory_export), right(api::Permission::members_manage)};
  const Scratch scratch(files, job.id.str() + extension(state.format));
  const auto table = write_table(state.format, scratch.path(), kSheet);
  table->row(headers(rules));
  std::int64_t written = 0;
  std::string after;
  for (std::vector<store::ExportedMember> page; !(page = store::members_after(tx, after, path, kPage)).empty();) {
    after = page.back().userid_key;
    for (const auto& member : page) {
      if (!rights.exports.reaches(member.known)) continue;
      table->row(cells_of(member, rules, rights.manages));
      ++written;
    }
  }
  table->finish();
  const FileId file = files.keep(
      tx, who.caller.principal, "members" + extension(state.format), scratch.path(), rights.needed());
  db::Step step;
  step.done = step.total = written;
  step.result = RawJson{Json{{"file", file.str()}, {"members", written}}.dump()};
  return step;
}

FileId write_report(db::Tx& tx, const ImportView& import, TableFiles& files) {
  const Scratch scratch(files, import.id.str() + ".xlsx");
  const auto table = write_table(TableFormat::xlsx, scratch.path(), "导入结果");
  table->row({"行", std::string(header_of(Column::userid)), "action", "result", "changes", "reason"});
  std::int64_t after = 0;
  for (std::vector<ImportRowView> page;
       !(page = store::list_rows(tx, import.id, std::nullopt, after, kPage)).empty();) {
    after = page.back().row;
    for (const ImportRowView& row : page) {
      std::string changes;
      for (const std::string& change : row.changes)
        changes += (changes.empty() ? "" : ", ") + change;
      table->row(
          {std::to_string(row.row), row.userid, boost::describe::enum_to_string(row.action, ""), word_of(row), changes,
           joined_problems(row.problems)});
    }
  }
  table->finish();
  return files.keep(tx, import.created_by, "import-report.xlsx", scratch.path(), {});
}

}  // namespace weft::directory
