// app_message.*: what apps send, and what became of it. For apps alone.
#include "platform/apps/apps.hpp"
#include "platform/apps/operations.hpp"
#include "platform/apps/sending.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>

namespace weft::platform {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct SendIn : AppMessage {
  std::optional<bool> everybody;
  std::optional<AppTargets> members;
  std::optional<AppNumbers> departments;
  std::optional<AppNumbers> tags;
  std::optional<bool> check_duplicate;
  std::optional<Int<1, 14400>> duplicate_interval_s;
};
BOOST_DESCRIBE_STRUCT(
    SendIn, (AppMessage), (everybody, members, departments, tags, check_duplicate, duplicate_interval_s))

struct MessageIn {
  AppMessageId message;
};
BOOST_DESCRIBE_STRUCT(MessageIn, (), (message))

struct RecipientsIn {
  AppMessageId message;
  std::optional<AppOutcome> outcome;
  std::optional<Int<1, 1000>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(RecipientsIn, (), (message, outcome, limit, cursor))

struct MessageOut {
  AppMessageId message;
  std::string kind;
  RawJson body;
  std::optional<std::string> task_id;
  AppMessageState state = AppMessageState::sending;
  std::int64_t wanted = 0;
  std::int64_t sent = 0;
  std::int64_t dropped = 0;
  Time created_at;
  std::optional<Time> finished_at;
  std::optional<Time> recalled_at;
};
BOOST_DESCRIBE_STRUCT(
    MessageOut, (), (message, kind, body, task_id, state, wanted, sent, dropped, created_at, finished_at, recalled_at))

struct StatisticsOut {
  AppMessageId message;
  std::int64_t wanted = 0;
  std::int64_t sent = 0;
  std::int64_t waiting = 0;
  std::int64_t minute_limit = 0;
  std::int64_t hour_limit = 0;
  std::int64_t out_of_range = 0;
  std::int64_t recalled = 0;
  std::int64_t read = 0;
  std::int64_t acted = 0;
};
BOOST_DESCRIBE_STRUCT(
    StatisticsOut, (), (message, wanted, sent, waiting, minute_limit, hour_limit, out_of_range, recalled, read, acted))

struct RecallOut {
  AppMessageId message;
  Time recalled_at;
};
BOOST_DESCRIBE_STRUCT(RecallOut, (), (message, recalled_at))

struct Recipient {
  PrincipalId member;
  std::string userid;
  std::optional<AppOutcome> outcome;
  bool read = false;
};
BOOST_DESCRIBE_STRUCT(Recipient, (), (member, userid, outcome, read))

constexpr std::int64_t kInterval = 1800;  // seconds, as in WeCom

template <class List>
auto values_of(const std::optional<List>& list) {
  std::vector<std::decay_t<decltype(list->items.front().value)>> values;
  if (list)
    for (const auto& one : *list)
      values.push_back(one.value);
  return values;
}

AppSent send_message(db::Tx& tx, const Context& context, const SendIn& in, const AppParts& parts) {
  const store::AppRow app = calling_app(tx, context.who());
  AppSend what;
  what.message = in;
  what.everybody = in.everybody.value_or(false);
  what.members = values_of(in.members);
  what.departments = values_of(in.departments);
  what.tags = values_of(in.tags);
  if (!what.everybody && what.members.empty() && what.departments.empty() && what.tags.empty())
    refuse_field("members", "are missing: name members, departments or tags, or everybody");
  if (in.check_duplicate.value_or(false))
    what.unless_within = std::chrono::seconds(in.duplicate_interval_s ? in.duplicate_interval_s->value : kInterval);
  return send(tx, app, what, parts);
}

store::MessageRow need_message(db::Tx& tx, const Context& context, const AppMessageId& id) {
  const store::AppRow app = calling_app(tx, context.who());
  auto message = store::find_message(tx, app.id, id);
  if (!message) throw ApiError(Errc::not_found, "no such message", "message");
  return std::move(*message);
}

MessageOut get(db::Tx& tx, const Context& context, const MessageIn& in) {
  const store::MessageRow row = need_message(tx, context, in.message);
  return {row.id,         boost::describe::enum_to_string(row.kind, ""),
          row.body,       row.task_id,
          row.state,      row.wanted,
          row.sent,       row.dropped,
          row.created_at, row.finished_at,
          row.recalled_at};
}

StatisticsOut statistics(db::Tx& tx, const Context& context, const MessageIn& in) {
  const store::MessageRow row = need_message(tx, context, in.message);
  auto counts = store::count_readers(tx, row.id);
  auto& of = counts.outcomes;
  return {row.id,           row.wanted,         of["sent"],     of["waiting"], of["minute_limit"],
          of["hour_limit"], of["out_of_range"], of["recalled"], counts.read,   counts.acted};
}

api::Page<Recipient> recipients(db::Tx& tx, const Context& context, const RecipientsIn& in) {
  const store::MessageRow row = need_message(tx, context, in.message);
  PrincipalId after;
  if (in.cursor) after = api::cursor_id<PrincipalId>(api::decode_cursor("app_recipients", *in.cursor, 1)[0]);
  const std::int64_t limit = in.limit ? in.limit->value : 1000;
  std::vector<Recipient> items;
  for (auto& one : store::recipients(tx, row.id, in.outcome, after, limit + 1))
    items.push_back({one.member, std::move(one.userid), one.outcome, one.read});
  return api::make_page(
      std::move(items), limit, "app_recipients", [](const Recipient& last) { return std::vector{last.member.str()}; });
}

const std::string kAll = "/api/v1/app-messages";
const std::string kOne = kAll + "/{message}";

void add_looks(std::vector<api::Operation>& table) {
  table.push_back(api::transactional<MessageIn, MessageOut>(
      Declaration("app_message.get", Method::get, kOne, Policy::app, "A message that the calling app sent."), get));
  table.push_back(api::transactional<MessageIn, StatisticsOut>(
      Declaration(
          "app_message.statistics", Method::get, kOne + "/statistics", Policy::app,
          "How many got a message, read it and pressed something on it, and how many were dropped and why."),
      statistics));
  table.push_back(api::transactional<RecipientsIn, api::Page<Recipient>>(
      Declaration(
          "app_message.recipients", Method::get, kOne + "/recipients", Policy::app,
          "What became of a message for each member."),
      recipients));
}

}  // namespace

std::vector<api::Operation> app_message_operations(const AppParts& parts) {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<SendIn, AppSent>(
      Declaration(
          "app_message.send", Method::post, kAll, Policy::app,
          "A message of the calling app to members, departments and tags, or to all who see it."),
      [parts](db::Tx& tx, const Context& context, const SendIn& in) { return send_message(tx, context, in, parts); }));
  table.push_back(api::transactional<MessageIn, RecallOut>(
      Declaration(
          "app_message.recall", Method::post, kOne + "/recall", Policy::app,
          "Takes a message back from everybody who got it, within 24 hours."),
      [](db::Tx& tx, const Context& context, const MessageIn& in) {
        return RecallOut{in.message, recall_message(tx, calling_app(tx, context.who()), in.message)};
      }));
  add_looks(table);
  return table;
}

}  // namespace weft::platform
