// One row of an import as it stands in the file: what it asks for, and what is wrong with it by itself.
#pragma once
#include "directory/import_columns.hpp"
#include <weft/directory/imports.hpp>
#include <weft/directory/members.hpp>
#include <weft/directory/types.hpp>

#include <boost/describe.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weft::directory {

/// What a row asks for. What is absent stays as it is: the table lacks the column, or the cell is empty.
struct Wanted {
  std::string userid;
  std::string name;
  std::optional<std::string> alias, title, mobile, telephone, email;
  std::optional<Gender> gender;
  std::optional<std::vector<std::string>> departments;  ///< paths from below the root, the main one first, "" the root
  std::optional<std::vector<bool>> leader;              ///< of each department
  std::vector<FieldValue> fields;                       ///< of the company's own
  std::optional<std::vector<std::int64_t>> positions = {};  ///< in each department
  std::optional<bool> disabled = {};
};
BOOST_DESCRIBE_STRUCT(
    Wanted, (),
    (userid, name, alias, title, mobile, telephone, email, gender, departments, leader, fields, positions, disabled))

struct ParsedRow {
  std::int64_t row = 0;
  Wanted wanted;
  std::vector<Problem> problems;
};

/// What holds for all rows of a file.
struct TableRules {
  ColumnMap columns;
  std::string root;           ///< the company's name, which may stand in front of a path of departments
  std::vector<Field> fields;  ///< the company's own
  /// Of a numbered import: the paths of all departments, by their numbers.
  std::optional<std::map<std::int64_t, std::string>> numbers = {};
};
/// The path of a department that is not there yet, in a numbered import: "#123", below the root.
std::string unknown_department(std::int64_t number);
/// 123 of "#123".
std::optional<std::int64_t> number_of_unknown(const std::string& path);
ParsedRow parse_row(const TableRow& row, const TableRules& rules);

/// "Sales/R\/D" of {"Sales", "R/D"}. In a cell of several paths a ';' within one is written "\;".
std::string join_path(const std::vector<std::string>& names);

}  // namespace weft::directory
