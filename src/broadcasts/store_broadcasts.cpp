// SQL of broadcasts and their lanes.
#include "broadcasts/store.hpp"
#include <weft/customers/reach_sql.hpp>
#include <weft/db/sql.hpp>

namespace weft::broadcasts::store {
namespace {

const std::string kBroadcast =
    "SELECT id, kind, target, title, content, audience, rules, allow_select, send_at, hours, expires_at, status, "
    "resumes_as, reason, created_by, created_at, started_at, prepared_at, ended_at, measured_at FROM broadcasts ";

template <class T>
T json_of(const pqxx::field& field) {
  return read_json<T>(Json::parse(field.c_str()));
}

Broadcast broadcast_of(const db::Row& row) {
  Broadcast one;
  one.id = db::id_of<BroadcastId>(row[0]);
  one.kind = db::enum_of<Kind>(row[1]);
  one.target = db::enum_of<Target>(row[2]);
  one.title = db::text_of(row[3]);
  one.content = {db::text_of(row[4])};
  one.audience = json_of<AudienceSpec>(row[5]);
  one.rules = json_of<Rules>(row[6]);
  one.allow_select = db::bool_of(row[7]);
  one.send_at = db::optional_time(row[8]);
  if (!row[9].is_null()) one.hours = json_of<Hours>(row[9]);
  one.expires_at = db::optional_time(row[10]);
  one.status = db::enum_of<Status>(row[11]);
  if (!row[12].is_null()) one.resumes_as = db::enum_of<Status>(row[12]);
  one.reason = db::text_of(row[13]);
  one.created_by = db::id_of<PrincipalId>(row[14]);
  one.created_at = db::time_of(row[15]);
  one.started_at = db::optional_time(row[16]);
  one.prepared_at = db::optional_time(row[17]);
  one.ended_at = db::optional_time(row[18]);
  one.measured_at = db::optional_time(row[19]);
  return one;
}

std::optional<Broadcast> one_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return broadcast_of(rows[0]);
}

std::vector<Broadcast> all_of(const db::Rows& rows) {
  std::vector<Broadcast> list;
  for (const auto& row : rows)
    list.push_back(broadcast_of(row));
  return list;
}

std::string before_or_newest(const BroadcastId& before) {
  return before.empty() ? "ffffffff-ffff-ffff-ffff-ffffffffffff" : before.str();
}

std::optional<std::string> optional_word(const std::optional<Status>& status) {
  if (!status) return std::nullopt;
  return word(*status);
}

std::optional<std::string> hours_text(const Broadcast& broadcast) {
  if (!broadcast.hours) return std::nullopt;
  return to_json_text(*broadcast.hours);
}

}  // namespace

void insert(db::Tx& tx, const Broadcast& broadcast) {
  db::exec(
      tx,
      "INSERT INTO broadcasts (id, corp_id, kind, target, title, content, audience, rules, allow_select, send_at, "
      "hours, expires_at, status, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8::jsonb, "
      "$9, $10, $11::jsonb, $12, $13, $14, $15)",
      broadcast.id, tx.corp(), word(broadcast.kind), word(broadcast.target), broadcast.title, broadcast.content,
      to_json_text(broadcast.audience), to_json_text(broadcast.rules), broadcast.allow_select, broadcast.send_at,
      hours_text(broadcast), broadcast.expires_at, word(broadcast.status), broadcast.created_by, broadcast.created_at);
}

std::optional<Broadcast> load(db::Tx& tx, const BroadcastId& id) {
  static const std::string sql = kBroadcast + "WHERE id = $1 AND corp_id = $2";
  return one_of(db::exec(tx, sql, id, tx.corp()));
}

std::optional<Broadcast> lock(db::Tx& tx, const BroadcastId& id) {
  static const std::string sql = kBroadcast + "WHERE id = $1 AND corp_id = $2 FOR NO KEY UPDATE";
  return one_of(db::exec(tx, sql, id, tx.corp()));
}

void save(db::Tx& tx, const Broadcast& broadcast) {
  db::exec(
      tx,
      "UPDATE broadcasts SET rules = $3::jsonb, hours = $4::jsonb, expires_at = $5, status = $6, resumes_as = $7, "
      "reason = $8, started_at = $9, prepared_at = $10, ended_at = $11, measured_at = $12 WHERE id = $1 AND corp_id = "
      "$2",
      broadcast.id, tx.corp(), to_json_text(broadcast.rules), hours_text(broadcast), broadcast.expires_at,
      word(broadcast.status), optional_word(broadcast.resumes_as), broadcast.reason, broadcast.started_at,
      broadcast.prepared_at, broadcast.ended_at, broadcast.measured_at);
}

void remove(db::Tx& tx, const BroadcastId& id) {
  db::exec(tx, "DELETE FROM broadcasts WHERE id = $1 AND corp_id = $2", id, tx.corp());
}

void measured(db::Tx& tx, const BroadcastId& id) {
  db::exec(tx, "UPDATE broadcasts SET measured_at = $3 WHERE id = $1 AND corp_id = $2", id, tx.corp(), tx.now());
}

std::optional<Status> status_of(db::Tx& tx, const BroadcastId& id) {
  const auto rows = db::exec(tx, "SELECT status FROM broadcasts WHERE id = $1 AND corp_id = $2", id, tx.corp());
  if (rows.empty()) return std::nullopt;
  return db::enum_of<Status>(rows[0][0]);
}

std::vector<Broadcast> list(
    db::Tx& tx, const PrincipalId& author, const std::optional<Status>& status, const BroadcastId& before,
    std::int64_t limit) {
  static const std::string sql =
      kBroadcast +
      "WHERE corp_id = $1 AND created_by = $2 AND id < $3 AND ($4::text IS NULL OR status = $4) ORDER BY id DESC LIMIT "
      "$5";
  return all_of(db::exec(tx, sql, tx.corp(), author, before_or_newest(before), optional_word(status), limit));
}

std::vector<Broadcast> list_known(
    db::Tx& tx, const Viewer& viewer, const std::optional<Status>& status, const BroadcastId& before,
    std::int64_t limit) {
  // Of one target: $company, $paths and $members of the power that goes with it.
  const auto inside = [](const std::string& who, const std::string& paths, const std::string& members) {
    return "(" + who + " = ANY (" + members +
           "::uuid[]) OR EXISTS (SELECT 1 FROM department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND "
           "d.number = dm.department WHERE dm.corp_id = $1 AND dm.principal_id = " +
           who + " AND d.path ^@ ANY (" + paths + "::text[])))";
  };
  const auto reached = [&](const std::string& company, const std::string& paths, const std::string& members) {
    return "(" + company + "::boolean OR b.target <> 'employees' AND b.prepared_at IS NOT NULL AND " +
           inside("b.created_by", paths, members) +
           " AND NOT EXISTS (SELECT 1 FROM broadcast_tasks t WHERE t.broadcast_id = b.id AND t.corp_id = $1 AND NOT " +
           inside("t.sender_id", paths, members) + "))";
  };
  static const std::string sql = kBroadcast + "b WHERE corp_id = $1 AND (created_by = $2 OR CASE WHEN target = " +
                                 "'customer_groups' THEN " + reached("$9", "$10", "$11") + " ELSE " +
                                 reached("$6", "$7", "$8") +
                                 " END) AND id < $3 AND ($4::text IS NULL OR status = $4) ORDER BY id DESC LIMIT $5";
  const customers::ReachParams by(viewer.customers), of(viewer.groups);
  return all_of(db::exec(
      tx, sql, tx.corp(), viewer.who, before_or_newest(before), optional_word(status), limit, by.company, by.paths,
      by.members, of.company, of.paths, of.members));
}

std::int64_t count_open(db::Tx& tx, const PrincipalId& author) {
  return db::number_of(db::exec(
      tx,
      "SELECT count(*) FROM broadcasts WHERE corp_id = $1 AND created_by = $2 AND status NOT IN ('stopped', 'done', "
      "'failed')",
      tx.corp(), author)[0][0]);
}

void make_lanes(db::Tx& tx, const BroadcastId& id) {
  db::exec(
      tx,
      "INSERT INTO broadcast_lanes (corp_id, broadcast_id, lane) SELECT $1, $2, n FROM generate_series(0, $3::integer "
      "- 1) AS n ON CONFLICT DO NOTHING",
      tx.corp(), id, kLanes);
}

void audience_frozen(db::Tx& tx, const BroadcastId& id) {
  db::exec(tx, "SELECT weft_audience_frozen($1)", id);
}

void lock_lane(db::Tx& tx, const BroadcastId& id, std::int64_t lane) {
  db::exec(
      tx, "SELECT 1 FROM broadcast_lanes WHERE broadcast_id = $1 AND lane = $2 AND corp_id = $3 FOR UPDATE", id, lane,
      tx.corp());
}

void lock_lanes(db::Tx& tx, const BroadcastId& id) {
  db::exec(
      tx, "SELECT 1 FROM broadcast_lanes WHERE broadcast_id = $1 AND corp_id = $2 ORDER BY lane FOR UPDATE", id,
      tx.corp());
}

void progressed(db::Tx& tx, const BroadcastId& id, std::int64_t lane, std::int64_t done) {
  db::exec(
      tx,
      "UPDATE broadcast_lanes SET chunks = chunks + 1, done = done + $4, at = $5, since = CASE WHEN since IS NULL OR "
      "since < $5::timestamptz - interval '5 seconds' THEN $5 ELSE since END, since_done = CASE WHEN since IS NULL OR "
      "since < $5::timestamptz - interval '5 seconds' THEN done + $4 ELSE since_done END, rate = CASE WHEN since < "
      "$5::timestamptz - interval '1 second' THEN (done + $4 - since_done) / extract(epoch FROM $5::timestamptz - "
      "since) ELSE rate END WHERE broadcast_id = $1 AND lane = $2 AND corp_id = $3",
      id, lane, tx.corp(), done, tx.now());
}

Progress progress(db::Tx& tx, const BroadcastId& id) {
  Progress progress;
  for (const auto& row : db::exec(
           tx,
           "SELECT status, count(*), sum(total), sum(sent), sum(refused), sum(failed), sum(skipped), sum(read), "
           "sum(replied) FROM broadcast_tasks WHERE broadcast_id = $1 AND corp_id = $2 GROUP BY status",
           id, tx.corp())) {
    progress.tasks[db::text_of(row[0])] = db::number_of(row[1]);
    Counts& sum = progress.counts;
    std::int64_t* const into[] = {&sum.total,   &sum.sent, &sum.refused, &sum.failed,
                                  &sum.skipped, &sum.read, &sum.replied};
    for (int i = 0; i < 7; ++i)
      *into[i] += db::number_of(row[i + 2]);
  }
  const auto rates = db::exec(
      tx,
      "SELECT coalesce(sum(rate), 0) FROM broadcast_lanes WHERE broadcast_id = $1 AND corp_id = $2 AND at > "
      "$3::timestamptz - interval '10 seconds'",
      id, tx.corp(), tx.now());
  progress.per_second = rates[0][0].as<double>();
  return progress;
}

Company company(db::Tx& tx) {
  const auto rows = db::exec(tx, "SELECT name, weft_zone(id) FROM companies WHERE id = $1", tx.corp());
  return {db::text_of(rows.at(0)[0]), db::text_of(rows.at(0)[1])};
}

}  // namespace weft::broadcasts::store
