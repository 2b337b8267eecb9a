// SQL of groups with customers.
#include "customers/groups/store.hpp"

#include <weft/customers/reach_sql.hpp>

namespace weft::customers::group_store {
namespace {

const std::string kGroup =
    "SELECT g.conversation_id, c.name, c.owner_id, g.ownerless, c.member_count, g.customers, "
    "g.way_id, g.number, g.hours::text, g.off_hours, g.welcome_id, g.created_at, c.dismissed_at IS NOT NULL FROM "
    "customer_groups g JOIN conversations c ON c.id = g.conversation_id ";

const std::string kNamed = "AND ($3 = '' OR position(lower($3) IN lower(c.name)) > 0) ";
const std::string kRunning = "AND ($4 OR c.dismissed_at IS NULL) ";

/// Whose owner is within reach, or was when it left the company: by department, or by name.
const std::string kReached =
    "AND ($5 OR c.owner_id = ANY ($7::uuid[]) OR EXISTS (SELECT 1 FROM department_members m JOIN departments d ON "
    "d.corp_id = m.corp_id AND d.number = m.department JOIN unnest($6::text[]) AS top (path) ON d.path >= top.path AND "
    "d.path < rtrim(top.path, '/') || '0' WHERE m.corp_id = $1 AND m.principal_id = c.owner_id) OR EXISTS (SELECT 1 "
    "FROM offboardings o, unnest(o.paths) AS was (path), unnest($6::text[]) AS top (path) WHERE o.corp_id = $1 AND "
    "o.principal_id = c.owner_id AND was.path ^@ top.path)) ";

std::optional<std::int64_t> optional_number(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return db::number_of(field);
}

Group group_of(const db::Row& row) {
  Group group;
  group.id = db::id_of<ConversationId>(row[0]);
  group.name = db::text_of(row[1]);
  group.owner = db::optional_id<PrincipalId>(row[2]);
  group.ownerless = db::bool_of(row[3]);
  group.member_count = db::number_of(row[4]);
  group.customers = db::number_of(row[5]);
  group.extras.way = db::optional_id<WayId>(row[6]);
  group.extras.number = optional_number(row[7]);
  if (!row[8].is_null()) group.extras.hours = RawJson{db::text_of(row[8])};
  group.extras.off_hours = db::text_of(row[9]);
  group.extras.welcome = db::optional_id<WelcomeId>(row[10]);
  group.created_at = db::time_of(row[11]);
  group.dismissed = db::bool_of(row[12]);
  return group;
}

std::vector<Group> groups_in(const db::Rows& rows) {
  std::vector<Group> groups;
  for (const auto& row : rows)
    groups.push_back(group_of(row));
  return groups;
}

}  // namespace

void insert_group(db::Tx& tx, const ConversationId& id, const Extras& extras) {
  db::exec(
      tx,
      "INSERT INTO customer_groups (conversation_id, corp_id, way_id, number, hours, off_hours, welcome_id, "
      "created_at) "
      "VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)",
      id, tx.corp(), extras.way, extras.number, extras.hours, extras.off_hours, extras.welcome, tx.now());
}

void update_group(db::Tx& tx, const ConversationId& id, const Extras& extras) {
  db::exec(
      tx,
      "UPDATE customer_groups SET hours = $3::jsonb, off_hours = $4, welcome_id = $5 WHERE conversation_id = $1 AND "
      "corp_id = $2",
      id, tx.corp(), extras.hours, extras.off_hours, extras.welcome);
}

std::optional<Group> find_group(db::Tx& tx, const ConversationId& id) {
  static const std::string sql = kGroup + "WHERE g.conversation_id = $1 AND g.corp_id = $2";
  const auto rows = db::exec(tx, sql, id, tx.corp());
  if (rows.empty()) return std::nullopt;
  return group_of(rows[0]);
}

void count_customer(db::Tx& tx, const ConversationId& id) {
  db::exec(
      tx, "UPDATE customer_groups SET customers = customers + 1 WHERE conversation_id = $1 AND corp_id = $2", id,
      tx.corp());
}

std::vector<Group> list_groups(
    db::Tx& tx, const Reach& reach, const GroupFilter& filter, const std::optional<ConversationId>& before,
    std::int64_t limit) {
  static const std::string newest = kNamed + kRunning + kReached + "ORDER BY g.conversation_id DESC LIMIT $8";
  static const std::string of_all = kGroup + "WHERE g.corp_id = $1 AND g.conversation_id < $2 " + newest;
  static const std::string of_nobody = kGroup + "WHERE g.corp_id = $1 AND g.ownerless AND g.conversation_id < $2 " +
                                       newest;
  static const std::string of_owner =
      kGroup + "WHERE c.corp_id = $1 AND c.kind = 'customer_group' AND c.owner_id = $9 AND c.id < $2 " + kNamed +
      kRunning + kReached + "ORDER BY c.id DESC LIMIT $8";
  const ReachParams by(reach);
  if (filter.owner)
    return groups_in(db::exec(
        tx, of_owner, tx.corp(), db::first_before(before), filter.name, filter.dismissed, by.company, by.paths,
        by.members, limit, filter.owner));
  return groups_in(db::exec(
      tx, filter.assignable ? of_nobody : of_all, tx.corp(), db::first_before(before), filter.name, filter.dismissed,
      by.company, by.paths, by.members, limit));
}

std::vector<Group> list_run_by(
    db::Tx& tx, const PrincipalId& runner, const GroupFilter& filter, const std::optional<ConversationId>& before,
    std::int64_t limit) {
  static const std::string of_runner =
      kGroup +
      "JOIN participants r ON r.conversation_id = g.conversation_id AND r.principal_id = $5 AND r.left_seq IS NULL AND "
      "r.role <> 'member' WHERE g.corp_id = $1 AND g.conversation_id < $2 " +
      kNamed + kRunning + "AND ($6::uuid IS NULL OR c.owner_id = $6) ORDER BY g.conversation_id DESC LIMIT $7";
  return groups_in(db::exec(
      tx, of_runner, tx.corp(), db::first_before(before), filter.name, filter.dismissed, runner, filter.owner, limit));
}

std::vector<GroupOfCustomer> groups_of(db::Tx& tx, const ContactId& contact, std::int64_t limit) {
  std::vector<GroupOfCustomer> groups;
  for (const auto& row : db::exec(
           tx,
           "SELECT c.id, c.name, c.owner_id FROM participants p JOIN conversations c ON c.id = p.conversation_id WHERE "
           "p.corp_id = $1 AND p.principal_id = $2 AND p.left_seq IS NULL AND c.kind = 'customer_group' ORDER BY c.id "
           "DESC LIMIT $3",
           tx.corp(), contact, limit))
    groups.push_back({db::id_of<ConversationId>(row[0]), db::text_of(row[1]), db::optional_id<PrincipalId>(row[2])});
  return groups;
}

std::vector<PrincipalId> inactive_among(db::Tx& tx, std::span<const PrincipalId> people) {
  std::vector<PrincipalId> list;
  for (const auto& row : db::exec(
           tx, "SELECT id FROM principals WHERE corp_id = $1 AND id = ANY ($2::uuid[]) AND status <> 'active'",
           tx.corp(), db::array_literal(people)))
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

}  // namespace weft::customers::group_store
