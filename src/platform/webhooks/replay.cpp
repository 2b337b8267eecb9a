// The job that tells many again. What ends again while it runs is not in its range: that ends where it began.
#include "platform/webhooks/replay.hpp"

#include "platform/webhooks/rules.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/access.hpp>

#include <algorithm>

namespace weft::platform {
namespace {

constexpr auto kManage = api::Permission::webhooks_manage;
constexpr std::int64_t kStep = 200;
constexpr std::int64_t kMostWaiting = 10'000;  // of the endpoint: what happens now is not to wait behind what once did
constexpr std::chrono::seconds kPatience{10};

struct State {
  WebhookId webhook;
  Time from, to;
  std::string status;
  std::int64_t after = 0;
  std::int64_t again = 0;
};
BOOST_DESCRIBE_STRUCT(State, (), (webhook, from, to, status, after, again))

db::Step step(db::Tx& tx, const db::Job& job) {
  State state = read_json<State>(Json::parse(job.state.text));
  const auto row = store::find_webhook(tx, state.webhook);
  if (!row) throw db::JobFailed("the webhook was deleted");
  if (!row->webhook.enabled) throw db::JobFailed("the webhook was switched off");
  if (store::state_of(tx, state.webhook).waiting >= kMostWaiting) {
    db::Step wait;
    wait.next = db::Next::later;
    wait.state = {"null"};
    wait.delay = kPatience;
    return wait;
  }
  const auto found = store::in_range(tx, state.webhook, {state.from, state.to, state.status, state.after}, kStep);
  for (const store::Found& one : found) {
    if (db::redeliver(tx, state.webhook.uuid(), one.id)) ++state.again;
    state.after = one.number;
  }
  db::Step next;
  next.next = std::ssize(found) < kStep ? db::Next::done : db::Next::again;
  next.state = {to_json_text(state)};
  next.done = state.again;
  if (next.next == db::Next::done) next.result = RawJson{Json{{"replayed", state.again}}.dump()};
  return next;
}

}  // namespace

void need_on(const Webhook& webhook) {
  if (!webhook.enabled) throw ApiError(Errc::conflict, "the endpoint is switched off: what is told again fails again");
}

Replaying begin_replay(db::Tx& tx, const api::Context& context, const ReplayRange& in) {
  identity::require_company(tx, identity::begin_admin(tx, context.who(), kManage), kManage);
  const Webhook webhook = need_webhook(tx, in.webhook).webhook;
  if (in.to <= in.from) refuse_field("to", "must be after from");
  need_on(webhook);
  if (store::replays(tx, in.webhook)) throw ApiError(Errc::conflict, "a range is being told to it again already");
  const State state{in.webhook,
                    in.from,
                    std::min(in.to, tx.now()),
                    boost::describe::enum_to_string(in.status.value_or(Ended::failed), ""),
                    0,
                    0};
  db::NewJob job{kReplayJob, {to_json_text(state)}, context.who().principal};
  job.unique_key = in.webhook.str();
  const db::JobId id = db::enqueue(tx, job);
  identity::audit::append(
      tx, {identity::origin_of(context), "webhook.replay_range", in.webhook.str(),
           identity::audit::change(nullptr, Json::parse(to_json_text(state)))});
  return {id};
}

db::JobKinds webhook_jobs() {
  return {{kReplayJob, {step}}};
}

}  // namespace weft::platform
