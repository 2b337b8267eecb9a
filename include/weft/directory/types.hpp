// The objects of the directory as they appear on the wire, and the numbers and limits they are made of.
#pragma once
#include <weft/api/paging.hpp>
#include <weft/base/clock.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/identity/identity.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::directory {

// Limits of WeCom's address book (documents 90205, 90195 and 90210 of its server API), where it has one.
inline constexpr std::size_t kDepartmentsOfMember = 100;
inline constexpr std::size_t kTags = 3000;
inline constexpr std::size_t kFields = 20;
inline constexpr std::size_t kChoices = 100;
inline constexpr std::size_t kRules = 2000;

using Number = Int<1, 1000000000>;             ///< of a department, tag, field or rule; per company
using Position = Int<0, INT64_C(4294967295)>;  ///< among siblings; the greater one stands first

inline constexpr std::int64_t kRoot = 1;  ///< number of the department at the top

struct Department {
  std::int64_t number = 0;
  std::optional<std::int64_t> parent;  ///< null for the root, and where the parent is not visible
  std::string name;
  std::string full_name;  ///< names from below the root, "Sales/North"
  std::string name_en;
  std::int64_t level = 1;
  std::int64_t position = 0;
  bool has_children = false;
  std::vector<PrincipalId> leaders;
  std::int64_t member_count = 0;            ///< directly in it, of those the caller sees
  std::optional<std::int64_t> total_count;  ///< with everything below, each person once; null in department.tree
};
BOOST_DESCRIBE_STRUCT(
    Department, (),
    (number, parent, name, full_name, name_en, level, position, has_children, leaders, member_count, total_count))

/// A member's place in one department.
struct Membership {
  std::int64_t department = 0;
  std::string full_name;
  bool main = false;
  bool leader = false;
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(Membership, (), (department, full_name, main, leader, position))

/// Somebody in the list of a department.
struct DepartmentMember {
  identity::Principal principal;
  bool main = false;
  bool leader = false;
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(DepartmentMember, (), (principal, main, leader, position))

enum class Gender { unknown, male, female };
BOOST_DESCRIBE_ENUM(Gender, unknown, male, female)

/// The value of one of the company's own fields, as text: a decimal number, a date 2026-03-01, a choice, a link.
struct FieldValue {
  std::int64_t field = 0;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(FieldValue, (), (field, value))

/// A member with everything that may be known of it.
struct MemberDetail {
  identity::Principal principal;
  std::string name_en;
  std::string alias;
  std::string mobile;
  std::string email;
  std::string telephone;
  Gender gender = Gender::unknown;
  std::optional<std::string> avatar;  ///< id of a file
  std::vector<Membership> departments;
  std::vector<FieldValue> fields;
  std::vector<std::int64_t> tags;
};
BOOST_DESCRIBE_STRUCT(
    MemberDetail, (), (principal, name_en, alias, mobile, email, telephone, gender, avatar, departments, fields, tags))

enum class FieldKind { text, number, date, choice, link };
BOOST_DESCRIBE_ENUM(FieldKind, text, number, date, choice, link)

/// One of the company's own fields of a member.
struct Field {
  std::int64_t number = 0;
  std::string name;
  FieldKind kind = FieldKind::text;
  std::vector<std::string> choices;
  bool shown = true;  ///< to everybody who sees the member; else to who manages members
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(Field, (), (number, name, kind, choices, shown, position))

struct Tag {
  std::int64_t number = 0;
  std::string name;
  std::int64_t member_count = 0;  ///< of those the caller sees
};
BOOST_DESCRIBE_STRUCT(Tag, (), (number, name, member_count))

enum class RuleKind { hide, limit, show, deny_chat, allow_chat };
BOOST_DESCRIBE_ENUM(RuleKind, hide, limit, show, deny_chat, allow_chat)

/// One side of a rule: a department with all below it, or a member. Both null: everybody.
struct Side {
  std::optional<std::int64_t> department;
  std::optional<PrincipalId> member;
};
BOOST_DESCRIBE_STRUCT(Side, (), (department, member))

struct Rule {
  std::int64_t number = 0;
  RuleKind kind = RuleKind::hide;
  Side from;
  Side to;
};
BOOST_DESCRIBE_STRUCT(Rule, (), (number, kind, from, to))

}  // namespace weft::directory
