// The tables of operations of this room, by noun, and what their handlers share.
#pragma once
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/directory/departments.hpp>
#include <weft/directory/directory.hpp>
#include <weft/directory/members.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/visibility.hpp>

#include <vector>

namespace weft::directory {

std::vector<api::Operation> department_operations();
std::vector<api::Operation> listing_operations();
std::vector<api::Operation> member_operations();
std::vector<api::Operation> tag_operations();
std::vector<api::Operation> field_operations();
std::vector<api::Operation> rule_operations();
std::vector<api::Operation> offboarding_operations();

using OptionalLimit = std::optional<api::Limit>;
using Cursor = std::optional<std::string>;

/// A number that names something of the company in the path.
struct NumberIn {
  Number department;
};
BOOST_DESCRIBE_STRUCT(NumberIn, (), (department))

struct Numbered {
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Numbered, (), (number))

/// A department of the path as the viewer sees it: not_found where it is not there or not seen.
Node seen_department(db::Tx& tx, const identity::View& view, std::int64_t number);
/// The same for one that is named in the body: raises invalid_argument on `field`.
Node seen_department(db::Tx& tx, const identity::View& view, std::int64_t number, const std::string& field);

/// Raises forbidden unless the reach covers the department.
void need_reach(const identity::Reach& reach, const Node& department, const std::string& field = {});

/// Views of departments in the order of `nodes`.
std::vector<Department> views_of(
    db::Tx& tx, const identity::View& view, const std::vector<Node>& nodes, bool with_total);

/// The member of the path, seen by the caller, not above it in rank, and within reach of the permission. Raises
/// not_found, forbidden.
PrincipalId member_in_reach(db::Tx& tx, const api::Caller& caller, api::Permission permission, const PersonRef& member);

/// A member with what the caller may know of it. Raises not_found for who is not a member; not for who is not seen.
MemberDetail member_detail(db::Tx& tx, const api::Caller& caller, const PrincipalId& member);

inline std::int64_t last_number(const Cursor& cursor, std::string_view list) {
  return cursor ? api::cursor_number(api::decode_cursor(list, *cursor, 1)[0]) : 0;
}

inline std::optional<std::string> text_of(const auto& text) {
  if (!text) return std::nullopt;
  return text->value;
}

}  // namespace weft::directory
