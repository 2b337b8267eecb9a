// Tags of members, and of departments: a tag reaches who is in one of them, or below. 3,000 a company, numbered. Writes
// append to the audit log and ask nobody's leave.
#pragma once
#include <weft/directory/departments.hpp>
#include <weft/identity/visibility.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::directory {

/// 1 to 32 characters that no other tag has; `wanted`: its number, absent for the next one. Raises invalid_argument
/// (name), conflict (name or number taken; 3,000 there).
Tag create_tag(
    db::Tx& tx, const std::string& name, const identity::Origin& origin, std::optional<std::int64_t> wanted = {});
void rename_tag(db::Tx& tx, std::int64_t number, const std::string& name, const identity::Origin& origin);
/// From all who have it.
void delete_tag(db::Tx& tx, std::int64_t number, const identity::Origin& origin);

/// Raises not_found.
void need_tag(db::Tx& tx, std::int64_t number);
/// By number, after `after`.
std::vector<Tag> list_tags(db::Tx& tx, const identity::View& view, std::int64_t after, std::int64_t limit);
/// Who has it and is seen, by id.
std::vector<PrincipalId> tag_members(
    db::Tx& tx, std::int64_t number, const identity::View& view, const PrincipalId& after, std::int64_t limit);

/// The departments that have it and are seen, by number, after `after`.
std::vector<Node> tag_departments(
    db::Tx& tx, std::int64_t number, const identity::View& view, std::int64_t after, std::int64_t limit);

/// Whom a tag is given to, or taken from.
struct Marked {
  std::vector<PrincipalId> members;
  std::vector<std::int64_t> departments;
  bool empty() const { return members.empty() && departments.empty(); }
};
/// Gives or takes it; those who changed. A department gets it at most as the thousandth: raises conflict (departments).
Marked mark(db::Tx& tx, std::int64_t number, const Marked& wanted, const identity::Origin& origin);
Marked unmark(db::Tx& tx, std::int64_t number, const Marked& wanted, const identity::Origin& origin);

}  // namespace weft::directory
