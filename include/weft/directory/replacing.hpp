// A tree of departments that a program brings as a table: 部门名称, 部门ID, 父部门ID, 排序, as WeCom has it.
#pragma once
#include <weft/directory/departments.hpp>
#include <weft/directory/transfer.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::directory {

struct DepartmentRow {
  std::int64_t row = 0;  ///< as an office suite shows it
  std::int64_t number = 0;
  std::string name;
  std::int64_t parent = 0;                 ///< of the root 0
  std::optional<std::int64_t> position{};  ///< absent: as it is
};

/// The rows, each behind the row of its parent where the table has that. `reader`: who may read the file. Raises
/// not_found; invalid_argument (field "file") for what is no such table, a number twice, departments in a circle, more
/// than 30,000.
std::vector<DepartmentRow> read_departments(
    db::Tx& tx, TableFiles& files, const PrincipalId& reader, const FileId& file);

/// What was done to a department, as bits.
enum PlacedBits { kMade = 1, kRenamed = 2, kMoved = 4, kReordered = 8 };

// Both for `by`, who needs departments_manage over the company: raise forbidden.

/// Makes the department what the row says; the bits. Raises as create, update and move do.
int place_department(db::Tx& tx, const DepartmentRow& row, const PrincipalId& by, const identity::Origin& origin);

/// Deletes departments that are none of `kept` and in which nobody and nothing is, the deepest first; their numbers.
std::vector<std::int64_t> delete_empty_departments(
    db::Tx& tx, std::span<const DepartmentRow> kept, const PrincipalId& by, const identity::Origin& origin);

}  // namespace weft::directory
