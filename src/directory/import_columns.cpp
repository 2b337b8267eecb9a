// Headers as people and programs write them, and what they mean.
#include "directory/import_columns.hpp"

#include <algorithm>
#include <array>

namespace weft::directory {
namespace {

struct Names {
  Column column;
  std::vector<std::string_view> names;  // the template's own first
};

const std::vector<Names>& known() {
  static const std::vector<Names> all{
      {Column::name, {"姓名", "成员姓名", "name"}},
      {Column::userid, {"帐号", "账号", "成员帐号", "成员账号", "userid", "account"}},
      {Column::alias, {"别名", "英文名", "英文id", "alias"}},
      {Column::title, {"职务", "职位", "title", "position"}},
      {Column::departments, {"部门", "所在部门", "department", "departments"}},
      {Column::gender, {"性别", "gender"}},
      {Column::mobile, {"手机", "手机号", "手机号码", "mobile"}},
      {Column::telephone, {"座机", "座机号", "telephone"}},
      {Column::email, {"个人邮箱", "邮箱", "email"}},
      {Column::leader, {"部门负责人", "是否部门负责人", "是否部门内领导", "是否领导", "leader"}},
      {Column::order, {"排序", "order"}},
      {Column::disabled, {"禁用", "disabled"}},
  };
  return all;
}

/// Who may write these has other ways, which ask for other rights and leave other traces.
constexpr std::array<std::string_view, 22> kPrivileged{
    "角色",     "权限", "管理员", "是否管理员", "密码",  "初始密码",   "状态",        "在职状态",
    "成员状态", "离职", "role",   "roles",      "admin", "permission", "permissions", "password",
    "status",   "left", "id",     "principal",  "corp",  "corp_id"};

/// "* 手机 (必填)" -> "手机".
std::string plain_header(std::string_view header) {
  std::string plain;
  int inside = 0;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string_view rest = header.substr(i);
    if (rest.starts_with("（") || rest.starts_with("(")) ++inside;
    if (inside == 0 && rest.front() != ' ' && rest.front() != '*') plain += rest.front();
    if (inside > 0 && (rest.starts_with("）") || rest.starts_with(")"))) {
      --inside;
      i += rest.starts_with(")") ? 0 : std::string_view("）").size() - 1;
    }
  }
  std::transform(plain.begin(), plain.end(), plain.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return plain;
}

std::optional<Column> meaning_of(const std::string& header, bool numbered) {
  for (const Names& column : known())
    if ((numbered || (column.column != Column::order && column.column != Column::disabled)) &&
        std::find(column.names.begin(), column.names.end(), header) != column.names.end())
      return column.column;
  return std::nullopt;
}

std::int64_t field_of(const std::string& header, const std::vector<Field>& fields) {
  for (const Field& field : fields)
    if (!header.empty() && plain_header(field.name) == header) return field.number;
  return 0;
}

std::string_view cell_at(const TableRow& row, std::size_t index) {
  return index < row.cells.size() ? std::string_view(row.cells[index]) : std::string_view();
}

}  // namespace

std::string_view header_of(Column column) {
  for (const Names& names : known())
    if (names.column == column) return names.names.front();
  return {};
}

const std::vector<Column>& template_columns() {
  static const std::vector<Column> all{Column::name,        Column::userid, Column::alias,  Column::title,
                                       Column::departments, Column::gender, Column::mobile, Column::telephone,
                                       Column::email,       Column::leader};
  return all;
}

std::vector<std::string> headers_of(const std::vector<Field>& fields) {
  std::vector<std::string> headers;
  for (const Column column : template_columns())
    headers.emplace_back(header_of(column));
  for (const Field& field : fields)
    headers.push_back(field.name);
  return headers;
}

bool ColumnMap::has(Column column) const {
  return std::find(meaning.begin(), meaning.end(), column) != meaning.end();
}

std::string_view ColumnMap::cell(const TableRow& row, Column column) const {
  return cell_at(row, static_cast<std::size_t>(std::find(meaning.begin(), meaning.end(), column) - meaning.begin()));
}

std::string_view ColumnMap::cell(const TableRow& row, std::int64_t field) const {
  const auto found = std::find(fields.begin(), fields.end(), field);
  return found == fields.end() ? "" : cell_at(row, static_cast<std::size_t>(found - fields.begin()));
}

std::optional<ColumnMap> columns_of(const TableRow& row, const std::vector<Field>& fields, bool numbered) {
  ColumnMap map;
  map.header_row = row.number;
  std::vector<std::string> headers;
  for (const std::string& cell : row.cells) {
    headers.push_back(plain_header(cell));
    map.meaning.push_back(meaning_of(headers.back(), numbered));
    map.fields.push_back(map.meaning.back() ? 0 : field_of(headers.back(), fields));
  }
  if (!map.has(Column::name) || !map.has(Column::userid)) return std::nullopt;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (std::find(kPrivileged.begin(), kPrivileged.end(), headers[i]) != kPrivileged.end())
      refuse_table("the column \"" + row.cells[i] + "\" cannot be set by an import: take it out");
    if (!map.meaning[i] && map.fields[i] == 0 && !headers[i].empty()) map.ignored.push_back(row.cells[i]);
    const bool twice = (map.meaning[i] && std::count(map.meaning.begin(), map.meaning.end(), map.meaning[i]) > 1) ||
                       (map.fields[i] != 0 && std::count(map.fields.begin(), map.fields.end(), map.fields[i]) > 1);
    if (twice) refuse_table("more than one column is headed \"" + row.cells[i] + "\"");
  }
  return map;
}

}  // namespace weft::directory
