// Broadcasts as their authors see them, and who may.
#include "broadcasts/operations.hpp"
#include <weft/base/error.hpp>
#include <weft/identity/identity.hpp>

namespace weft::broadcasts {

std::map<PrincipalId, Person> people(db::Tx& tx, std::vector<PrincipalId> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::map<PrincipalId, Person> found;
  for (const auto& one : identity::load_principals(tx, ids))
    found.emplace(one.id, Person{one.id, one.name});
  return found;
}

BroadcastView view_of(db::Tx& tx, const Broadcast& one) {
  BroadcastView view{
      one.id,
      one.kind,
      one.target,
      one.title,
      customers::greeting_of(one.content),
      one.audience,
      one.status,
      one.reason,
      one.allow_select,
      one.send_at,
      one.hours,
      one.expires_at,
      {},
      one.created_at,
      one.started_at,
      one.prepared_at,
      one.ended_at,
      one.measured_at,
      {},
      {}};
  view.created_by = people(tx, {one.created_by}).at(one.created_by);
  const store::Progress now = store::progress(tx, one.id);
  view.progress.counts = now.counts;
  const Counts& counts = now.counts;
  view.progress.left = counts.total - counts.sent - counts.refused - counts.failed - counts.skipped;
  if (one.status == Status::sending && now.per_second > 0) {
    view.progress.per_second = now.per_second;
    const auto ms = static_cast<std::int64_t>(1000 * static_cast<double>(view.progress.left) / now.per_second);
    view.progress.ends_at = tx.now() + std::chrono::milliseconds(ms);
  }
  const auto of = [&](TaskStatus status) {
    const auto found = now.tasks.find(word(status));
    return found == now.tasks.end() ? 0 : found->second;
  };
  view.tasks = {
      of(TaskStatus::waiting), of(TaskStatus::confirmed), of(TaskStatus::declined), of(TaskStatus::cancelled),
      of(TaskStatus::expired)};
  return view;
}

Broadcast seen(db::Tx& tx, const api::Caller& caller, const BroadcastId& id) {
  auto found = store::load(tx, id);
  if (!found || !may_see(tx, caller, *found)) throw ApiError(Errc::not_found, "no such broadcast", "broadcast");
  return std::move(*found);
}

Broadcast held_for_change(db::Tx& tx, const api::Context& context, const BroadcastId& id) {
  const Broadcast before = seen(tx, context.who(), id);
  if (before.kind != Kind::own || before.created_by != context.who().principal || before.target == Target::employees)
    identity::audit::lock(tx);
  auto now = store::lock(tx, id);
  if (!now || !may_see(tx, context.who(), *now)) throw ApiError(Errc::not_found, "no such broadcast", "broadcast");
  return std::move(*now);
}

void audit(
    db::Tx& tx, const api::Context& context, const char* action, const std::optional<Broadcast>& before,
    const std::optional<Broadcast>& after) {
  const auto told = [](const std::optional<Broadcast>& one) {
    if (!one) return Json();
    return Json{
        {"kind", word(one->kind)}, {"target", word(one->target)}, {"title", one->title}, {"status", word(one->status)}};
  };
  const Broadcast& known = after ? *after : before.value();
  const bool alone = known.kind == Kind::own && known.created_by == context.who().principal &&
                     known.target != Target::employees;
  if (alone) return;
  identity::audit::append(
      tx, {identity::origin_of(context), action, known.id.str(), identity::audit::change(told(before), told(after))});
}

}  // namespace weft::broadcasts
