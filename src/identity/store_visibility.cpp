// SQL: who sees whom.
#include "identity/store_visibility.hpp"

#include <weft/identity/view_sql.hpp>

namespace weft::identity::store {
namespace {

/// A PostgreSQL array of words without quotes, commas or braces in them.
std::vector<std::string> words(const pqxx::field& field) {
  std::vector<std::string> list;
  auto parser = field.as_array();
  for (auto item = parser.get_next(); item.first != pqxx::array_parser::juncture::done; item = parser.get_next())
    if (item.first == pqxx::array_parser::juncture::string_value) list.push_back(item.second);
  return list;
}

std::vector<PrincipalId> ids_of(const pqxx::field& field) {
  std::vector<PrincipalId> list;
  for (const std::string& word : words(field))
    list.push_back(PrincipalId::parse(word).value());
  return list;
}

std::vector<PrincipalId> first_column(const db::Rows& rows) {
  std::vector<PrincipalId> list;
  for (const auto& row : rows)
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

}  // namespace

View view(db::Tx& tx, const PrincipalId& viewer) {
  const auto rows = db::exec(
      tx, "SELECT ruled, own, hidden, shown, hidden_members, shown_members FROM weft_view($1, $2)", tx.corp(), viewer);
  const auto row = rows[0];
  View view;
  view.ruled = db::bool_of(row[0]);
  if (!view.ruled) return view;
  if (!row[1].is_null()) view.own = words(row[1]);
  view.hidden = words(row[2]);
  view.shown = words(row[3]);
  view.hidden_members = ids_of(row[4]);
  view.shown_members = ids_of(row[5]);
  return view;
}

AppRange app_range(db::Tx& tx, const PrincipalId& app) {
  const auto rows = db::exec(tx, "SELECT everybody, paths, members FROM weft_app_view($1, $2)", tx.corp(), app);
  if (rows.empty()) return {};
  return {db::bool_of(rows[0][0]), words(rows[0][1]), ids_of(rows[0][2])};
}

std::vector<PrincipalId> visible(db::Tx& tx, const View& view, std::span<const PrincipalId> ids) {
  const ViewParams by(view);
  return first_column(db::exec(
      tx,
      "SELECT a.id FROM unnest($2::uuid[]) WITH ORDINALITY a(id, n) WHERE a.id = ANY ($7::uuid[]) OR EXISTS ("
      "SELECT 1 FROM department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND d.number = dm.department "
      "WHERE dm.corp_id = $1 AND dm.principal_id = a.id AND (d.path ^@ ANY ($5::text[]) OR "
      "(a.id <> ALL ($6::uuid[]) AND weft_open(d.path, $3::text[], $4::text[], '{}')))) OR (a.id <> ALL ($6::uuid[]) "
      "AND NOT EXISTS (SELECT 1 FROM department_members dm WHERE dm.corp_id = $1 AND dm.principal_id = a.id) AND NOT "
      "EXISTS (SELECT 1 FROM offboardings o WHERE o.corp_id = $1 AND o.principal_id = a.id)) OR EXISTS (SELECT 1 FROM "
      "offboardings o, unnest(o.paths) p (path) WHERE o.corp_id = $1 AND o.principal_id = a.id AND (p.path ^@ ANY "
      "($5::text[]) OR (NOT o.hidden AND weft_open(p.path, $3::text[], $4::text[], '{}')))) ORDER BY a.n",
      tx.corp(), db::array_literal(ids), by.own, by.hidden, by.shown, by.hidden_members, by.shown_members));
}

std::vector<std::pair<std::size_t, std::string>> seen_departments(
    db::Tx& tx, const View& view, const std::vector<PrincipalId>& ids) {
  const ViewParams by(view);
  const auto rows = db::exec(
      tx,
      "SELECT DISTINCT ON (a.n) a.n - 1, d.full_name FROM unnest($2::uuid[]) WITH ORDINALITY a(id, n) "
      "JOIN department_members dm ON dm.corp_id = $1 AND dm.principal_id = a.id "
      "JOIN departments d ON d.corp_id = $1 AND d.number = dm.department "
      "WHERE weft_open(d.path, $3::text[], $4::text[], $5::text[]) ORDER BY a.n, dm.main DESC, d.path",
      tx.corp(), db::array_literal(ids), by.own, by.hidden, by.shown);
  std::vector<std::pair<std::size_t, std::string>> list;
  for (const auto& row : rows)
    list.emplace_back(static_cast<std::size_t>(db::number_of(row[0])), db::text_of(row[1]));
  return list;
}

std::vector<PrincipalId> chat_refused(db::Tx& tx, const PrincipalId& viewer, const std::vector<PrincipalId>& ids) {
  return first_column(db::exec(
      tx, "SELECT refused FROM weft_chat_refused($1, $2, $3::uuid[]) AS refused", tx.corp(), viewer,
      db::array_literal(ids)));
}

std::vector<PrincipalId> unmet_customers(db::Tx& tx, const PrincipalId& viewer, std::span<const PrincipalId> ids) {
  std::vector<PrincipalId> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT p.id FROM principals p WHERE p.id = ANY($1::uuid[]) AND p.corp_id = $2 AND p.kind = 'external' AND "
           "NOT EXISTS (SELECT 1 FROM participants c JOIN participants v ON v.conversation_id = c.conversation_id AND "
           "v.principal_id = $3 AND v.left_seq IS NULL WHERE c.principal_id = p.id AND c.left_seq IS NULL)",
           db::array_literal(ids), tx.corp(), viewer))
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

}  // namespace weft::identity::store
