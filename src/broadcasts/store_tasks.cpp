// SQL of who is asked to send, what it decided, and what becomes of its recipients then.
#include "broadcasts/ledger.hpp"
#include "broadcasts/store.hpp"
#include <weft/customers/reach_sql.hpp>
#include <weft/db/sql.hpp>

namespace weft::broadcasts {
namespace {

const std::string kTask =
    "SELECT broadcast_id, sender_id, status, total, sent, refused, failed, skipped, read, replied, decided_at FROM "
    "broadcast_tasks ";

Task task_of(const db::Row& row) {
  Task task;
  task.broadcast = db::id_of<BroadcastId>(row[0]);
  task.sender = db::id_of<PrincipalId>(row[1]);
  task.status = db::enum_of<TaskStatus>(row[2]);
  task.counts = {db::number_of(row[3]), db::number_of(row[4]), db::number_of(row[5]), db::number_of(row[6]),
                 db::number_of(row[7]), db::number_of(row[8]), db::number_of(row[9])};
  task.decided_at = db::optional_time(row[10]);
  return task;
}

std::vector<Task> tasks_in(const db::Rows& rows) {
  std::vector<Task> list;
  for (const auto& row : rows)
    list.push_back(task_of(row));
  return list;
}

std::optional<Task> one_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return task_of(rows[0]);
}

std::vector<PrincipalId> senders_in(const db::Rows& rows) {
  std::vector<PrincipalId> list;
  for (const auto& row : rows)
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

}  // namespace

namespace store {

void make_tasks(db::Tx& tx, const BroadcastId& id, bool asked) {
  db::exec(
      tx,
      "INSERT INTO broadcast_tasks (corp_id, broadcast_id, sender_id, status, total, decided_at) SELECT $1, $2, "
      "sender_id, CASE WHEN $3 THEN 'waiting' ELSE 'confirmed' END, count(*), CASE WHEN $3 THEN NULL ELSE "
      "$4::timestamptz END FROM broadcast_recipients WHERE broadcast_id = $2 AND corp_id = $1 GROUP BY sender_id ON "
      "CONFLICT DO NOTHING",
      tx.corp(), id, asked, tx.now());
}

std::set<PrincipalId> beyond(db::Tx& tx, const std::vector<PrincipalId>& people, const customers::Reach& reach) {
  const customers::ReachParams by(reach);
  std::set<PrincipalId> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT DISTINCT u.p FROM unnest($2::uuid[]) AS u(p) WHERE u.p <> ALL ($4::uuid[]) AND NOT EXISTS (SELECT 1 "
           "FROM department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND d.number = dm.department WHERE "
           "dm.corp_id = $1 AND dm.principal_id = u.p AND d.path ^@ ANY ($3::text[]))",
           tx.corp(), db::array_literal(people), by.paths, by.members))
    list.insert(db::id_of<PrincipalId>(row[0]));
  return list;
}

bool sends_beyond(db::Tx& tx, const BroadcastId& id, const customers::Reach& reach) {
  const customers::ReachParams by(reach);
  return !db::exec(
              tx,
              "SELECT 1 FROM broadcast_tasks t WHERE t.broadcast_id = $1 AND t.corp_id = $2 AND t.sender_id <> ALL "
              "($4::uuid[]) AND NOT EXISTS (SELECT 1 FROM department_members dm JOIN departments d ON d.corp_id = "
              "dm.corp_id AND d.number = dm.department WHERE dm.corp_id = $2 AND dm.principal_id = t.sender_id AND "
              "d.path ^@ ANY ($3::text[])) LIMIT 1",
              id, tx.corp(), by.paths, by.members)
              .empty();
}

std::optional<Task> load_task(db::Tx& tx, const BroadcastId& id, const PrincipalId& sender) {
  static const std::string sql = kTask + "WHERE broadcast_id = $1 AND sender_id = $2 AND corp_id = $3";
  return one_of(db::exec(tx, sql, id, sender, tx.corp()));
}

std::optional<Task> lock_task(db::Tx& tx, const BroadcastId& id, const PrincipalId& sender) {
  static const std::string sql = kTask +
                                 "WHERE broadcast_id = $1 AND sender_id = $2 AND corp_id = $3 FOR NO KEY UPDATE";
  return one_of(db::exec(tx, sql, id, sender, tx.corp()));
}

void decide(db::Tx& tx, const BroadcastId& id, const PrincipalId& sender, TaskStatus status) {
  db::exec(
      tx,
      "UPDATE broadcast_tasks SET status = $4, decided_at = $5 WHERE broadcast_id = $1 AND sender_id = $2 AND corp_id "
      "= $3",
      id, sender, tx.corp(), word(status), tx.now());
}

std::vector<PrincipalId> end_tasks(db::Tx& tx, const BroadcastId& id, TaskStatus status) {
  return senders_in(db::exec(
      tx,
      "UPDATE broadcast_tasks SET status = $3, decided_at = $4 WHERE broadcast_id = $1 AND corp_id = $2 AND status = "
      "'waiting' RETURNING sender_id",
      id, tx.corp(), word(status), tx.now()));
}

std::vector<PrincipalId> waiting_senders(db::Tx& tx, const BroadcastId& id, std::int64_t limit) {
  return senders_in(db::exec(
      tx,
      "SELECT sender_id FROM broadcast_tasks WHERE broadcast_id = $1 AND corp_id = $2 AND status = 'waiting' ORDER BY "
      "sender_id LIMIT $3",
      id, tx.corp(), limit));
}

std::int64_t count_waiting(db::Tx& tx, const BroadcastId& id) {
  return db::number_of(db::exec(
      tx, "SELECT count(*) FROM broadcast_tasks WHERE broadcast_id = $1 AND corp_id = $2 AND status = 'waiting'", id,
      tx.corp())[0][0]);
}

std::vector<Task> tasks(db::Tx& tx, const BroadcastId& id, const PrincipalId& after, std::int64_t limit) {
  static const std::string sql =
      kTask + "WHERE broadcast_id = $1 AND corp_id = $2 AND sender_id > $3 ORDER BY sender_id LIMIT $4";
  return tasks_in(db::exec(tx, sql, id, tx.corp(), after, limit));
}

std::vector<Task> tasks_of(
    db::Tx& tx, const PrincipalId& sender, bool open, const BroadcastId& before, std::int64_t limit) {
  static const std::string newest = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  static const std::string some = kTask + "WHERE corp_id = $1 AND sender_id = $2 AND broadcast_id < $3";
  static const std::string all = some + " ORDER BY broadcast_id DESC LIMIT $4";
  static const std::string waiting = some + " AND status = 'waiting' ORDER BY broadcast_id DESC LIMIT $4";
  return tasks_in(db::exec(tx, open ? waiting : all, tx.corp(), sender, before.empty() ? newest : before.str(), limit));
}

std::vector<Time> reminders(db::Tx& tx, const BroadcastId& id, Time since) {
  std::vector<Time> list;
  for (const auto& row : db::exec(
           tx, "SELECT at FROM broadcast_reminders WHERE broadcast_id = $1 AND corp_id = $2 AND at > $3 ORDER BY at",
           id, tx.corp(), since))
    list.push_back(db::time_of(row[0]));
  return list;
}

void insert_reminder(db::Tx& tx, const BroadcastId& id, const PrincipalId& by) {
  db::exec(
      tx, "INSERT INTO broadcast_reminders (corp_id, broadcast_id, at, by_id) VALUES ($1, $2, $3, $4)", tx.corp(), id,
      tx.now(), by);
}

}  // namespace store

namespace ledger {

void release(db::Tx& tx, const BroadcastId& id, const PrincipalId& sender, Time due) {
  db::exec(
      tx,
      "UPDATE broadcast_recipients SET state = 'waiting', due_at = $4 WHERE broadcast_id = $1 AND corp_id = $2 AND "
      "sender_id = $3 AND state = 'held'",
      id, tx.corp(), sender, due);
}

void forbid(db::Tx& tx, const BroadcastId& id, const std::set<PrincipalId>& senders) {
  db::exec(
      tx,
      "WITH gone AS (UPDATE broadcast_recipients SET state = 'refused', reason = 'no_right' WHERE broadcast_id = $1 "
      "AND "
      "corp_id = $2 AND sender_id = ANY ($3::uuid[]) AND state = 'held' RETURNING sender_id) UPDATE broadcast_tasks t "
      "SET status = 'cancelled', decided_at = $4, refused = t.refused + c.n FROM (SELECT sender_id, count(*) AS n FROM "
      "gone GROUP BY sender_id) c WHERE t.broadcast_id = $1 AND t.sender_id = c.sender_id AND t.corp_id = $2",
      id, tx.corp(), db::array_literal(std::vector<PrincipalId>(senders.begin(), senders.end())), tx.now());
}

std::int64_t skip(
    db::Tx& tx, const BroadcastId& id, const std::optional<PrincipalId>& sender, std::span<const State> from,
    Reason reason, std::int64_t limit) {
  static const auto sql = [](const std::string& whose) {
    return "WITH page AS (SELECT number FROM broadcast_recipients WHERE broadcast_id = $1 AND corp_id = $2 AND " +
           whose +
           " AND state = ANY ($4::text[]) ORDER BY number LIMIT $6), gone AS (UPDATE broadcast_recipients b SET state "
           "= 'skipped', reason = $5 FROM page WHERE b.broadcast_id = $1 AND b.number = page.number AND b.corp_id = $2 "
           "AND b.state = ANY ($4::text[]) RETURNING b.sender_id), counted AS (UPDATE broadcast_tasks t SET skipped = "
           "t.skipped + c.n FROM (SELECT sender_id, count(*) AS n FROM gone GROUP BY sender_id) c WHERE t.broadcast_id "
           "= $1 AND t.sender_id = c.sender_id AND t.corp_id = $2) SELECT count(*) FROM gone";
  };
  static const std::string of_one = sql("sender_id = $3"), of_all = sql("$3::uuid IS NULL");
  std::vector<std::string> states;
  for (const State state : from)
    states.push_back(word(state));
  return db::number_of(db::exec(
      tx, sender ? of_one : of_all, id, tx.corp(), sender, db::array_literal(states), word(reason), limit)[0][0]);
}

std::set<RecipientId> leave_out(
    db::Tx& tx, const BroadcastId& id, const PrincipalId& sender, const std::vector<RecipientId>& recipients) {
  std::set<RecipientId> gone;
  for (const auto& row : db::exec(
           tx,
           "WITH gone AS (UPDATE broadcast_recipients SET state = 'skipped', reason = 'left_out' WHERE broadcast_id = "
           "$1 AND corp_id = $2 AND sender_id = $3 AND recipient_id = ANY ($4::uuid[]) AND state = 'held' RETURNING "
           "recipient_id), counted AS (UPDATE broadcast_tasks SET skipped = skipped + (SELECT count(*) FROM gone) "
           "WHERE broadcast_id = $1 AND sender_id = $3 AND corp_id = $2) SELECT recipient_id FROM gone",
           id, tx.corp(), sender, db::array_literal(recipients)))
    gone.insert(db::id_of<RecipientId>(row[0]));
  return gone;
}

}  // namespace ledger
}  // namespace weft::broadcasts
