// SQL of who could take customers, of the customers of who has left, and of large assignments.
#include "customers/contacts/rows.hpp"
#include "customers/hand_over/assign.hpp"
#include <weft/base/json.hpp>

namespace weft::customers::store {
namespace {

std::vector<BulkItem> items_in(const db::Rows& rows) {
  std::vector<BulkItem> list;
  for (const auto& row : rows) {
    BulkItem item;
    item.number = db::number_of(row[0]);
    item.customer = db::id_of<ContactId>(row[1]);
    item.to = db::optional_id<PrincipalId>(row[2]);
    if (!row[3].is_null()) item.code = db::enum_of<HandOverCode>(row[3]);
    item.text = db::text_of(row[4]);
    item.hand_over = db::optional_id<HandOverId>(row[5]);
    list.push_back(std::move(item));
  }
  return list;
}

const std::string kItem = "SELECT number, contact_id, to_id, code, text, hand_over FROM hand_over_items ";

}  // namespace

std::vector<std::string> department_paths(db::Tx& tx, const PrincipalId& member) {
  std::vector<std::string> paths;
  for (const auto& row : db::exec(
           tx,
           "SELECT d.path FROM department_members m JOIN departments d ON d.corp_id = m.corp_id AND d.number = "
           "m.department WHERE m.corp_id = $1 AND m.principal_id = $2 ORDER BY m.main DESC, d.path",
           tx.corp(), member))
    paths.push_back(db::text_of(row[0]));
  return paths;
}

std::vector<Candidate> candidates_below(
    db::Tx& tx, const std::string& path, std::span<const PrincipalId> without, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT x.id, x.name, x.department, x.customers, x.waiting FROM (SELECT DISTINCT ON (p.id) p.id, p.name, "
      "d.full_name AS department, coalesce(l.customers, 0) AS customers, (SELECT count(*) FROM hand_overs h WHERE "
      "h.corp_id = $1 AND h.to_id = p.id AND h.status = 'waiting') AS waiting FROM departments d JOIN "
      "department_members m ON m.corp_id = d.corp_id AND m.department = d.number JOIN principals p ON p.corp_id = $1 "
      "AND p.id = m.principal_id LEFT JOIN service_loads l ON l.corp_id = $1 AND l.principal_id = p.id WHERE d.corp_id "
      "= $1 AND d.path >= $2 AND d.path < $3 AND p.status = 'active' AND p.id <> ALL ($4::uuid[]) "
      "ORDER BY p.id, m.main DESC) x ORDER BY x.customers + x.waiting, x.id LIMIT $5",
      tx.corp(), path, path.substr(0, path.size() - 1) + "0", db::array_literal(without), limit);
  std::vector<Candidate> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<PrincipalId>(row[0]), db::text_of(row[1]), db::text_of(row[2]), db::number_of(row[3]),
         db::number_of(row[4])});
  return list;
}

std::map<PrincipalId, std::int64_t> loads_coming(db::Tx& tx, std::span<const PrincipalId> employees) {
  std::map<PrincipalId, std::int64_t> found;
  for (const auto& row : db::exec(
           tx,
           "SELECT e.id, coalesce((SELECT l.customers FROM service_loads l WHERE l.corp_id = $1 AND l.principal_id = "
           "e.id), 0) + (SELECT count(*) FROM hand_overs h WHERE h.corp_id = $1 AND h.to_id = e.id AND h.status = "
           "'waiting') FROM unnest($2::uuid[]) AS e(id)",
           tx.corp(), db::array_literal(employees)))
    found.emplace(db::id_of<PrincipalId>(row[0]), db::number_of(row[1]));
  return found;
}

void insert_bulk(db::Tx& tx, const Bulk& bulk) {
  db::exec(
      tx,
      "INSERT INTO hand_over_bulks (id, corp_id, kind, from_id, targets, message, begun_by, begun_at) VALUES ($1, $2, "
      "$3, $4, $5::uuid[], $6, $7, $8)",
      bulk.id, tx.corp(), word(bulk.kind), bulk.from, db::array_literal(bulk.targets), bulk.message, bulk.begun_by,
      tx.now());
}

std::optional<Bulk> load_bulk(db::Tx& tx, const db::JobId& id) {
  const auto rows = db::exec(
      tx,
      "SELECT id, kind, from_id, to_json(targets), message, begun_by FROM hand_over_bulks WHERE id = $1 AND corp_id = "
      "$2",
      id, tx.corp());
  if (rows.empty()) return std::nullopt;
  const auto& row = rows[0];
  Bulk bulk{db::id_of<db::JobId>(row[0]), db::enum_of<HandOverKind>(row[1]), db::id_of<PrincipalId>(row[2]), {},
            db::text_of(row[4]),          db::id_of<PrincipalId>(row[5])};
  for (const auto& target : Json::parse(row[3].c_str()))
    bulk.targets.push_back(PrincipalId::parse(target.get<std::string>()).value());
  return bulk;
}

void add_items(db::Tx& tx, const db::JobId& bulk, std::span<const ContactId> contacts) {
  db::exec(
      tx,
      "INSERT INTO hand_over_items (corp_id, bulk_id, number, contact_id) SELECT $1, $2, n, c FROM unnest($3::uuid[]) "
      "WITH ORDINALITY AS u(c, n)",
      tx.corp(), bulk, db::array_literal(contacts));
}

void add_all_items(db::Tx& tx, const db::JobId& bulk, const PrincipalId& from, std::int64_t most) {
  db::exec(
      tx,
      "INSERT INTO hand_over_items (corp_id, bulk_id, number, contact_id) SELECT $1, $2, row_number() OVER (ORDER BY "
      "id), contact_id FROM (SELECT id, contact_id FROM follows WHERE corp_id = $1 AND employee_id = $3 AND status = "
      "'active' ORDER BY id LIMIT $4) f",
      tx.corp(), bulk, from, most);
}

std::int64_t count_items(db::Tx& tx, const db::JobId& bulk) {
  return db::number_of(
      db::exec(tx, "SELECT count(*) FROM hand_over_items WHERE bulk_id = $1 AND corp_id = $2", bulk, tx.corp())[0][0]);
}

std::vector<BulkItem> open_items(db::Tx& tx, const db::JobId& bulk, std::int64_t limit) {
  static const std::string sql = kItem +
                                 "WHERE bulk_id = $1 AND corp_id = $2 AND code IS NULL ORDER BY number LIMIT $3";
  return items_in(db::exec(tx, sql, bulk, tx.corp(), limit));
}

void save_items(db::Tx& tx, const db::JobId& bulk, std::span<const BulkItem> items) {
  Json list = Json::array();
  for (const BulkItem& item : items)
    list.push_back(
        {{"n", item.number},
         {"t", item.to ? Json(item.to->str()) : Json()},
         {"c", word(item.code.value())},
         {"x", item.text},
         {"h", item.hand_over ? Json(item.hand_over->str()) : Json()}});
  db::exec(
      tx,
      "UPDATE hand_over_items i SET to_id = u.t, code = u.c, text = u.x, hand_over = u.h FROM "
      "jsonb_to_recordset($3::jsonb) AS u(n integer, t uuid, c text, x text, h uuid) WHERE i.bulk_id = $1 AND "
      "i.corp_id = $2 AND i.number = u.n",
      bulk, tx.corp(), list.dump());
}

std::vector<BulkItem> items(db::Tx& tx, const db::JobId& bulk, std::int64_t after, std::int64_t limit) {
  static const std::string sql = kItem + "WHERE bulk_id = $1 AND corp_id = $2 AND number > $3 ORDER BY number LIMIT $4";
  return items_in(db::exec(tx, sql, bulk, tx.corp(), after, limit));
}

std::int64_t delete_bulks(db::Tx& tx, Time before, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "DELETE FROM hand_over_bulks WHERE corp_id = $1 AND id IN (SELECT id FROM hand_over_bulks WHERE corp_id = $1 AND "
      "begun_at < $2 ORDER BY begun_at LIMIT $3)",
      tx.corp(), before, limit);
  return static_cast<std::int64_t>(rows.affected_rows());
}

std::map<std::string, std::int64_t> count_codes(db::Tx& tx, const db::JobId& bulk) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& row : db::exec(
           tx,
           "SELECT code, count(*) FROM hand_over_items WHERE bulk_id = $1 AND corp_id = $2 AND code IS NOT NULL GROUP "
           "BY code",
           bulk, tx.corp()))
    counts.emplace(db::text_of(row[0]), db::number_of(row[1]));
  return counts;
}

std::vector<Assignable> assignable(
    db::Tx& tx, const std::optional<PrincipalId>& owner, const Reach& reach, const AssignableAfter& after,
    std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT f.id, f.contact_id, f.employee_id, f.conversation_id, o.started_at, EXISTS (SELECT 1 FROM hand_overs h "
      "WHERE h.corp_id = $1 AND h.follow_id = f.id AND h.status = 'waiting') FROM offboardings o JOIN follows f ON "
      "f.corp_id = o.corp_id AND f.employee_id = o.principal_id AND f.status = 'active' WHERE o.corp_id = $1 AND "
      "o.principal_id >= $2 AND (o.principal_id > $2 OR f.id > $3) AND ($4::uuid IS NULL OR o.principal_id = $4) AND "
      "($5 OR o.principal_id = ANY ($7::uuid[]) OR EXISTS (SELECT 1 FROM unnest(o.paths) AS a(path) WHERE a.path ^@ "
      "ANY ($6::text[]))) ORDER BY o.principal_id, f.id LIMIT $8",
      tx.corp(), after.owner, after.follow, owner, reach.departments.company,
      db::array_literal(reach.departments.paths), db::array_literal(reach.members), limit);
  std::vector<Assignable> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<FollowId>(row[0]), db::id_of<ContactId>(row[1]), db::id_of<PrincipalId>(row[2]),
         db::id_of<ConversationId>(row[3]), db::time_of(row[4]), db::bool_of(row[5])});
  return list;
}

}  // namespace weft::customers::store
