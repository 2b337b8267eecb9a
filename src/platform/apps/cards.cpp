// Rules of template cards: who presses what, once; who changes them, and whose.
#include "platform/apps/cards.hpp"

#include "platform/apps/apps.hpp"
#include "platform/apps/callback.hpp"
#include "platform/apps/codes.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/app_chats.hpp>
#include <weft/db/jobs.hpp>

namespace weft::platform {
namespace {

constexpr std::int64_t kAtOnce = 50;

[[noreturn]] void no_card() {
  throw ApiError(Errc::not_found, "no such card", "seq");
}

store::CardRow need_card(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& member) {
  auto card = store::lock_card(tx, conversation, seq, member);
  if (!card) no_card();
  if (card->recalled) throw ApiError(Errc::conflict, "the card was taken back", "seq");
  return std::move(*card);
}

Json choices_json(const std::vector<CardChoice>& choices) {
  Json list = Json::array();
  for (const CardChoice& choice : choices)
    list.push_back(Json::parse(to_json_text(choice)));
  return list;
}

/// What was pressed before on a card that can be pressed once.
std::optional<CardActed> acted_before(const store::CardRow& row, const Json& pressed) {
  if (!row.acted) return std::nullopt;
  Json before = Json::parse(row.acted->text);
  const Seq seq = before.at("seq");
  before.erase("seq");
  if (before != pressed) throw ApiError(Errc::conflict, "the card was answered already", "key");
  return CardActed{seq, true};
}

void tell(
    db::Tx& tx, const store::AppRow& app, const store::CardRow& card, AppEventKind kind, const ConversationId& where,
    Seq seq, const Json& pressed) {
  AppEvent event;
  event.kind = kind;
  event.member = card.member;
  event.conversation = where;
  event.seq = seq;
  event.key = pressed.at("key").get<std::string>();
  event.message = card.message;
  event.choices = RawJson{pressed.at("choices").dump()};
  tell_app(tx, app, event);
}

/// Everybody who is named, with what is wrong with the others.
store::TargetRows targets_of(db::Tx& tx, const store::AppRow& app, const CardUpdate& update, CardUpdated& out) {
  store::TargetRows to;
  to.departments = update.departments;
  to.tags = update.tags;
  if (update.members.empty()) return to;
  const auto found = store::find_members(tx, app.id, update.members);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].id) {
      to.members.push_back(*found[i].id);
    } else {
      out.invalid_members.push_back({update.members[i], TargetTrouble::unknown, "is not known"});
    }
  }
  return to;
}

bool names_somebody(const CardUpdate& update) {
  return update.everybody || !update.members.empty() || !update.departments.empty() || !update.tags.empty();
}

RawJson new_body(
    db::Tx& tx, const store::AppRow& app, const CardUpdate& update, const store::MessageRow& message,
    const AppParts& parts) {
  AppMessage said;
  said.msgtype = AppMessageKind::template_card;
  AppPost post = card_post(tx, app.id, update.card.value(), false);
  if (message.task_id) post.body["card"]["task_id"] = *message.task_id;
  if (update.replace_text) post.body["replaced"] = *update.replace_text;
  screen_post(tx, app, said, post, parts.screen);
  return RawJson{post.body.dump()};
}

Json changed_body(const store::CardChange& change, const store::ChangingRow& row) {
  if (change.body) return Json::parse(change.body->text);
  Json body = Json::parse(row.body.text);
  body["replaced"] = change.button.value();
  return body;
}

}  // namespace

CardActed act(
    db::Tx& tx, const PrincipalId& member, const ConversationId& conversation, Seq seq, const std::string& key,
    const std::vector<CardChoice>& choices) {
  const store::CardRow row = need_card(tx, conversation, seq, member);
  const auto app = store::find_app(tx, row.app);
  if (!app || !store::shows(tx, app->id, member)) no_card();
  const Json body = Json::parse(row.body.text);
  const auto card = read_json<TemplateCard>(body.at("card"), "card");
  const CardPress press = check_press(card, key, choices);
  const Json pressed = {{"key", key}, {"choices", choices_json(choices)}};
  if (press == CardPress::menu) {
    tell(tx, *app, row, AppEventKind::template_card_menu_event, conversation, seq, pressed);
    return {};
  }
  if (const auto before = acted_before(row, pressed)) return *before;
  if (body.contains("replaced")) throw ApiError(Errc::conflict, "nothing is pressed on this card any more", "key");
  CardActed out;
  out.seq = conversations::act_on_card(tx, conversation, seq, app->id, member, pressed);
  if (out.seq == 0) no_card();
  Json kept = pressed;
  kept["seq"] = out.seq;
  store::set_acted(tx, row.message, member, RawJson{kept.dump()});
  tell(tx, *app, row, AppEventKind::template_card_event, conversation, seq, pressed);
  return out;
}

CardUpdated update_cards(db::Tx& tx, const store::AppRow& app, const CardUpdate& update, const AppParts& parts) {
  if (update.button.has_value() == update.card.has_value())
    refuse_field("button", "is there, or template_card is: one of the two");
  const CodeOf code = use_response_code(tx, app.id, update.response_code);
  const auto message = store::lock_message(tx, code.message).value();
  if (message.recalled_at) throw ApiError(Errc::conflict, "the card was taken back", "response_code");
  CardUpdated out;
  out.message = message.id;
  store::TargetRows to = targets_of(tx, app, update, out);
  if (!names_somebody(update)) {
    if (!code.member) refuse_field("members", "are missing: this code is of the whole message");
    to.members = {*code.member};
  }
  store::CardChange change{0, message.id, {}, update.button};
  if (update.card) change.body = new_body(tx, app, update, message, parts);
  change.number = store::insert_change(tx, change);
  out.wanted = store::mark_changing(tx, change, to, update.everybody);
  if (out.wanted <= kAtOnce) {
    change_some(tx, change.number, kAtOnce);
    return out;
  }
  out.state = AppMessageState::sending;
  db::enqueue(tx, {.kind = kCardJob, .state = RawJson{Json{{"change", change.number}}.dump()}});
  return out;
}

bool change_some(db::Tx& tx, std::int64_t number, std::int64_t limit) {
  const auto change = store::find_change(tx, number);
  if (!change) return false;
  const auto message = store::lock_message(tx, change->message);
  const auto rows = store::changing(tx, *change, limit);
  for (const store::ChangingRow& row : rows) {
    const Json body = changed_body(*change, row);
    conversations::update_card(
        tx, row.conversation, row.seq, message->app, conversations::MessageKind::template_card, body);
    store::save_changed(tx, *change, row.member, RawJson{body.dump()});
  }
  return std::ssize(rows) == limit;
}

}  // namespace weft::platform
