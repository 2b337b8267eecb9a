// SQL: the table of jobs.
#include "db/jobs.hpp"

#include <weft/db/notify.hpp>
#include <weft/db/sql.hpp>

namespace weft::db {
namespace {

constexpr int kCountedAtMost = 10000;

const std::string kViewColumns =
    "id, kind, status, done, total, result::text, reason, started_by, created_at, run_at, finished_at, begun_at";

JobView view_of(const Row& row) {
  JobView view;
  view.id = id_of<JobId>(row[0]);
  view.kind = text_of(row[1]);
  view.status = enum_of<JobStatus>(row[2]);
  if (view.status == JobStatus::waiting && !row[11].is_null()) view.status = JobStatus::running;
  view.done = number_of(row[3]);
  if (!row[4].is_null()) view.total = number_of(row[4]);
  if (!row[5].is_null()) view.result = RawJson{text_of(row[5])};
  view.reason = optional_text(row[6]);
  view.started_by = optional_id<PrincipalId>(row[7]);
  view.created_at = time_of(row[8]);
  view.run_at = time_of(row[9]);
  view.finished_at = optional_time(row[10]);
  return view;
}

std::vector<JobView> views_of(const Rows& rows) {
  std::vector<JobView> views;
  for (const auto& row : rows)
    views.push_back(view_of(row));
  return views;
}

}  // namespace

JobId enqueue(Tx& tx, const NewJob& job) {
  const Time due = job.not_before.value_or(tx.now());
  const auto rows = exec(
      tx,
      "INSERT INTO jobs (id, corp_id, kind, unique_key, state, started_by, created_at, run_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
      "ON CONFLICT (corp_id, kind, unique_key) WHERE status = 'waiting' AND unique_key IS NOT NULL "
      "DO UPDATE SET run_at = least(jobs.run_at, excluded.run_at) RETURNING id",
      JobId::make(), tx.corp(), job.kind, job.unique_key, job.state, job.started_by, tx.now(), due);
  if (due <= tx.now()) notify(tx, kJobHint);
  return id_of<JobId>(rows[0][0]);
}

std::optional<JobView> load_job(Tx& tx, const JobId& id) {
  const auto rows = exec(tx, "SELECT " + kViewColumns + " FROM jobs WHERE corp_id = $1 AND id = $2", tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  return view_of(rows[0]);
}

std::vector<JobView> list_jobs(
    Tx& tx, const std::optional<PrincipalId>& started_by, const std::optional<JobId>& before, std::int64_t limit) {
  static const std::string last = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  const std::string from = before ? before->str() : last;
  if (started_by) {
    return views_of(exec(
        tx,
        "SELECT " + kViewColumns +
            " FROM jobs WHERE corp_id = $1 AND started_by = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
        tx.corp(), *started_by, from, limit));
  }
  return views_of(exec(
      tx, "SELECT " + kViewColumns + " FROM jobs WHERE corp_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3", tx.corp(),
      from, limit));
}

bool cancel_job(Tx& tx, const JobId& id) {
  const auto rows = exec(
      tx,
      "UPDATE jobs SET status = 'cancelled', finished_at = $3 WHERE corp_id = $1 AND id = $2 AND status = 'waiting' "
      "RETURNING 1",
      tx.corp(), id, tx.now());
  if (rows.empty()) return false;
  notify(tx, std::string(kCancelHint) + id.str());
  return true;
}

std::int64_t purge_jobs(Tx& tx, std::chrono::hours age, int limit) {
  const auto rows = exec(
      tx,
      "DELETE FROM jobs WHERE corp_id = $1 AND id IN (SELECT id FROM jobs WHERE corp_id = $1 AND finished_at < $2 "
      "ORDER BY finished_at LIMIT $3) RETURNING 1",
      tx.corp(), tx.now() - age, limit);
  return static_cast<std::int64_t>(rows.size());
}

namespace store {

std::optional<Job> take_job(Tx& tx, const std::vector<std::string>& kinds) {
  const auto rows = exec(
      tx,
      "SELECT o_corp, o_id, o_kind, o_state, o_started_by, o_attempts, o_done, o_total, o_created_at, "
      "set_config('weft.corp', o_corp::text, true) FROM weft_take_job($1, $2::text[])",
      tx.now(), array_literal(kinds));
  if (rows.empty()) return std::nullopt;
  const Row row = rows[0];
  Job job{id_of<JobId>(row[1]), id_of<CorpId>(row[0]), text_of(row[2]), {text_of(row[3])}};
  job.started_by = optional_id<PrincipalId>(row[4]);
  job.attempts = static_cast<int>(number_of(row[5]));
  job.done = number_of(row[6]);
  if (!row[7].is_null()) job.total = number_of(row[7]);
  job.created_at = time_of(row[8]);
  tx.entered(job.corp);
  return job;
}

std::int64_t due_jobs(Tx& tx) {
  return number_of(exec(tx, "SELECT weft_due_jobs($1, $2)", tx.now(), kCountedAtMost)[0][0]);
}

void settle_job(Tx& tx, const JobId& id, const Step& step) {
  const bool over = step.next == Next::done;
  const bool later = step.next == Next::later;
  const Time due = tx.now() + (later ? step.delay : std::chrono::milliseconds(0));
  std::optional<RawJson> state;
  if (step.state.text != "null") state = step.state;
  exec(
      tx,
      "UPDATE jobs SET status = CASE WHEN $3 THEN 'done' ELSE 'waiting' END, finished_at = CASE WHEN $3 THEN "
      "$5::timestamptz END, begun_at = CASE WHEN $4 THEN NULL ELSE coalesce(begun_at, $5) END, run_at = $6, "
      "state = coalesce($7, state), done = coalesce($8, done), total = coalesce($9, total), "
      "result = coalesce($10, result), attempts = 0, reason = NULL WHERE corp_id = $1 AND id = $2",
      tx.corp(), id, over, later, tx.now(), due, state, step.done, step.total, step.result);
}

void put_off_job(Tx& tx, const JobId& id, const std::string& reason, int attempts, std::chrono::milliseconds pause) {
  exec(
      tx, "UPDATE jobs SET attempts = $3, reason = $4, run_at = $5 WHERE corp_id = $1 AND id = $2", tx.corp(), id,
      attempts, reason, tx.now() + pause);
}

void fail_job(Tx& tx, const JobId& id, const std::string& reason) {
  exec(
      tx, "UPDATE jobs SET status = 'failed', finished_at = $3, reason = $4 WHERE corp_id = $1 AND id = $2", tx.corp(),
      id, tx.now(), reason);
}

}  // namespace store
}  // namespace weft::db
