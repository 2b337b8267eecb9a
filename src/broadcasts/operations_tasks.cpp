// broadcast_task.*: what employees are asked to send, and broadcast.remind.
#include "broadcasts/operations.hpp"
#include "broadcasts/report.hpp"
#include <weft/base/error.hpp>
#include <weft/conversations/log.hpp>

namespace weft::broadcasts {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Policy;

constexpr std::size_t kReminders = 3;
constexpr auto kRemindersIn = std::chrono::hours(24);
constexpr auto kBetweenReminders = std::chrono::minutes(10);
constexpr std::int64_t kReminded = 20000;

/// The wire object `BroadcastTask`.
struct TaskView {
  BroadcastId broadcast;
  std::string title;
  Target target = Target::customers;
  Person by;
  customers::Greeting content;
  bool allow_select = false;
  TaskStatus status = TaskStatus::waiting;
  Status broadcast_status = Status::waiting;
  std::optional<Time> send_at;
  std::optional<Time> expires_at;
  std::optional<Time> decided_at;
  Counts counts;
};
BOOST_DESCRIBE_STRUCT(
    TaskView, (),
    (broadcast, title, target, by, content, allow_select, status, broadcast_status, send_at, expires_at, decided_at,
     counts))

struct ListIn {
  std::optional<bool> open;  ///< only those that wait
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (open, limit, cursor))

struct RecipientsIn {
  BroadcastId broadcast;
  std::optional<Int<1, 1000>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(RecipientsIn, (), (broadcast, limit, cursor))

struct ConfirmIn {
  BroadcastId broadcast;
  std::optional<List<RecipientId, 1, 10000>> leave_out;
};
BOOST_DESCRIBE_STRUCT(ConfirmIn, (), (broadcast, leave_out))

struct RemindOut {
  std::int64_t reminded = 0;
  std::int64_t left = 0;  ///< how many more reminders there may be today
};
BOOST_DESCRIBE_STRUCT(RemindOut, (), (reminded, left))

TaskView task_view(db::Tx& tx, const Broadcast& one, const Task& task) {
  return {
      one.id,
      one.title,
      one.target,
      people(tx, {one.created_by}).at(one.created_by),
      customers::greeting_of(one.content),
      one.allow_select,
      task.status,
      one.status,
      one.send_at,
      one.expires_at,
      task.decided_at,
      task.counts};
}

[[noreturn]] void no_task() {
  throw ApiError(Errc::not_found, "nobody asks you to send such a broadcast", "broadcast");
}

/// What the company asks of the caller, once everybody was asked.
bool asks(const Broadcast& one) {
  return one.kind == Kind::company && one.prepared_at.has_value();
}

Page<TaskView> list(db::Tx& tx, const Context& context, const ListIn& in) {
  const std::int64_t limit = api::limit_of(in.limit);
  BroadcastId before;
  if (in.cursor) before = api::cursor_id<BroadcastId>(api::decode_cursor("broadcast_tasks", *in.cursor, 1)[0]);
  const auto page = api::make_page(
      store::tasks_of(tx, context.who().principal, in.open.value_or(false), before, limit + 1), limit,
      "broadcast_tasks", [](const Task& last) { return std::vector{last.broadcast.str()}; });
  Page<TaskView> out{{}, page.next_cursor};
  for (const Task& task : page.items) {
    const auto one = store::load(tx, task.broadcast);
    if (one && asks(*one)) out.items.push_back(task_view(tx, *one, task));
  }
  return out;
}

TaskView get(db::Tx& tx, const Context& context, const BroadcastIn& in) {
  const auto one = store::load(tx, in.broadcast);
  const auto task = store::load_task(tx, in.broadcast, context.who().principal);
  if (!one || !task || !asks(*one)) no_task();
  return task_view(tx, *one, *task);
}

Page<RecipientView> recipients(db::Tx& tx, const Context& context, const RecipientsIn& in) {
  get(tx, context, {in.broadcast});
  const std::int64_t limit = in.limit ? in.limit->value : api::kDefaultLimit;
  store::RecipientFilter filter{context.who().principal, {}};
  if (in.cursor) filter.after = api::cursor_number(api::decode_cursor("task_recipients", *in.cursor, 1)[0]);
  return api::make_page(
      store::recipients(tx, store::load(tx, in.broadcast).value(), filter, limit + 1), limit, "task_recipients",
      [](const RecipientView& last) { return std::vector{std::to_string(last.number)}; });
}

/// The broadcast and the caller's task in it, both locked; it waits for the caller's word. The jobs of who `sends` are
/// woken first: they are locked before the broadcast.
std::pair<Broadcast, Task> open_task(db::Tx& tx, const Context& context, const BroadcastId& id, bool sends) {
  const auto before = store::load(tx, id);
  if (!before || !asks(*before) || !store::load_task(tx, id, context.who().principal)) no_task();
  if (sends) send_lanes(tx, *before);
  auto one = store::lock(tx, id);
  auto task = store::lock_task(tx, id, context.who().principal);
  if (!one || !task) no_task();
  if (one->over()) throw ApiError(Errc::conflict, "this broadcast is over");
  if (task->status != TaskStatus::waiting) throw ApiError(Errc::conflict, "you have decided about this broadcast");
  if (one->expires_at && *one->expires_at <= tx.now())
    throw ApiError(Errc::window_closed, "the time for this broadcast is over");
  return {std::move(*one), std::move(*task)};
}

void leave_out(
    db::Tx& tx, const Broadcast& one, const PrincipalId& sender, const std::vector<RecipientId>& recipients) {
  const auto gone = ledger::leave_out(tx, one.id, sender, recipients);
  for (std::size_t i = 0; i < recipients.size(); ++i)
    if (gone.count(recipients[i]) == 0)
      refuse_field("leave_out[" + std::to_string(i) + "]", "is none of those to whom you are asked to send");
}

TaskView confirm(db::Tx& tx, const Context& context, const ConfirmIn& in) {
  auto [one, task] = open_task(tx, context, in.broadcast, true);
  const PrincipalId& sender = context.who().principal;
  if (in.leave_out) {
    if (!one.allow_select) throw ApiError(Errc::forbidden, "nobody is left out of this broadcast", "leave_out");
    leave_out(tx, one, sender, in.leave_out->items);
  }
  ledger::release(tx, one.id, sender, tx.now());
  store::decide(tx, one.id, sender, TaskStatus::confirmed);
  if (one.status == Status::paused)
    one.resumes_as = Status::sending;
  else
    one.status = Status::sending;
  store::save(tx, one);
  return get(tx, context, {in.broadcast});
}

TaskView decline(db::Tx& tx, const Context& context, const BroadcastIn& in) {
  auto [one, task] = open_task(tx, context, in.broadcast, false);
  const State held[] = {State::held};
  const PrincipalId& sender = context.who().principal;
  ledger::skip(tx, one.id, sender, held, Reason::declined, task.counts.total);
  store::decide(tx, one.id, sender, TaskStatus::declined);
  if (one.status == Status::waiting) finish(tx, one);
  return get(tx, context, in);
}

[[noreturn]] void too_soon(const db::Tx& tx, const std::string& why, Time next) {
  const auto wait = std::chrono::ceil<std::chrono::seconds>(next - tx.now());
  throw ApiError(
      Errc::rate_limited, why + "; the next one at " + to_rfc3339(next), {},
      static_cast<int>(std::max<std::int64_t>(1, wait.count())));
}

RemindOut remind(db::Tx& tx, const Context& context, const BroadcastIn& in) {
  const Broadcast one = held_for_change(tx, context, in.broadcast);
  if (one.over() || one.kind != Kind::company || !one.prepared_at)
    throw ApiError(Errc::conflict, "nobody is asked to send this broadcast now");
  const auto before = store::reminders(tx, one.id, tx.now() - kRemindersIn);
  if (before.size() >= kReminders)
    too_soon(tx, "a broadcast is reminded of three times in 24 hours", before.front() + kRemindersIn);
  if (!before.empty() && before.back() + kBetweenReminders > tx.now())
    too_soon(tx, "between two reminders are ten minutes", before.back() + kBetweenReminders);
  const auto senders = store::waiting_senders(tx, one.id, kReminded);
  if (senders.empty()) throw ApiError(Errc::conflict, "everybody has decided");
  store::insert_reminder(tx, one.id, context.who().principal);
  conversations::tell_inboxes(
      tx, senders, "broadcast_reminder", context.who().principal, {{"broadcast", one.id.str()}, {"title", one.title}});
  audit(tx, context, "broadcast.remind", one, one);
  return {std::ssize(senders), static_cast<std::int64_t>(kReminders - before.size()) - 1};
}

}  // namespace

std::vector<api::Operation> task_operations() {
  const std::string all = "/api/v1/broadcast-tasks", one = all + "/{broadcast}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<ListIn, Page<TaskView>>(
      Declaration(
          "broadcast_task.list", Method::get, all, Policy::signed_in,
          "Broadcasts of the company that one is asked to send, the newest first."),
      list));
  table.push_back(api::transactional<BroadcastIn, TaskView>(
      Declaration("broadcast_task.get", Method::get, one, Policy::signed_in, "One of them, with what it says."), get));
  table.push_back(api::transactional<RecipientsIn, Page<RecipientView>>(
      Declaration(
          "broadcast_task.recipients", Method::get, one + "/recipients", Policy::signed_in,
          "Whom it would be sent to in one's name, and what became of them."),
      recipients));
  table.push_back(api::transactional<ConfirmIn, TaskView>(
      Declaration(
          "broadcast_task.confirm", Method::post, one + "/confirm", Policy::signed_in,
          "Sends it in one's name; to all, or where it is allowed without some."),
      confirm));
  table.push_back(api::transactional<BroadcastIn, TaskView>(
      Declaration("broadcast_task.decline", Method::post, one + "/decline", Policy::signed_in, "Sends it to nobody."),
      decline));
  table.push_back(api::transactional<BroadcastIn, RemindOut>(
      Declaration(
          "broadcast.remind", Method::post, "/api/v1/broadcasts/{broadcast}/remind", Policy::staff,
          "Reminds who has not decided; three times in 24 hours, ten minutes apart."),
      remind));
  return table;
}

}  // namespace weft::broadcasts
