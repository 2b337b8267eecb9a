// SQL of robots.
#include "groups/robot_store.hpp"

#include <weft/base/json.hpp>
#include <weft/base/sealed.hpp>
#include <weft/db/sql.hpp>

namespace weft::groups::store {
namespace {

const std::string kColumns =
    "SELECT r.id, p.name, r.conversation_id, to_json(r.addresses::text[])::text, r.callback, r.secret, r.created_by, "
    "r.created_at, r.rotated_at, r.sent FROM robots r JOIN principals p ON p.id = r.id WHERE r.corp_id = $1 AND "
    "r.deleted_at IS NULL ";

/// What a robot's secret is sealed about.
std::string about(const PrincipalId& robot) {
  return "robot " + robot.str();
}

RobotRow robot_of(const db::Row& row) {
  RobotRow robot;
  robot.id = db::id_of<PrincipalId>(row[0]);
  robot.name = row[1].c_str();
  robot.conversation = db::id_of<ConversationId>(row[2]);
  robot.addresses = Json::parse(row[3].c_str()).get<std::vector<std::string>>();
  robot.callback = db::optional_text(row[4]);
  if (!row[5].is_null()) robot.secret = unseal(db::text_of(row[5]), about(robot.id));
  robot.created_by = db::id_of<PrincipalId>(row[6]);
  robot.created_at = db::time_of(row[7]);
  robot.rotated_at = db::time_of(row[8]);
  robot.sent = db::number_of(row[9]);
  return robot;
}

std::optional<RobotRow> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return robot_of(rows[0]);
}

}  // namespace

void insert_robot(db::Tx& tx, const RobotRow& robot, const std::string& key_hash) {
  db::exec(
      tx, "INSERT INTO principals (id, corp_id, kind, name, created_at) VALUES ($1, $2, 'bot', $3, $4)", robot.id,
      tx.corp(), robot.name, tx.now());
  db::exec(
      tx,
      "INSERT INTO robots (id, corp_id, conversation_id, key_hash, addresses, created_by, created_at, rotated_at) "
      "VALUES ($1, $2, $3, decode($4, 'hex'), $5::inet[], $6, $7, $7)",
      robot.id, tx.corp(), robot.conversation, key_hash, db::array_literal(robot.addresses), robot.created_by,
      tx.now());
}

std::vector<RobotRow> robots_of(db::Tx& tx, const ConversationId& group) {
  std::vector<RobotRow> robots;
  for (const auto& row : db::exec(tx, kColumns + "AND r.conversation_id = $2 ORDER BY r.id", tx.corp(), group))
    robots.push_back(robot_of(row));
  return robots;
}

std::optional<RobotRow> find_robot(db::Tx& tx, const PrincipalId& id) {
  return first_of(db::exec(tx, kColumns + "AND r.id = $2", tx.corp(), id));
}

std::optional<RobotRow> lock_robot(db::Tx& tx, const PrincipalId& id) {
  return first_of(db::exec(tx, kColumns + "AND r.id = $2 FOR NO KEY UPDATE OF r", tx.corp(), id));
}

void set_robot(db::Tx& tx, const PrincipalId& id, const std::string& name, const std::vector<std::string>& addresses) {
  db::exec(tx, "UPDATE principals SET name = $3 WHERE corp_id = $1 AND id = $2", tx.corp(), id, name);
  db::exec(
      tx, "UPDATE robots SET addresses = $3::inet[] WHERE corp_id = $1 AND id = $2", tx.corp(), id,
      db::array_literal(addresses));
}

void set_robot_key(db::Tx& tx, const PrincipalId& id, const std::string& key_hash) {
  db::exec(
      tx, "UPDATE robots SET key_hash = decode($3, 'hex'), rotated_at = $4 WHERE corp_id = $1 AND id = $2", tx.corp(),
      id, key_hash, tx.now());
}

void set_callback(
    db::Tx& tx, const PrincipalId& id, const std::optional<std::string>& callback,
    const std::optional<std::string>& secret) {
  std::optional<std::string> sealed;
  if (secret) sealed = seal(*secret, about(id));
  db::exec(
      tx, "UPDATE robots SET callback = $3, secret = $4 WHERE corp_id = $1 AND id = $2", tx.corp(), id, callback,
      sealed);
}

std::int64_t seal_secrets(db::Tx& tx, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT id, secret FROM robots WHERE corp_id = $1 AND secret IS NOT NULL AND NOT starts_with(secret, 'sealed1:') "
      "ORDER BY id LIMIT $2 FOR UPDATE",
      tx.corp(), limit);
  for (const auto& row : rows) {
    const auto id = db::id_of<PrincipalId>(row[0]);
    db::exec(
        tx, "UPDATE robots SET secret = $3 WHERE corp_id = $1 AND id = $2", tx.corp(), id,
        seal(db::text_of(row[1]), about(id)));
  }
  return std::ssize(rows);
}

void delete_robot(db::Tx& tx, const PrincipalId& id) {
  db::exec(
      tx, "UPDATE robots SET deleted_at = $3, callback = NULL, secret = NULL WHERE corp_id = $1 AND id = $2", tx.corp(),
      id, tx.now());
  db::exec(tx, "UPDATE principals SET status = 'left' WHERE corp_id = $1 AND id = $2", tx.corp(), id);
}

std::optional<PrincipalId> enter_robot(db::Tx& tx, const std::string& key_hash) {
  const auto rows = db::exec(
      tx,
      "SELECT id FROM robots WHERE corp_id = $1 AND key_hash = decode($2, 'hex') AND deleted_at IS NULL FOR NO KEY "
      "UPDATE",
      tx.corp(), key_hash);
  if (rows.empty()) return std::nullopt;
  return db::id_of<PrincipalId>(rows[0][0]);
}

bool admits(db::Tx& tx, const PrincipalId& id, const std::string& address) {
  const auto rows = db::exec(
      tx,
      "SELECT 1 FROM robots WHERE corp_id = $1 AND id = $2 AND (cardinality(addresses) = 0 OR nullif($3, '')::inet <<= "
      "ANY (addresses))",
      tx.corp(), id, address);
  return !rows.empty();
}

Turn take_turn(db::Tx& tx, const PrincipalId& id) {
  // Times that lie ahead (the clock was set back) count as of now.
  const auto rows = db::exec(
      tx,
      "WITH lately AS (SELECT coalesce(array_agg(least(t, $3::timestamptz) ORDER BY t), '{}') AS times FROM robots r, "
      "unnest(r.recent) AS t WHERE r.corp_id = $1 AND r.id = $2 AND t > $3::timestamptz - interval '1 minute'), "
      "granted AS (UPDATE robots SET recent = l.times || $3::timestamptz, sent = sent + 1 FROM lately l WHERE corp_id "
      "= "
      "$1 AND id = $2 AND cardinality(l.times) < 20 RETURNING 1) "
      "SELECT (SELECT count(*) FROM granted), cardinality(l.times), coalesce(l.times[1], $3::timestamptz) + interval "
      "'1 "
      "minute' FROM lately l",
      tx.corp(), id, tx.now());
  const auto row = rows.at(0);
  const bool granted = row[0].as<int>() == 1;
  return {granted, granted ? 19 - row[1].as<std::int64_t>() : 0, db::time_of(row[2])};
}

std::vector<Present> present_among(
    db::Tx& tx, const ConversationId& group, const std::vector<std::string>& userid_keys,
    const std::vector<std::string>& mobile_keys) {
  std::vector<Present> found;
  for (const auto& row : db::exec(
           tx,
           "SELECT m.principal_id, m.userid_key, m.mobile_key, p.name FROM members m JOIN principals p ON p.id = "
           "m.principal_id JOIN participants t ON t.conversation_id = $2 AND t.principal_id = m.principal_id WHERE "
           "m.corp_id = $1 AND (m.userid_key = ANY ($3::text[]) OR m.mobile_key = ANY ($4::text[])) AND t.left_seq IS "
           "NULL AND p.status IN ('active', 'not_activated')",
           tx.corp(), group, db::array_literal(userid_keys), db::array_literal(mobile_keys)))
    found.push_back({db::id_of<PrincipalId>(row[0]), db::text_of(row[1]), db::text_of(row[2]), db::text_of(row[3])});
  return found;
}

std::optional<Call> find_call(db::Tx& tx, const ConversationId& group, Seq seq) {
  const auto rows = db::exec(
      tx,
      "SELECT e.actor_id, coalesce(m.userid, ''), p.name, e.body::text, e.created_at FROM entries e JOIN principals p "
      "ON p.id = e.actor_id LEFT JOIN members m ON m.principal_id = e.actor_id WHERE e.conversation_id = $2 AND e.seq "
      "= $3 AND e.corp_id = $1",
      tx.corp(), group, seq);
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  return Call{
      db::id_of<PrincipalId>(row[0]), db::text_of(row[1]), db::text_of(row[2]), db::text_of(row[3]),
      db::time_of(row[4])};
}

}  // namespace weft::groups::store
