// SQL of departments: rows in, structs out. All within the tenant of the transaction.
#pragma once
#include <weft/directory/reading.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::directory::store {

std::optional<Node> department(db::Tx& tx, std::int64_t number);
/// By the key of its name; how names of siblings are compared is the column's.
bool has_child_named(db::Tx& tx, std::int64_t parent, const std::string& name, std::int64_t except);

/// The next number of the company, or `wanted`; nullopt when a department has that. Counts the department.
std::optional<std::int64_t> take_department_number(db::Tx& tx, const std::optional<std::int64_t>& wanted);
void count_departments(db::Tx& tx, std::int64_t change);
/// The number that the next department gets.
std::int64_t next_department(db::Tx& tx);
std::vector<Node> departments_from(db::Tx& tx, std::int64_t number);
std::int64_t department_count(db::Tx& tx);

void insert_department(db::Tx& tx, const Node& node);
/// name, name_en and position; not what follows from them.
void update_department(db::Tx& tx, const Node& node);
void set_parent(db::Tx& tx, std::int64_t number, std::int64_t parent);
/// Rewrites path, level and full_name of a department and all below it, from what `before` says to what `after` says.
void rewrite_subtree(db::Tx& tx, const Node& before, const Node& after);
/// Where the departed stood, when the department with this path has moved.
void rewrite_departures(db::Tx& tx, const std::string& before, const std::string& after);
std::int64_t deepest_level(db::Tx& tx, const std::string& path);
bool has_children(db::Tx& tx, std::int64_t number);
bool has_members(db::Tx& tx, std::int64_t number);
/// With the visibility rules that speak of it, and out of tags.
void delete_department(db::Tx& tx, std::int64_t number);
std::optional<std::int64_t> department_at(db::Tx& tx, const std::string& path, bool create);

// ---- reading, as the viewer sees it

struct ChildPlace {
  std::int64_t position = 0;
  std::int64_t number = 0;
};
/// Children in order: the greater position first, then the smaller number.
std::vector<Node> children(
    db::Tx& tx, std::int64_t parent, const identity::View& view, const std::optional<ChildPlace>& after,
    std::int64_t limit);
/// For who sees parts of the tree only: their tops, 200 at most.
std::vector<Node> tops(db::Tx& tx, const identity::View& view);
/// A subtree, parents before their children, after `path`.
std::vector<Node> subtree(
    db::Tx& tx, const std::string& top, const identity::View& view, const std::string& after, std::int64_t limit);

/// What is told of departments beside their rows.
struct Census {
  std::int64_t direct = 0;
  std::int64_t total = 0;
  bool has_children = false;
  std::vector<PrincipalId> leaders;
};
/// By number. `with_total`: counts everybody below too.
std::map<std::int64_t, Census> census(
    db::Tx& tx, const std::vector<std::int64_t>& numbers, const identity::View& view, bool with_total);

/// Who is in which departments, by the key of the userid and then the department.
std::vector<Placement> placements(
    db::Tx& tx, const identity::View& view, const std::string& after_key, std::int64_t after_department,
    std::int64_t limit);

struct Listed {
  PrincipalId principal;
  std::string userid_key;
  bool main = false;
  bool leader = false;
  std::int64_t position = 0;
};
/// Members of one department, which is seen: the greater position first, then by id.
std::vector<Listed> members_of(
    db::Tx& tx, const Node& department, const identity::View& view, const std::optional<Listed>& after,
    std::int64_t limit);
/// Members of a subtree, each once, by userid.
std::vector<Listed> members_below(
    db::Tx& tx, const std::string& path, const identity::View& view, const std::string& after, std::int64_t limit);

}  // namespace weft::directory::store
