// The job that freezes an audience into rows, some at a time, then asks who has to confirm.
#include "broadcasts/rights.hpp"
#include "broadcasts/sending.hpp"
#include <weft/base/error.hpp>
#include <weft/conversations/log.hpp>
#include <weft/files/files.hpp>

namespace weft::broadcasts {
namespace {

constexpr std::int64_t kPage = 1000;
constexpr std::int64_t kAskedAtATime = 200;
constexpr auto kFirstMeasure = std::chrono::seconds(30);
constexpr auto kAsleep = std::chrono::hours(24);  // unless it is resumed

struct Gathered {
  BroadcastId broadcast;
  std::string after;    ///< the id of the last one
  bool asking = false;  ///< the audience is complete
};
BOOST_DESCRIBE_STRUCT(Gathered, (), (broadcast, after, asking))

template <class IdType>
IdType id_in(const std::string& text) {
  return text.empty() ? IdType{} : IdType::parse(text).value();
}

/// The next of the audience; gives the last one's id, or "" when there are no more.
std::string gather_customers(db::Tx& tx, const Broadcast& broadcast, const std::string& after) {
  const auto audience = customers::compile(
      tx, audience_for(tx, caller_of(tx, broadcast), broadcast), "audience.customers.filter");
  const auto page = customers::select_follows(tx, *audience, id_in<customers::FollowId>(after), kPage);
  if (page.empty()) return {};
  ledger::freeze_follows(tx, {broadcast.id, broadcast.kind, tx.now()}, page);
  return page.back().str();
}

std::string gather_groups(db::Tx& tx, const Broadcast& broadcast, const std::string& after) {
  const Scope scope = scope_of(tx, caller_of(tx, broadcast), broadcast);
  const auto page = ledger::groups_after(
      tx, id_in<ConversationId>(after), owners_for(tx, caller_of(tx, broadcast), broadcast), scope.reach, kPage);
  if (page.empty()) return {};
  ledger::freeze_groups(tx, {broadcast.id, broadcast.kind, tx.now()}, page, scope.reach, scope.only);
  return page.back().str();
}

std::string gather_employees(db::Tx& tx, const Broadcast& broadcast, const std::string& after) {
  const Scope scope = scope_of(tx, caller_of(tx, broadcast), broadcast);
  const auto page = ledger::employees_after(
      tx, id_in<PrincipalId>(after), *broadcast.audience.employees, scope.reach.departments, kPage);
  if (page.empty()) return {};
  ledger::freeze_employees(
      tx, {broadcast.id, broadcast.kind, tx.now()}, page, broadcast.created_by, scope.reach.departments);
  return page.back().str();
}

Json told_of(const Broadcast& broadcast) {
  return {
      {"broadcast", broadcast.id.str()},
      {"title", broadcast.title},
      {"expires_at", broadcast.expires_at ? Json(to_rfc3339(*broadcast.expires_at)) : Json()}};
}

/// Everybody who has to confirm is told, some at a time; whether there are more. A list may be older than what its
/// author may do.
bool ask(db::Tx& tx, const Broadcast& broadcast, Gathered& at) {
  std::vector<PrincipalId> senders;
  for (const Task& task : store::tasks(tx, broadcast.id, id_in<PrincipalId>(at.after), kAskedAtATime))
    senders.push_back(task.sender);
  if (senders.empty()) return false;
  at.after = senders.back().str();
  const auto beyond = beyond_author(tx, broadcast, senders);
  ledger::forbid(tx, broadcast.id, beyond);
  std::erase_if(senders, [&](const PrincipalId& one) { return beyond.count(one) > 0; });
  conversations::tell_inboxes(tx, senders, "broadcast_task", broadcast.created_by, told_of(broadcast));
  return true;
}

db::Step again(const Gathered& at) {
  db::Step step;
  step.next = db::Next::again;
  step.state = {to_json_text(at)};
  return step;
}

/// Who resumes it wakes it where it was.
db::Step asleep() {
  db::Step step;
  step.next = db::Next::later;
  step.state.text = "null";
  step.delay = kAsleep;
  return step;
}

void begin_sending(db::Tx& tx, Broadcast& broadcast) {
  broadcast.prepared_at = tx.now();
  if (broadcast.kind == Kind::company) {
    finish(tx, broadcast);
    return;
  }
  broadcast.status = Status::sending;
  store::save(tx, broadcast);
  send_lanes(tx, broadcast);
}

db::Step prepare(db::Tx& tx, Broadcast& broadcast, Gathered at) {
  if (!at.asking) {
    at.after = gather(tx, broadcast, at.after);
    if (!at.after.empty()) return again(at);
    store::make_tasks(tx, broadcast.id, broadcast.kind == Kind::company);
    store::make_lanes(tx, broadcast.id);
    store::audience_frozen(tx, broadcast.id);
    at.asking = true;
    return again(at);
  }
  if (broadcast.kind == Kind::company && ask(tx, broadcast, at)) return again(at);
  begin_sending(tx, broadcast);
  return {};
}

db::Step prepare_step(db::Tx& tx, const db::Job& job) {
  const auto at = read_json<Gathered>(Json::parse(job.state.text));
  auto broadcast = store::lock(tx, at.broadcast);
  if (broadcast && broadcast->status == Status::paused && broadcast->resumes_as == Status::preparing) return asleep();
  if (!broadcast || broadcast->status != Status::preparing) return {};
  try {
    db::Savepoint savepoint(tx);
    db::Step step = prepare(tx, *broadcast, at);
    savepoint.release();
    return step;
  } catch (const ApiError& error) {
    const bool passing = error.code() == Errc::busy || error.code() == Errc::unavailable ||
                         error.code() == Errc::internal;
    if (passing) throw;
    end(tx, *broadcast, Status::failed, error.detail());
    return {};
  }
}

}  // namespace

std::string gather(db::Tx& tx, const Broadcast& broadcast, const std::string& after) {
  if (broadcast.audience.customers) return gather_customers(tx, broadcast, after);
  if (broadcast.audience.groups) return gather_groups(tx, broadcast, after);
  if (broadcast.audience.employees) return gather_employees(tx, broadcast, after);
  return {};
}

void prepare_in_steps(db::Tx& tx, const Broadcast& broadcast) {
  Gathered at;
  at.broadcast = broadcast.id;
  db::NewJob job;
  job.kind = kPrepareJob;
  job.state = {to_json_text(at)};
  job.started_by = broadcast.created_by;
  job.unique_key = broadcast.id.str();
  db::enqueue(tx, job);
}

void finish(db::Tx& tx, Broadcast& broadcast) {
  if (store::count_waiting(tx, broadcast.id) == 0) return end(tx, broadcast, Status::done);
  broadcast.status = Status::waiting;
  store::save(tx, broadcast);
}

void end(db::Tx& tx, Broadcast& broadcast, Status status, const std::string& reason) {
  broadcast.status = status;
  broadcast.reason = reason;
  broadcast.ended_at = tx.now();
  store::save(tx, broadcast);
  for (const auto& [file, owner] : customers::files_of(broadcast.content))
    files::detach(tx, files::Use::Kind::result, holder_of(broadcast.id), file);
  tell_outside(tx, broadcast, "broadcast.ended");
  const Counts counts = store::progress(tx, broadcast.id).counts;
  conversations::tell_inboxes(
      tx, std::span(&broadcast.created_by, 1), "broadcast_ended", broadcast.created_by,
      {{"broadcast", broadcast.id.str()},
       {"title", broadcast.title},
       {"status", word(status)},
       {"reason", reason},
       {"total", counts.total},
       {"sent", counts.sent}});
  db::NewJob sweep;
  sweep.kind = kSweepJob;
  sweep.state = {Json{{"broadcast", broadcast.id.str()}}.dump()};
  sweep.unique_key = broadcast.id.str();
  db::enqueue(tx, sweep);
  if (counts.sent == 0) return;
  db::NewJob job;
  job.kind = kMeasureJob;
  job.state = {Json{{"broadcast", broadcast.id.str()}, {"after", 0}, {"round", 0}}.dump()};
  job.not_before = tx.now() + kFirstMeasure;
  job.unique_key = broadcast.id.str();
  db::enqueue(tx, job);
}

db::JobKinds prepare_jobs() {
  return {{kPrepareJob, {prepare_step}}};
}

}  // namespace weft::broadcasts
