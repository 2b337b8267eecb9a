// The directory as a view shows it, in whole lists: for programs that take all of it at once. Each costs a few
// statements, however long the list is. None of these functions asks who may do it: the view says what is told.
#pragma once
#include <weft/directory/departments.hpp>
#include <weft/directory/types.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/visibility.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::directory {

/// `top` and all below it, of those that are seen, each after its parent; without total_count.
std::vector<Department> departments_below(db::Tx& tx, const identity::View& view, const Node& top);

/// Who is in a department and is seen, in the department's order; with `recursive` also below it, each once, by userid.
std::vector<PrincipalId> members_in(db::Tx& tx, const identity::View& view, const Node& department, bool recursive);

/// What an app with this view may know of members, in the order asked; who is no member, or has left, is left out.
/// `managed`: where everything is told; elsewhere Insight::card (members.hpp).
std::vector<MemberDetail> load_members(
    db::Tx& tx, const identity::View& view, std::span<const PrincipalId> members, const identity::Reach& managed);

/// That somebody is in a department.
struct Placement {
  std::string userid;
  std::string key;  ///< by which they are in order
  std::int64_t department = 0;
};
/// By userid, then by department, behind these two.
std::vector<Placement> placements(
    db::Tx& tx, const identity::View& view, const std::string& after_key, std::int64_t after_department,
    std::int64_t limit);

/// Whose mobile number or e-mail address that is, in whatever form it is written; nullopt also for who is not seen, or
/// is not `managed`: these are told nowhere else, and so not by asking for one after the other.
std::optional<PrincipalId> member_with_mobile(
    db::Tx& tx, const identity::View& view, const identity::Reach& managed, const std::string& mobile);
std::optional<PrincipalId> member_with_email(
    db::Tx& tx, const identity::View& view, const identity::Reach& managed, const std::string& email);

}  // namespace weft::directory
