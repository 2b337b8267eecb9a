// job.*: what became of the work that somebody started. Its own to who started it; all of the company's to who holds
// the settings.
#include "identity/service.hpp"
#include <weft/base/json.hpp>
#include <weft/db/jobs.hpp>

namespace weft::identity {

struct JobInput {
  db::JobId job;
};
BOOST_DESCRIBE_STRUCT(JobInput, (), (job))

namespace {

using api::Method;
using api::Policy;

bool sees_all(const api::Caller& caller) {
  return caller.may(api::Permission::settings_manage);
}

db::JobView visible_job(db::Tx& tx, const api::Caller& caller, const db::JobId& id) {
  auto job = db::load_job(tx, id);
  const bool visible = job && (sees_all(caller) || job->started_by == caller.principal);
  if (!visible) throw ApiError(Errc::not_found, "no such job");
  return std::move(*job);
}

api::Page<db::JobView> page_of_jobs(db::Tx& tx, const api::Caller& caller, const PageInput& input) {
  const std::int64_t limit = api::limit_of(input.limit);
  std::optional<db::JobId> before;
  if (input.cursor) before = api::cursor_id<db::JobId>(api::decode_cursor("jobs", *input.cursor, 1)[0]);
  const auto whose = sees_all(caller) ? std::nullopt : std::optional(caller.principal);
  return api::make_page(db::list_jobs(tx, whose, before, limit + 1), limit, "jobs", [](const db::JobView& job) {
    return std::vector{job.id.str()};
  });
}

db::JobView cancel(db::Tx& tx, const api::Context& context, const JobInput& input) {
  const db::JobView job = visible_job(tx, context.who(), input.job);
  if (!job.started_by) throw ApiError(Errc::conflict, "this is the server's own work, which nobody cancels");
  if (!db::cancel_job(tx, input.job)) throw ApiError(Errc::conflict, "the job is over");
  audit::append(tx, {origin_of(context), "job.cancel", input.job.str(), {Json{{"kind", job.kind}}.dump()}});
  return db::load_job(tx, input.job).value();
}

}  // namespace

std::vector<api::Operation> job_operations() {
  std::vector<api::Operation> list;
  list.push_back(api::transactional<JobInput, db::JobView>(
      {"job.get", Method::get, "/api/v1/jobs/{job}", Policy::staff, "How far a job is, and what came of it"},
      [](db::Tx& tx, const api::Context& context, const JobInput& in) {
        return visible_job(tx, context.who(), in.job);
      }));
  list.push_back(api::transactional<PageInput, api::Page<db::JobView>>(
      {"job.list", Method::get, "/api/v1/jobs", Policy::staff,
       "The jobs you started, newest first; who manages the settings sees all of the company"},
      [](db::Tx& tx, const api::Context& context, const PageInput& in) {
        return page_of_jobs(tx, context.who(), in);
      }));
  list.push_back(api::transactional<JobInput, db::JobView>(
      {"job.cancel", Method::post, "/api/v1/jobs/{job}/cancel", Policy::staff,
       "Stop a job that somebody started; what its steps did stays done"},
      [](db::Tx& tx, const api::Context& context, const JobInput& in) { return cancel(tx, context, in); }));
  return list;
}

}  // namespace weft::identity
