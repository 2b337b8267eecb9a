// SQL: who holds which role, and where.
#include "identity/grants.hpp"
#include "identity/store_roles.hpp"
#include <weft/db/sql.hpp>

namespace weft::identity::store {
namespace {

std::vector<std::string> paths_in(const pqxx::field& field) {
  std::vector<std::string> paths;
  std::string text = db::text_of(field);
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find(',', from), text.size());
    paths.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return paths;
}

AssignmentRow assignment_of(const db::Row& row) {
  AssignmentRow found{
      db::id_of<PrincipalId>(row[0]),
      db::id_of<RoleId>(row[1]),
      std::nullopt,
      db::text_of(row[3]),
      db::bool_of(row[4]),
      paths_in(row[5]),
      db::optional_id<PrincipalId>(row[6]),
      db::time_of(row[7])};
  if (!row[2].is_null()) found.builtin = db::enum_of<BuiltIn>(row[2]);
  return found;
}

std::vector<AssignmentRow> assignments_of(const db::Rows& rows) {
  std::vector<AssignmentRow> list;
  for (const auto& row : rows)
    list.push_back(assignment_of(row));
  return list;
}

const std::string kScope =
    "coalesce((SELECT string_agg(d.path, ',' ORDER BY d.path) FROM role_scopes s JOIN departments d ON d.corp_id = "
    "s.corp_id AND d.number = s.department WHERE s.corp_id = a.corp_id AND s.principal_id = a.principal_id AND "
    "s.role_id = a.role_id), '')";

const std::string kSelectAssignment = "SELECT a.principal_id, a.role_id, r.builtin, r.name, a.company, " + kScope +
                                      ", a.granted_by, a.granted_at FROM role_assignments a JOIN roles r ON r.corp_id "
                                      "= a.corp_id AND r.id = a.role_id WHERE a.corp_id = $1 ";

const std::string kBelow =
    "AND ($2 OR EXISTS (SELECT 1 FROM department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND d.number "
    "= dm.department JOIN unnest($3::text[]) AS top (path) ON starts_with(d.path, top.path) WHERE dm.corp_id = "
    "a.corp_id AND dm.principal_id = a.principal_id)) ";

}  // namespace

std::vector<AssignmentRow> assignments(
    db::Tx& tx, const AssignmentFilter& filter, const std::pair<PrincipalId, RoleId>& after, std::int64_t limit) {
  const std::string tops = db::array_literal(filter.paths);
  if (filter.role) {
    return assignments_of(db::exec(
        tx,
        kSelectAssignment + kBelow +
            "AND a.role_id = $4 AND a.principal_id > $5 AND ($6::uuid IS NULL OR a.principal_id = $6) ORDER BY "
            "a.principal_id LIMIT $7",
        tx.corp(), filter.everybody, tops, *filter.role, after.first, filter.principal, limit));
  }
  return assignments_of(db::exec(
      tx,
      kSelectAssignment + kBelow +
          "AND (a.principal_id, a.role_id) > ($4, $5) AND ($6::uuid IS NULL OR a.principal_id = $6) ORDER BY "
          "a.principal_id, a.role_id LIMIT $7",
      tx.corp(), filter.everybody, tops, after.first, after.second, filter.principal, limit));
}

std::optional<AssignmentRow> assignment(db::Tx& tx, const PrincipalId& principal, const RoleId& role) {
  const auto rows = db::exec(
      tx, kSelectAssignment + "AND a.principal_id = $2 AND a.role_id = $3", tx.corp(), principal, role);
  if (rows.empty()) return std::nullopt;
  return assignment_of(rows[0]);
}

std::int64_t count_assignments(db::Tx& tx, const PrincipalId& principal) {
  return db::number_of(db::exec(
      tx, "SELECT count(*) FROM role_assignments WHERE corp_id = $1 AND principal_id = $2", tx.corp(),
      principal)[0][0]);
}

void put_assignment(
    db::Tx& tx, const PrincipalId& principal, const RoleId& role, const std::vector<std::int64_t>& departments,
    const std::optional<PrincipalId>& granted_by) {
  db::exec(
      tx,
      "INSERT INTO role_assignments (corp_id, principal_id, role_id, company, granted_by, granted_at) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (corp_id, principal_id, role_id) DO UPDATE SET company = "
      "excluded.company, granted_by = excluded.granted_by, granted_at = excluded.granted_at",
      tx.corp(), principal, role, departments.empty(), granted_by, tx.now());
  db::exec(
      tx,
      "DELETE FROM role_scopes WHERE corp_id = $1 AND principal_id = $2 AND role_id = $3 AND department <> "
      "ALL($4::integer[])",
      tx.corp(), principal, role, db::array_literal(departments));
  db::exec(
      tx,
      "INSERT INTO role_scopes (corp_id, principal_id, role_id, department) SELECT $1, $2, $3, n FROM "
      "unnest($4::integer[]) AS t (n) ON CONFLICT DO NOTHING",
      tx.corp(), principal, role, db::array_literal(departments));
}

void delete_assignment(db::Tx& tx, const PrincipalId& principal, const RoleId& role) {
  db::exec(
      tx, "DELETE FROM role_assignments WHERE corp_id = $1 AND principal_id = $2 AND role_id = $3", tx.corp(),
      principal, role);
}

void delete_assignments(db::Tx& tx, const PrincipalId& principal) {
  db::exec(tx, "DELETE FROM role_assignments WHERE corp_id = $1 AND principal_id = $2", tx.corp(), principal);
}

void put_rank(db::Tx& tx, const PrincipalId& principal, api::Role rank) {
  const std::string word = boost::describe::enum_to_string(rank, "");
  db::exec(
      tx,
      "DELETE FROM role_assignments a USING roles r WHERE a.corp_id = $1 AND a.principal_id = $2 AND r.corp_id = "
      "a.corp_id AND r.id = a.role_id AND r.builtin IN ('owner', 'admin') AND r.builtin <> $3",
      tx.corp(), principal, word);
  db::exec(
      tx,
      "DELETE FROM role_scopes s USING roles r WHERE s.corp_id = $1 AND s.principal_id = $2 AND r.corp_id = s.corp_id "
      "AND r.id = s.role_id AND r.builtin = $3",
      tx.corp(), principal, word);
  db::exec(
      tx,
      "INSERT INTO role_assignments (corp_id, principal_id, role_id, company, granted_at) SELECT r.corp_id, $2, r.id, "
      "true, $4 FROM roles r WHERE r.corp_id = $1 AND r.builtin = $3 ON CONFLICT (corp_id, principal_id, role_id) DO "
      "UPDATE SET company = true",
      tx.corp(), principal, word, tx.now());
  refresh_rank(tx, {principal});
}

void refresh_rank(db::Tx& tx, const std::vector<PrincipalId>& principals) {
  db::exec(tx, "SELECT weft_refresh_rank($1, $2::uuid[])", tx.corp(), db::array_literal(principals));
}

std::vector<Grant> grants(db::Tx& tx, const PrincipalId& principal, bool inactive_too) {
  std::vector<Grant> list;
  const auto rows = db::exec(
      tx,
      "SELECT a.role_id, r.builtin, array_to_string(r.permissions, ','), a.company, " + kScope +
          " FROM role_assignments a JOIN roles r ON r.corp_id = a.corp_id AND r.id = a.role_id WHERE a.corp_id = $1 "
          "AND "
          "a.principal_id = $2 AND ($3 OR EXISTS (SELECT 1 FROM principals p WHERE p.corp_id = a.corp_id AND p.id = "
          "a.principal_id AND p.status = 'active'))",
      tx.corp(), principal, inactive_too);
  for (const auto& row : rows) {
    Grant grant;
    grant.role = db::id_of<RoleId>(row[0]);
    if (!row[1].is_null()) grant.builtin = db::enum_of<BuiltIn>(row[1]);
    grant.company = db::bool_of(row[3]);
    grant.paths = paths_in(row[4]);
    grant.permissions = effective(grant.builtin, parse_permissions(db::text_of(row[2])), grant.company);
    list.push_back(std::move(grant));
  }
  return list;
}

std::optional<std::vector<std::string>> department_paths(db::Tx& tx, const PrincipalId& member) {
  const auto rows = db::exec(
      tx,
      "SELECT coalesce((SELECT string_agg(d.path, ',') FROM department_members dm JOIN departments d ON d.corp_id = "
      "dm.corp_id AND d.number = dm.department WHERE dm.corp_id = m.corp_id AND dm.principal_id = m.principal_id), '') "
      "FROM members m WHERE m.corp_id = $1 AND m.principal_id = $2",
      tx.corp(), member);
  if (rows.empty()) return std::nullopt;
  return paths_in(rows[0][0]);
}

std::map<std::int64_t, std::string> paths_of(db::Tx& tx, const std::vector<std::int64_t>& departments) {
  std::map<std::int64_t, std::string> paths;
  const auto rows = db::exec(
      tx, "SELECT number, path FROM departments WHERE corp_id = $1 AND number = ANY($2::integer[])", tx.corp(),
      db::array_literal(departments));
  for (const auto& row : rows)
    paths.emplace(db::number_of(row[0]), db::text_of(row[1]));
  return paths;
}

}  // namespace weft::identity::store
