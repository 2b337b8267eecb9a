// Departments from a table: read whole, then made true one by one.
#include "directory/import_table.hpp"
#include "directory/store_departments.hpp"
#include "directory/transfer.hpp"
#include <weft/base/crypto.hpp>
#include <weft/directory/reading.hpp>
#include <weft/directory/replacing.hpp>
#include <weft/identity/department_path.hpp>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <set>

namespace weft::directory {
namespace {

constexpr int kHeaderWithin = 50;  // rows of instructions stand above it
constexpr std::int64_t kMostPosition = INT64_C(4294967295);

struct Columns {
  std::optional<std::size_t> name, number, parent, position;
};

/// "父部门ID (必填)" -> "父部门id".
std::string plain(std::string header) {
  for (const std::string_view bracket : {"(", "（"})
    header = header.substr(0, header.find(bracket));
  std::erase(header, ' ');
  std::erase(header, '*');
  std::transform(header.begin(), header.end(), header.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return header;
}

std::optional<Columns> columns_of(const TableRow& row) {
  Columns columns;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const std::string header = plain(row.cells[i]);
    if (header == "部门名称" || header == "name") columns.name = i;
    if (header == "部门id" || header == "id") columns.number = i;
    if (header == "父部门id" || header == "parentid") columns.parent = i;
    if (header == "排序" || header == "order") columns.position = i;
  }
  if (!columns.name || !columns.number || !columns.parent) return std::nullopt;
  return columns;
}

std::string cell(const TableRow& row, const std::optional<std::size_t>& column) {
  return column && *column < row.cells.size() ? row.cells[*column] : "";
}

[[noreturn]] void refuse_row(std::int64_t row, const std::string& why) {
  refuse_table("row " + std::to_string(row) + ": " + why);
}

std::optional<std::int64_t> whole(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

DepartmentRow row_of(const TableRow& row, const Columns& columns) {
  DepartmentRow out{row.number, 0, cell(row, columns.name), 0};
  const auto number = whole(cell(row, columns.number));
  if (!number || *number < 1) refuse_row(row.number, "部门ID must be a number from 1");
  out.number = *number;
  const std::string parent = cell(row, columns.parent);
  const auto above = parent.empty() ? std::optional<std::int64_t>(0) : whole(parent);
  if (!above || *above < 0) refuse_row(row.number, "父部门ID must be a number");
  out.parent = *above;
  const std::string position = cell(row, columns.position);
  if (position.empty()) return out;
  out.position = whole(position);
  if (!out.position || *out.position < 0 || *out.position > kMostPosition)
    refuse_row(row.number, "排序 must be a number from 0 to 4,294,967,295");
  if (*out.position == 0) out.position.reset();  // "0" leaves the order as it is, as in WeCom
  return out;
}

std::vector<DepartmentRow> parents_first(const std::vector<DepartmentRow>& rows) {
  std::map<std::int64_t, const DepartmentRow*> by_number;
  for (const DepartmentRow& row : rows)
    if (!by_number.emplace(row.number, &row).second)
      refuse_row(row.row, "部门ID " + std::to_string(row.number) + " stands in the file more than once");
  std::vector<DepartmentRow> sorted;
  std::set<std::int64_t> placed;
  for (const DepartmentRow& row : rows) {
    std::vector<const DepartmentRow*> line;  // from the row up to what is placed
    for (const DepartmentRow* at = &row; at != nullptr && !placed.contains(at->number);) {
      line.push_back(at);
      if (line.size() > identity::kDepartmentLevels) refuse_row(row.row, "is in a circle, or deeper than 15 levels");
      const auto above = by_number.find(at->parent);
      at = at->parent == 0 || above == by_number.end() ? nullptr : above->second;
    }
    for (auto at = line.rbegin(); at != line.rend(); ++at) {
      placed.insert((*at)->number);
      sorted.push_back(**at);
    }
  }
  return sorted;
}

void need_company(db::Tx& tx, const PrincipalId& by) {
  if (!acting(tx, by, api::Permission::departments_manage).reach.company)
    throw ApiError(Errc::forbidden, "this needs departments_manage for the whole company");
}

}  // namespace

std::vector<DepartmentRow> read_departments(
    db::Tx& tx, TableFiles& files, const PrincipalId& reader, const FileId& file) {
  const int opened = files.open(tx, acting(tx, reader, api::Permission::departments_manage).caller, file);
  std::unique_ptr<TableReader> table;
  try {
    table = open_table(opened);
  } catch (...) {
    close(opened);
    throw;
  }
  close(opened);
  TableRow row;
  std::optional<Columns> columns;
  for (int i = 0; i < kHeaderWithin && !columns && table->next(row); ++i)
    columns = columns_of(row);
  if (!columns) refuse_table("there is no row of headers: the columns 部门名称, 部门ID and 父部门ID are needed");
  std::vector<DepartmentRow> rows;
  while (table->next(row)) {
    rows.push_back(row_of(row, *columns));
    if (rows.size() > identity::kDepartmentNodes) refuse_table("the file has more than 30,000 departments");
  }
  return parents_first(rows);
}

int place_department(db::Tx& tx, const DepartmentRow& row, const PrincipalId& by, const identity::Origin& origin) {
  identity::audit::lock(tx);
  need_company(tx, by);
  const auto before = find_department(tx, row.number);
  if (!before) {
    create_department(tx, {row.name, row.parent, {}, row.position.value_or(0), row.number}, origin);
    return kMade;
  }
  int bits = 0;
  if (before->parent && *before->parent != row.parent) {
    move_department(tx, row.number, row.parent, std::nullopt, origin);
    bits |= kMoved;
  }
  if (before->name != row.name) bits |= kRenamed;
  if (row.position && *row.position != before->position) bits |= kReordered;
  if ((bits & (kRenamed | kReordered)) != 0)
    update_department(tx, row.number, {.name = row.name, .position = row.position}, origin);
  return bits;
}

std::vector<std::int64_t> delete_empty_departments(
    db::Tx& tx, std::span<const DepartmentRow> kept, const PrincipalId& by, const identity::Origin& origin) {
  identity::audit::lock(tx);
  need_company(tx, by);
  std::set<std::int64_t> named{kRoot};
  for (const DepartmentRow& row : kept)
    named.insert(row.number);
  auto all = departments_below(tx, {}, need_department(tx, kRoot));
  std::sort(all.begin(), all.end(), [](const Department& a, const Department& b) { return a.level > b.level; });
  std::vector<std::int64_t> deleted;
  for (const Department& one : all) {
    if (named.contains(one.number) || store::has_children(tx, one.number) || store::has_members(tx, one.number))
      continue;
    delete_department(tx, one.number, origin);
    deleted.push_back(one.number);
  }
  return deleted;
}

}  // namespace weft::directory
