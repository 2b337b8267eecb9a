// Departments: the rules that hold whoever asks. Each function works on the tenant of `tx`, puts itself in the
// company's line of administrative writes (audit::lock) and appends to the audit log.
#pragma once
#include <weft/directory/types.hpp>
#include <weft/identity/audit.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::directory {

/// A department as the rules need it.
struct Node {
  std::int64_t number = 0;
  std::optional<std::int64_t> parent;
  std::string path;  ///< "/1/5/19/"
  std::int64_t level = 1;
  std::string name;
  std::string full_name;
  std::string name_en;
  std::int64_t position = 0;
};

std::optional<Node> find_department(db::Tx& tx, std::int64_t number);
/// Raises not_found.
Node need_department(db::Tx& tx, std::int64_t number);
/// The same for a number out of the body: raises invalid_argument with `field`.
Node need_department(db::Tx& tx, std::int64_t number, const std::string& field);

struct NewDepartment {
  std::string name;
  std::int64_t parent = kRoot;
  std::string name_en = {};
  std::int64_t position = 0;
  std::optional<std::int64_t> number = {};  ///< absent: the next one
};

/// Raises invalid_argument (name, parent: not there or on level 15), conflict (name or number taken, 30,000 there).
Node create_department(db::Tx& tx, const NewDepartment& department, const identity::Origin& origin);

struct DepartmentChange {
  std::optional<std::string> name = {};
  std::optional<std::string> name_en = {};
  std::optional<std::int64_t> position = {};
};
Node update_department(db::Tx& tx, std::int64_t number, const DepartmentChange& change, const identity::Origin& origin);

/// With everything below it. Raises invalid_argument (field "parent") for the root, for a parent below the department,
/// and beyond 15 levels; conflict when the new siblings have one of this name.
Node move_department(
    db::Tx& tx, std::int64_t number, std::int64_t parent, std::optional<std::int64_t> position,
    const identity::Origin& origin);

/// Raises conflict while somebody or something is in it, and for the root. Rules that speak of it go with it.
void delete_department(db::Tx& tx, std::int64_t number, const identity::Origin& origin);

/// The numbers of the departments that these paths of names mean ("Sales/North"; the root's name may stand in front),
/// made where they are missing when `create`, else left out. For imports; all in the caller's transaction.
std::map<std::string, std::int64_t> departments_at(
    db::Tx& tx, std::span<const std::string> paths, bool create, const identity::Origin& origin);

}  // namespace weft::directory
