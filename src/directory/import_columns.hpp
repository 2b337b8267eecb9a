// Which column of a table means what: the layout of WeCom's own contact template, in its words and in plain English.
#pragma once
#include "directory/import_table.hpp"
#include <weft/directory/types.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::directory {

enum class Column {
  name,         ///< 姓名, needed
  userid,       ///< 帐号, needed: by it a member is found again
  alias,        ///< 别名
  title,        ///< 职务
  departments,  ///< 部门: paths of names from the root on, the main one first
  gender,       ///< 性别
  mobile,       ///< 手机
  telephone,    ///< 座机
  email,        ///< 个人邮箱
  leader,       ///< 部门负责人: 是 or 否 for each of the departments
  order,        ///< 排序: a number for each of the departments; of numbered imports
  disabled,     ///< 禁用: 1 or 0; the same
};
BOOST_DESCRIBE_ENUM(
    Column, name, userid, alias, title, departments, gender, mobile, telephone, email, leader, order, disabled)

/// The header in the template: 姓名.
std::string_view header_of(Column column);
/// The columns of an export, in the template's order.
const std::vector<Column>& template_columns();

/// Their headers, then the names of the company's own fields.
std::vector<std::string> headers_of(const std::vector<Field>& fields);

/// Headers that an export shows and an import passes over.
inline constexpr std::string_view kActivated = "激活状态", kDisabled = "禁用状态";

struct ColumnMap {
  std::int64_t header_row = 0;
  std::vector<std::optional<Column>> meaning;  ///< of each column from the left; absent: passed over
  std::vector<std::int64_t> fields;            ///< of each column: the number of the company's own field, 0 for none
  std::vector<std::string> ignored;            ///< headers that mean nothing here
  bool has(Column column) const;
  /// The text of a row's cell, "" where there is none.
  std::string_view cell(const TableRow& row, Column column) const;
  std::string_view cell(const TableRow& row, std::int64_t field) const;
};

/// The map, when `row` is a header: it names both 姓名 and 帐号. Raises invalid_argument (field "file") for a header
/// that names something twice, or what an import must not set (role, password, status, ids). A header that is nothing
/// of the template's may be the name of one of `fields`, the company's own. `numbered`: what only programs write means
/// something too.
std::optional<ColumnMap> columns_of(const TableRow& row, const std::vector<Field>& fields, bool numbered = false);

}  // namespace weft::directory
