// Rules of sending: whom a message reaches, how often, and the turns of those who get it.
#include "platform/apps/sending.hpp"

#include "platform/apps/apps.hpp"
#include "platform/apps/chats.hpp"
#include "platform/apps/codes.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/app_chats.hpp>
#include <weft/conversations/post_many.hpp>
#include <weft/customers/company_time.hpp>
#include <weft/db/jobs.hpp>
#include <weft/db/notify.hpp>
#include <weft/identity/settings.hpp>

#include <algorithm>

namespace weft::platform {
namespace {

constexpr std::int64_t kAtOnce = 50;  // members who get it in the transaction of the call; the others by a job
constexpr auto kRecallWindow = std::chrono::hours(24);

std::string text_of(TargetTrouble code) {
  return code == TargetTrouble::unknown ? "is not known" : "does not see this app";
}

void look_up_members(db::Tx& tx, const store::AppRow& app, const AppSend& send, store::TargetRows& to, AppSent& out) {
  if (send.members.empty()) return;
  const auto found = store::find_members(tx, app.id, send.members);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].id && found[i].shown) {
      to.members.push_back(*found[i].id);
      continue;
    }
    const auto code = found[i].id ? TargetTrouble::out_of_range : TargetTrouble::unknown;
    out.invalid_members.push_back({send.members[i], code, text_of(code)});
  }
}

void add_missing(std::vector<BadNumber>& to, const std::vector<std::int64_t>& missing) {
  for (const std::int64_t number : missing)
    to.push_back({number, TargetTrouble::unknown, text_of(TargetTrouble::unknown)});
}

store::TargetRows look_up(db::Tx& tx, const store::AppRow& app, const AppSend& send, AppSent& out) {
  constexpr std::int64_t kRoot = 1;  // everybody is below it
  store::TargetRows to;
  to.departments = send.departments;
  to.tags = send.tags;
  look_up_members(tx, app, send, to, out);
  add_missing(out.invalid_departments, store::missing_departments(tx, send.departments));
  add_missing(out.invalid_tags, store::missing_tags(tx, send.tags));
  if (send.everybody) to.departments = {kRoot};
  return to;
}

/// Where a list holds it, or the list.
std::string place_of(const std::string& list, const std::vector<std::int64_t>& in, const std::vector<BadNumber>& bad) {
  if (bad.empty()) return list;
  const auto place = std::find(in.begin(), in.end(), bad.front().number) - in.begin();
  return list + "[" + std::to_string(place) + "]";
}

/// Names the first target that reaches nobody.
[[noreturn]] void nobody(const AppSend& send, const AppSent& out) {
  std::string field = "everybody", detail = "nobody sees this app";
  if (!out.invalid_members.empty()) {
    field = "members[0]";
    detail = out.invalid_members.front().text;
  } else if (!send.departments.empty()) {
    field = place_of("departments", send.departments, out.invalid_departments);
    detail = out.invalid_departments.empty() ? "nobody in these sees this app" : text_of(TargetTrouble::unknown);
  } else if (!send.tags.empty()) {
    field = place_of("tags", send.tags, out.invalid_tags);
    detail = out.invalid_tags.empty() ? "nobody with these sees this app" : text_of(TargetTrouble::unknown);
  }
  throw ApiError(Errc::invalid_argument, field + ": " + detail + "; nobody is left to send it to", field);
}

std::string digest_of(const AppSend& send) {
  Json of = {
      {"message", to_json_text(send.message)},
      {"everybody", send.everybody},
      {"members", send.members},
      {"departments", send.departments},
      {"tags", send.tags}};
  return hex(sha256(of.dump()));
}

std::string today(db::Tx& tx) {
  return customers::to_text(customers::today(tx));
}

/// Counts the people of a message against the app's day.
void take_day(db::Tx& tx, const store::AppRow& app, std::int64_t count, AppSent& out) {
  const std::string day = today(tx);
  const auto zone = identity::load_settings<customers::CompanyTime>(tx, customers::kTimeSettings).zone;
  const auto limits = identity::load_settings<AppLimits>(tx, kAppSettings);
  out.resets_at = store::next_midnight(tx, day, zone);
  const std::int64_t taken = store::take_of_day(tx, app.id, day, count);
  if (limits.day_per_account == 0) return;
  const std::int64_t most = limits.day_per_account * store::count_accounts(tx);
  if (taken > most) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(out.resets_at - tx.now());
    throw ApiError(
        Errc::rate_limited,
        "an app sends " + std::to_string(most) + " person-messages a day here; " +
            std::to_string(std::max<std::int64_t>(0, most - taken + count)) + " are left until " +
            to_rfc3339(out.resets_at),
        {}, std::max(1, static_cast<int>(left.count())));
  }
  out.day_left = most - taken;
}

std::optional<AppMessageId> sent_before(
    db::Tx& tx, const store::AppRow& app, const AppSend& send, const std::string& digest) {
  if (!send.unless_within) return std::nullopt;
  return store::alike(tx, app.id, digest, tx.now() - *send.unless_within);
}

store::MessageRow begin_message(
    db::Tx& tx, const store::AppRow& app, const AppSend& send, const AppPost& post, const std::string& digest) {
  store::MessageRow row;
  row.id = AppMessageId::make();
  row.app = app.id;
  row.kind = post.kind;
  row.body = RawJson{post.body.dump()};
  row.digest = digest;
  row.day = today(tx);
  const auto& card = send.message.template_card;
  if (card && card->task_id) row.task_id = card->task_id->value;
  if (!store::insert_message(tx, row))
    throw ApiError(Errc::conflict, "this app has a card with this task_id", "template_card.task_id");
  return row;
}

/// When the minute or the hour of this moment is over.
template <class Span>
Time end_of(Time now) {
  return std::chrono::floor<Span>(now) + Span(1);
}

void count(SomeSent& some, AppOutcome outcome, Time now) {
  ++(outcome == AppOutcome::sent ? some.sent : some.dropped);
  std::optional<Time> ends;
  if (outcome == AppOutcome::minute_limit) ends = end_of<std::chrono::minutes>(now);
  if (outcome == AppOutcome::hour_limit) ends = end_of<std::chrono::hours>(now);
  some.limit_resets_at = std::max(some.limit_resets_at, ends);
}

}  // namespace

std::optional<conversations::Warning> screen_post(
    db::Tx& tx, const store::AppRow& app, const AppMessage& message, const AppPost& post,
    conversations::Screen* screen) {
  auto shown = conversations::shown_texts(post.body);
  for (conversations::Shown& one : shown)
    one.field = field_of(message, one.field);
  const conversations::Utterance utterance{tx.corp(), app.id, std::nullopt, std::move(shown), {}};
  const auto findings = conversations::screen(screen, tx, utterance);
  if (!findings.empty()) screen->record(tx, utterance, findings, std::nullopt);
  return conversations::warning_for(tx, app.id, findings);
}

SomeSent send_some(db::Tx& tx, const store::MessageRow& message, std::int64_t limit, files::Files* files) {
  SomeSent some;
  const auto members = store::open_recipients(tx, message.id, limit);
  if (members.empty()) return some;
  const auto limits = identity::load_settings<AppLimits>(tx, kAppSettings);
  const std::string body = conversations::body_for_many(
      tx, message.app, message.kind, Json::parse(message.body.text), files);
  std::vector<store::Result> results;
  std::vector<ConversationId> chats;
  for (const store::Turn& turn : store::take_turns(tx, message.app, members, limits)) {
    store::Result result{turn.member, turn.outcome, {}, 0};
    if (turn.outcome == AppOutcome::sent) {
      result.conversation = turn.chat ? *turn.chat : chat_with(tx, message.app, turn.member);
      chats.push_back(*result.conversation);
    }
    count(some, turn.outcome, tx.now());
    results.push_back(std::move(result));
  }
  conversations::lock_logs(tx, chats);
  std::vector<conversations::Telling> tellings;
  for (const ConversationId& chat : chats)
    tellings.push_back({chat, message.app, {{message.id.str(), body}}});
  const auto told = conversations::post_many(tx, tellings);
  for (store::Result& result : results)
    if (result.conversation) result.seq = told.at(*result.conversation).last;
  store::save_results(tx, message.id, results);
  some.more = std::ssize(members) == limit;
  return some;
}

SomeSent skip_some(db::Tx& tx, const store::MessageRow& message, std::int64_t limit) {
  std::vector<store::Result> results;
  for (const PrincipalId& member : store::open_recipients(tx, message.id, limit))
    results.push_back({member, AppOutcome::recalled, {}, 0});
  store::save_results(tx, message.id, results);
  return {0, std::ssize(results), std::ssize(results) == limit, {}};
}

bool recall_some(db::Tx& tx, const store::MessageRow& message, std::int64_t limit) {
  const auto places = store::standing(tx, message.id, limit);
  std::vector<PrincipalId> members;
  for (const store::Place& place : places) {
    conversations::withdraw(tx, place.conversation, place.seq, message.app);
    members.push_back(place.member);
  }
  store::mark_recalled(tx, message.id, members);
  return std::ssize(places) == limit;
}

AppSent send(db::Tx& tx, const store::AppRow& app, const AppSend& send, const AppParts& parts) {
  AppSent out;
  const std::string digest = digest_of(send);
  const store::TargetRows to = look_up(tx, app, send, out);
  if (const auto before = sent_before(tx, app, send, digest)) {
    const auto known = store::find_message(tx, app.id, *before).value();
    out.message = known.id;
    out.state = known.state;
    out.wanted = known.wanted;
    out.sent = known.sent;
    out.dropped = known.dropped;
    out.duplicate = true;
    take_day(tx, app, 0, out);
    return out;
  }
  const AppPost post = translate(tx, app.id, send.message);
  out.warning = screen_post(tx, app, send.message, post, parts.screen);
  store::MessageRow row = begin_message(tx, app, send, post, digest);
  out.message = row.id;
  out.wanted = store::add_recipients(tx, row.id, app.id, to);
  if (out.wanted == 0) nobody(send, out);
  store::set_wanted(tx, row.id, out.wanted);
  if (out.wanted <= kAtOnce) {  // the day is counted last here, too: a job has the chats before it gives back
    const SomeSent some = send_some(tx, row, kAtOnce, parts.files);
    out.limit_resets_at = some.limit_resets_at;
    take_day(tx, app, some.sent, out);
  } else {
    take_day(tx, app, out.wanted, out);
    db::enqueue(tx, {.kind = kSendJob, .state = RawJson{Json{{"message", row.id.str()}}.dump()}});
  }
  const auto done = store::find_message(tx, app.id, row.id).value();
  out.state = done.state;
  out.sent = done.sent;
  out.dropped = done.dropped;
  const auto& card = send.message.template_card;
  if (card && (is_interactive(*card) || card->action_menu))
    out.response_code = ToldOnce{make_response_code(tx, app.id, row.id)};
  return out;
}

std::int64_t sent_on_day(db::Tx& tx, const PrincipalId& app, int days_ago) {
  return store::taken_of_day(tx, app, today(tx), days_ago);
}

Time recall_message(db::Tx& tx, const store::AppRow& app, const AppMessageId& id) {
  const auto message = store::lock_message(tx, id);
  if (!message || message->app != app.id) throw ApiError(Errc::not_found, "no such message", "message");
  if (message->recalled_at) return *message->recalled_at;
  if (tx.now() - message->created_at > kRecallWindow)
    throw ApiError(Errc::window_closed, "a message is taken back within 24 hours");
  store::set_recalled(tx, id);
  if (message->wanted <= kAtOnce) {
    recall_some(tx, *message, kAtOnce);
  } else {
    db::enqueue(tx, {.kind = kRecallJob, .state = RawJson{Json{{"message", id.str()}}.dump()}});
  }
  return tx.now();
}

}  // namespace weft::platform
