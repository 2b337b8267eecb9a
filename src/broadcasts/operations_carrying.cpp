// broadcast.start, .pause, .resume, .stop: a broadcast on its way.
#include "broadcasts/operations.hpp"
#include <weft/base/error.hpp>
#include <weft/conversations/log.hpp>

namespace weft::broadcasts {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

BroadcastView changed(
    db::Tx& tx, const Context& context, const char* action, const Broadcast& before, const Broadcast& after) {
  audit(tx, context, action, before, after);
  return view_of(tx, after);
}

BroadcastView start(db::Tx& tx, const Context& context, const BroadcastIn& in) {
  Broadcast one = held_for_change(tx, context, in.broadcast);
  const Broadcast before = one;
  if (one.status != Status::draft) throw ApiError(Errc::conflict, "this broadcast was started");
  if (one.created_by != context.who().principal) throw ApiError(Errc::forbidden, "its author starts a broadcast");
  const std::int64_t days = one.rules.days;
  one.rules = rules(tx);
  one.rules.days.value = days;
  scope_of(tx, context.who(), one);
  if (!one.hours && one.target != Target::employees) one.hours = one.rules.hours;
  one.started_at = tx.now();
  one.expires_at = std::max(one.send_at.value_or(tx.now()), tx.now()) + std::chrono::days(days);
  one.status = Status::preparing;
  store::save(tx, one);
  prepare_in_steps(tx, one);
  expire_in_time(tx, one);
  tell_outside(tx, one, "broadcast.started");
  return changed(tx, context, "broadcast.start", before, one);
}

BroadcastView pause(db::Tx& tx, const Context& context, const BroadcastIn& in) {
  Broadcast one = held_for_change(tx, context, in.broadcast);
  const Broadcast before = one;
  if (one.status != Status::sending && one.status != Status::waiting && one.status != Status::preparing)
    throw ApiError(Errc::conflict, "this broadcast is not being sent");
  one.resumes_as = one.status;
  one.status = Status::paused;
  store::save(tx, one);
  store::lock_lanes(tx, one.id);  // when this is answered nothing more is sent
  return changed(tx, context, "broadcast.pause", before, one);
}

void need_paused(const Broadcast& one) {
  if (one.status != Status::paused) throw ApiError(Errc::conflict, "this broadcast is not paused");
}

/// Its jobs, which are locked before the broadcast.
void wake(db::Tx& tx, const Broadcast& one) {
  if (one.prepared_at)
    send_lanes(tx, one);
  else
    prepare_in_steps(tx, one);
}

BroadcastView resume(db::Tx& tx, const Context& context, const BroadcastIn& in) {
  const Broadcast before = seen(tx, context.who(), in.broadcast);
  need_paused(before);
  wake(tx, before);
  Broadcast one = held_for_change(tx, context, in.broadcast);
  need_paused(one);
  if (one.prepared_at != before.prepared_at)
    throw ApiError(Errc::busy, "this broadcast is being resumed; try again", {}, 1);
  one.status = one.resumes_as.value();
  one.resumes_as.reset();
  store::save(tx, one);
  return changed(tx, context, "broadcast.resume", before, one);
}

BroadcastView stop(db::Tx& tx, const Context& context, const BroadcastIn& in) {
  Broadcast one = held_for_change(tx, context, in.broadcast);
  const Broadcast before = one;
  if (one.over() || one.status == Status::draft) throw ApiError(Errc::conflict, "this broadcast is not on its way");
  one.status = Status::stopped;
  store::save(tx, one);
  store::lock_lanes(tx, one.id);  // when this is answered nothing more is sent
  const auto asked = store::end_tasks(tx, one.id, TaskStatus::cancelled);
  if (!asked.empty())
    conversations::tell_inboxes(
        tx, asked, "broadcast_cancelled", one.created_by, {{"broadcast", one.id.str()}, {"title", one.title}});
  end(tx, one, Status::stopped);
  return changed(tx, context, "broadcast.stop", before, one);
}

}  // namespace

std::vector<api::Operation> carrying_operations() {
  const std::string one = "/api/v1/broadcasts/{broadcast}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<BroadcastIn, BroadcastView>(
      Declaration(
          "broadcast.start", Method::post, one + "/start", Policy::staff,
          "Freezes who is meant; then it is sent, or employees are asked to confirm."),
      start));
  table.push_back(api::transactional<BroadcastIn, BroadcastView>(
      Declaration("broadcast.pause", Method::post, one + "/pause", Policy::staff, "Nothing is sent for now."), pause));
  table.push_back(api::transactional<BroadcastIn, BroadcastView>(
      Declaration("broadcast.resume", Method::post, one + "/resume", Policy::staff, "Goes on."), resume));
  table.push_back(api::transactional<BroadcastIn, BroadcastView>(
      Declaration(
          "broadcast.stop", Method::post, one + "/stop", Policy::staff,
          "Ends it: nothing more is sent, and who has not confirmed is asked no longer."),
      stop));
  return table;
}

}  // namespace weft::broadcasts
