// SQL of the ways into groups with customers.
#include "customers/groups/store.hpp"
#include <weft/customers/reach_sql.hpp>

namespace weft::customers::group_store {
namespace {

const std::string kWay =
    "SELECT id, code, remark, state, auto_open, prefix, next_number, opened, joins, welcome_id, expires_at, "
    "created_by, "
    "created_at FROM join_ways w ";

Way way_of(const db::Row& row) {
  return {db::id_of<WayId>(row[0]),   db::text_of(row[1]),
          db::text_of(row[2]),        db::text_of(row[3]),
          db::bool_of(row[4]),        db::text_of(row[5]),
          db::number_of(row[6]),      db::number_of(row[7]),
          db::number_of(row[8]),      db::optional_id<WelcomeId>(row[9]),
          db::optional_time(row[10]), db::id_of<PrincipalId>(row[11]),
          db::time_of(row[12])};
}

std::vector<Way> ways_in(const db::Rows& rows) {
  std::vector<Way> ways;
  for (const auto& row : rows)
    ways.push_back(way_of(row));
  return ways;
}

std::optional<Way> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return way_of(rows[0]);
}

const std::string kTarget =
    "SELECT t.conversation_id, c.name, c.owner_id, c.member_count, t.named, c.dismissed_at IS NOT NULL FROM "
    "join_way_groups t JOIN conversations c ON c.id = t.conversation_id ";

const std::string kRun = "JOIN principals p ON p.id = c.owner_id AND p.status = 'active' ";

std::vector<Target> targets_in(const db::Rows& rows) {
  std::vector<Target> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<ConversationId>(row[0]), db::text_of(row[1]), db::optional_id<PrincipalId>(row[2]),
         db::number_of(row[3]), db::bool_of(row[4]), db::bool_of(row[5])});
  return list;
}

std::optional<Target> first_target(const db::Rows& rows) {
  auto list = targets_in(rows);
  if (list.empty()) return std::nullopt;
  return std::move(list.front());
}

}  // namespace

void insert_way(db::Tx& tx, const Way& way) {
  db::exec(
      tx,
      "INSERT INTO join_ways (id, corp_id, code, remark, state, auto_open, prefix, next_number, welcome_id, "
      "expires_at, "
      "created_by, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
      way.id, tx.corp(), way.code, way.remark, way.state, way.auto_open, way.prefix, way.next_number, way.welcome,
      way.expires_at, way.created_by, way.created_at);
}

void update_way(db::Tx& tx, const Way& way) {
  db::exec(
      tx,
      "UPDATE join_ways SET remark = $3, state = $4, auto_open = $5, prefix = $6, next_number = $7, welcome_id = $8, "
      "expires_at = $9, changed_at = $10 WHERE id = $1 AND corp_id = $2",
      way.id, tx.corp(), way.remark, way.state, way.auto_open, way.prefix, way.next_number, way.welcome, way.expires_at,
      tx.now());
}

void delete_way(db::Tx& tx, const WayId& id) {
  db::exec(tx, "UPDATE join_ways SET deleted_at = $3 WHERE id = $1 AND corp_id = $2", id, tx.corp(), tx.now());
}

std::optional<Way> find_way(db::Tx& tx, const WayId& id) {
  static const std::string sql = kWay + "WHERE w.id = $1 AND w.corp_id = $2 AND w.deleted_at IS NULL";
  return first_of(db::exec(tx, sql, id, tx.corp()));
}

std::optional<Way> find_code(db::Tx& tx, const std::string& code) {
  static const std::string sql = kWay + "WHERE w.corp_id = $2 AND w.code = $1 AND w.deleted_at IS NULL";
  return first_of(db::exec(tx, sql, code, tx.corp()));
}

std::optional<Way> lock_code(db::Tx& tx, const std::string& code) {
  static const std::string sql = kWay +
                                 "WHERE w.corp_id = $2 AND w.code = $1 AND w.deleted_at IS NULL FOR NO KEY UPDATE";
  return first_of(db::exec(tx, sql, code, tx.corp()));
}

std::optional<Way> lock_way(db::Tx& tx, const WayId& id) {
  static const std::string sql = kWay + "WHERE w.id = $1 AND w.corp_id = $2 AND w.deleted_at IS NULL FOR NO KEY UPDATE";
  return first_of(db::exec(tx, sql, id, tx.corp()));
}

std::vector<Way> list_ways(db::Tx& tx, const Reach& reach, const std::optional<WayId>& before, std::int64_t limit) {
  static const std::string sql =
      kWay +
      "WHERE w.corp_id = $1 AND w.deleted_at IS NULL AND w.id < $2 AND ($3 "
      "OR w.created_by = ANY ($5::uuid[]) OR EXISTS (SELECT 1 FROM "
      "department_members m JOIN departments d ON d.corp_id = m.corp_id AND d.number = m.department JOIN "
      "unnest($4::text[]) AS top (path) ON d.path >= top.path AND d.path < rtrim(top.path, '/') || '0' WHERE m.corp_id "
      "= "
      "$1 AND m.principal_id = w.created_by)) ORDER BY w.id DESC LIMIT $6";
  const ReachParams by(reach);
  return ways_in(db::exec(tx, sql, tx.corp(), db::first_before(before), by.company, by.paths, by.members, limit));
}

std::vector<Way> list_ways_of(
    db::Tx& tx, const PrincipalId& maker, const std::optional<WayId>& before, std::int64_t limit) {
  static const std::string sql = kWay +
                                 "WHERE w.corp_id = $1 AND w.created_by = $3 AND w.deleted_at IS NULL AND w.id < $2 "
                                 "ORDER BY w.id DESC LIMIT $4";
  return ways_in(db::exec(tx, sql, tx.corp(), db::first_before(before), maker, limit));
}

void count_join(db::Tx& tx, const WayId& id) {
  db::exec(tx, "UPDATE join_ways SET joins = joins + 1 WHERE id = $1 AND corp_id = $2", id, tx.corp());
}

std::vector<Target> targets(db::Tx& tx, const WayId& way) {
  static const std::string sql = kTarget + "WHERE t.way_id = $1 AND t.corp_id = $2 ORDER BY t.position LIMIT 200";
  return targets_in(db::exec(tx, sql, way, tx.corp()));
}

std::vector<Target> open_targets(db::Tx& tx, const WayId& way, std::int64_t most, std::int64_t limit) {
  static const std::string sql =
      kTarget + kRun +
      "LEFT JOIN group_rules r ON r.conversation_id = c.id WHERE t.way_id = $1 AND t.corp_id = $2 AND c.dismissed_at "
      "IS "
      "NULL AND c.member_count < least(coalesce(r.member_limit, $3::bigint), $3::bigint) ORDER BY t.position LIMIT $4";
  return targets_in(db::exec(tx, sql, way, tx.corp(), most, limit));
}

std::optional<Target> newest_target(db::Tx& tx, const WayId& way) {
  static const std::string sql =
      kTarget + kRun +
      "WHERE t.way_id = $1 AND t.corp_id = $2 ORDER BY c.dismissed_at IS NOT NULL, t.position DESC LIMIT 1";
  return first_target(db::exec(tx, sql, way, tx.corp()));
}

std::optional<Target> target_of(db::Tx& tx, const WayId& way, const ContactId& contact) {
  static const std::string sql =
      kTarget +
      "JOIN participants p ON p.conversation_id = t.conversation_id WHERE t.way_id = $1 AND t.corp_id = $2 AND "
      "p.principal_id = $3 AND p.left_seq IS NULL ORDER BY t.position DESC LIMIT 1";
  return first_target(db::exec(tx, sql, way, tx.corp(), contact));
}

bool removed_since(db::Tx& tx, const WayId& way, const ContactId& contact, Time since) {
  return !db::exec(
              tx,
              "SELECT 1 FROM join_way_groups t JOIN participants p ON p.conversation_id = t.conversation_id AND "
              "p.principal_id = $3 AND p.left_seq IS NOT NULL JOIN entries e ON e.conversation_id = p.conversation_id "
              "AND e.seq = p.left_seq AND e.kind = 'members_removed' WHERE t.way_id = $1 AND t.corp_id = $2 AND "
              "e.created_at > $4 LIMIT 1",
              way, tx.corp(), contact, since)
              .empty();
}

void name_targets(db::Tx& tx, const WayId& way, std::span<const ConversationId> groups) {
  db::exec(tx, "DELETE FROM join_way_groups WHERE way_id = $1 AND corp_id = $2 AND named", way, tx.corp());
  db::exec(
      tx,
      "INSERT INTO join_way_groups (corp_id, way_id, conversation_id, position, named) SELECT $2, $1, g.id, g.i - "
      "1000, "
      "true FROM unnest($3::uuid[]) WITH ORDINALITY AS g (id, i) ON CONFLICT (way_id, conversation_id) DO NOTHING",
      way, tx.corp(), db::array_literal(groups));
}

void add_opened(db::Tx& tx, const WayId& way, const ConversationId& group) {
  db::exec(
      tx,
      "WITH way AS (UPDATE join_ways SET opened = opened + 1, next_number = next_number + 1 WHERE id = $1 AND corp_id "
      "= "
      "$2 RETURNING opened) INSERT INTO join_way_groups (corp_id, way_id, conversation_id, position, named) SELECT $2, "
      "$1, $3, opened, false FROM way",
      way, tx.corp(), group);
}

}  // namespace weft::customers::group_store
