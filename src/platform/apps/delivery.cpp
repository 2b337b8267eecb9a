// Deliveries to apps: the letter about an event, and what becomes of the answer.
#include "platform/apps/cards_store.hpp"
#include "platform/apps/codes.hpp"
#include "platform/apps/company_events.hpp"
#include "platform/apps/events.hpp"
#include "platform/apps/replies.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/identity.hpp>

namespace weft::platform {
namespace {

constexpr std::chrono::milliseconds kPauses[] = {
    std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(15)};
constexpr int kAtOnce = 10;  // requests to one app

/// The message, as the log has it now, and who wrote it.
void read_message(db::Tx& tx, ToldEvent& told, const AppEvent& event) {
  const auto written = store::find_written(tx, event.conversation.value(), event.seq.value());
  if (!written) throw db::Undeliverable("the message is not there any more");
  told.body = Json::parse(written->body.text);
  if (told.body.value("kind", "") == "recalled") throw db::Undeliverable("the message was taken back");
  told.member = written->actor;
  told.at = written->at;
}

void read_card(db::Tx& tx, ToldEvent& told, const store::AppRow& app, const AppEvent& event) {
  const auto card = store::find_card(tx, event.message.value(), told.member);
  if (!card) throw db::Undeliverable("the card is not there any more");
  const Json body = Json::parse(card->body.text);
  told.message = event.message;
  told.task_id = body.at("card").value("task_id", "");
  told.card_type = body.at("card").value("card_type", "");
  told.response_code = make_response_code(tx, app.id, *event.message, told.member);
  if (!event.choices) return;
  for (const Json& choice : Json::parse(event.choices->text))
    told.choices.push_back(read_json<CardChoice>(choice));
}

store::AppRow need_callback(db::Tx& tx, const db::Delivery& delivery) {
  auto app = store::find_app(tx, PrincipalId(delivery.target));
  if (!app) throw db::Undeliverable("the app was deleted");
  if (!app->enabled) throw db::Undeliverable("the app is disabled");
  if (!app->callback) throw db::Undeliverable("the app has no callback any more");
  const bool sealed = app->callback->style == CallbackStyle::xml;
  if (!app->callback->key || (sealed && !app->callback->token))
    throw db::Undeliverable("its secret was sealed with another key: set the callback again");
  return std::move(*app);
}

ToldEvent told_of(db::Tx& tx, const db::Delivery& delivery, const store::AppRow& app) {
  const auto event = read_json<AppEvent>(Json::parse(delivery.event.text));
  ToldEvent told;
  told.kind = event.kind;
  told.app = app.number;
  told.corp = corp_name(tx);
  told.at = delivery.at;
  told.conversation = event.conversation;
  told.seq = event.seq;
  told.key = event.key.value_or("");
  told.type = event.type.value_or("");
  if (event.member) told.member = *event.member;
  if (event.kind == AppEventKind::message) read_message(tx, told, event);
  if (event.message) read_card(tx, told, app, event);
  const auto who = identity::load_principal(tx, told.member);
  if (!who) throw db::Undeliverable("the member is not there any more");
  told.userid = who->userid;
  told.name = who->name;
  return told;
}

/// What has happened in the company.
db::Letter write_fact(db::Tx& tx, const db::Delivery& delivery, const store::AppRow& app) {
  if (app.callback->style == CallbackStyle::json)
    return signed_letter(*app.callback, delivery.id.str(), company_json(tx, delivery, app.id, app.number), tx.now());
  const std::string corp = corp_name(tx);
  return sealed_letter(*app.callback, corp, app.number, company_xml(tx, delivery, corp, app.id), tx.now());
}

db::Letter write(db::Tx& tx, const db::Delivery& delivery) {
  const store::AppRow app = need_callback(tx, delivery);
  if (is_company_event(delivery)) return write_fact(tx, delivery, app);
  const ToldEvent told = told_of(tx, delivery, app);
  if (app.callback->style == CallbackStyle::json)
    return signed_letter(*app.callback, delivery.id.str(), json_of(told), tx.now());
  return sealed_letter(*app.callback, told.corp, app.number, xml_of(told), tx.now());
}

std::string accept(db::Tx& tx, const db::Delivery& delivery, const db::Reply& reply, const AppParts& parts) {
  const auto app = store::find_app(tx, PrincipalId(delivery.target));
  if (!app || !app->enabled || !app->callback) return "the app has no callback any more";
  if (is_company_event(delivery)) return {};  // there is nobody to say something to
  const auto event = read_json<AppEvent>(Json::parse(delivery.event.text));
  if (event.member) return take_reply(tx, *app, event, *event.member, reply.body, parts);
  const auto written = store::find_written(tx, event.conversation.value(), event.seq.value());
  if (!written) return "the message is not there any more";
  return take_reply(tx, *app, event, written->actor, reply.body, parts);
}

}  // namespace

db::DeliveryKinds app_deliveries(const AppParts& parts) {
  db::DeliveryKind kind;
  kind.write = write;
  kind.accept = [parts](db::Tx& tx, const db::Delivery& delivery, const db::Reply& reply) {
    return accept(tx, delivery, reply, parts);
  };
  // As WeCom: whoever answers, whatever it says, is not asked again.
  kind.refuse = [](db::Tx&, const db::Delivery&, const db::Reply& reply) { return reply.status != 0; };
  kind.at_once = kAtOnce;
  kind.pauses.assign(std::begin(kPauses), std::end(kPauses));
  return {{kAppDelivery, kind}};
}

}  // namespace weft::platform
