// The jobs of apps: messages to many, taking them back, changing cards; following who sees an app.
#include "platform/apps/cards.hpp"
#include "platform/apps/ranges.hpp"
#include "platform/apps/sending.hpp"
#include <weft/base/json.hpp>

namespace weft::platform {
namespace {

constexpr std::int64_t kAtATime = 200;

struct MessageState {
  AppMessageId message;
};
BOOST_DESCRIBE_STRUCT(MessageState, (), (message))

std::optional<store::MessageRow> message_of(db::Tx& tx, const db::Job& job) {
  return store::lock_message(tx, read_json<MessageState>(parse_json(job.state.text)).message);
}

db::Step progress(db::Tx& tx, const store::MessageRow& message, bool more) {
  db::Step step;
  step.next = more ? db::Next::again : db::Next::done;
  const auto now = store::find_message(tx, message.app, message.id).value();
  step.done = now.sent + now.dropped;
  step.total = now.wanted;
  return step;
}

db::Step send_step(db::Tx& tx, const db::Job& job, files::Files* files) {
  const auto message = message_of(tx, job);
  if (!message) return {};
  const SomeSent some = message->recalled_at ? skip_some(tx, *message, kAtATime)
                                             : send_some(tx, *message, kAtATime, files);
  store::give_back(tx, message->id, some.dropped);
  return progress(tx, *message, some.more);
}

struct ChangeState {
  std::int64_t change = 0;
};
BOOST_DESCRIBE_STRUCT(ChangeState, (), (change))

db::Step card_step(db::Tx& tx, const db::Job& job) {
  db::Step step;
  const bool more = change_some(tx, read_json<ChangeState>(parse_json(job.state.text)).change, kAtATime);
  step.next = more ? db::Next::again : db::Next::done;
  return step;
}

struct RangeState {
  PrincipalId app;
};
BOOST_DESCRIBE_STRUCT(RangeState, (), (app))

db::Step range_step(db::Tx& tx, const db::Job& job) {
  db::Step step;
  const bool more = follow_range(tx, read_json<RangeState>(parse_json(job.state.text)).app, kAtATime);
  step.next = more ? db::Next::again : db::Next::done;
  return step;
}

db::Step changes_step(db::Tx& tx, const db::Job&) {
  constexpr std::int64_t kPeople = 50;  // each with all apps
  db::Step step;
  step.next = follow_changes(tx, kPeople) ? db::Next::again : db::Next::done;
  return step;
}

db::Step recall_step(db::Tx& tx, const db::Job& job) {
  const auto message = message_of(tx, job);
  if (!message) return {};
  db::Step step;
  step.next = recall_some(tx, *message, kAtATime) ? db::Next::again : db::Next::done;
  return step;
}

}  // namespace

db::JobKinds app_jobs(const AppParts& parts) {
  db::JobKinds kinds;
  kinds[kSendJob].step = [files = parts.files](db::Tx& tx, const db::Job& job) { return send_step(tx, job, files); };
  kinds[kRecallJob].step = recall_step;
  kinds[kCardJob].step = card_step;
  kinds[kRangeJob].step = range_step;
  kinds[kChangesJob].step = changes_step;
  return kinds;
}

}  // namespace weft::platform
