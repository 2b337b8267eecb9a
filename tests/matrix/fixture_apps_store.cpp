// An app of the company that everybody sees, what it sent and brought; and one of another company.
#include "matrix/fixture.hpp"
#include "platform/apps/codes.hpp"
#include "platform/apps/store.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/app_chats.hpp>
#include <weft/conversations/posts.hpp>
#include <weft/identity/sessions.hpp>

namespace weft::test {
namespace {

constexpr std::int64_t kProgram = 78;

platform::store::AppRow make_app(db::Tx& tx, std::int64_t number, const PrincipalId& by, const std::string& secret) {
  platform::store::AppRow app;
  app.id = PrincipalId::make();
  app.number = number;
  app.name = "Matrix";
  app.everybody = true;
  app.secret_hash = hex(sha256(secret));
  app.created_by = by;
  platform::store::insert_app(tx, app);
  return app;
}

const Json& card() {
  static const Json body = {
      {"title", "Lunch?"},
      {"card",
       {{"card_type", "button_interaction"},
        {"task_id", "lunch"},
        {"main_title", {{"title", "Lunch?"}}},
        {"button_list", {{{"text", "Yes"}, {"key", "yes"}}}}}}};
  return body;
}

}  // namespace

void MatrixWorld::other_app() {
  as_owner([&](db::Tx& tx) {
    tx.set_corp(other_);
    people_["other app"] = make_app(tx, 77, people_.at("bea"), "secret").id;
  });
}

void MatrixWorld::program() {
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    people_["program"] = make_app(tx, kProgram, people_.at("adam"), "secret").id;
    db::exec(
        tx,
        "INSERT INTO role_assignments (corp_id, principal_id, role_id, company, granted_at) SELECT corp_id, $2, id, "
        "true, now() FROM roles WHERE corp_id = $1 AND builtin = 'admin'",
        company_, people_.at("program"));
  });
}

void MatrixWorld::apps(Place& place) {
  place.app = 5000000 + ++next_;
  place.app_secret = base64url(random_bytes(32));
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    // Other cells' are not counted against this one.
    db::exec(
        tx, "UPDATE apps SET enabled = false, deleted_at = now() WHERE corp_id = $1 AND enabled AND number <> $2",
        company_, kProgram);
    const auto app = make_app(tx, place.app, people_.at("adam"), place.app_secret);
    people_["app"] = app.id;
    const auto store = files::make_disk_store(data_);
    place.app_file = files::store_bytes(
                         tx, *store, {"a.txt", app.id, {files::Use::Kind::result, app.id, {}}}, "some text of an app")
                         .str();
    const PrincipalId pat = people_.at("pat");
    const auto chat = conversations::open_app_chat(tx, app.id, pat).first;
    platform::store::keep_chat(tx, app.id, pat, chat);
    conversations::Post post{chat, app.id, conversations::MessageKind::template_card, card(), to_string(make_uuid())};
    const Seq seq = conversations::post(tx, post, nullptr, nullptr).done.seq;
    place.app_key = identity::make_key(tx, app.id, "matrix", {}, {}, "").session.str();
    place.app_message = to_string(make_uuid());
    place.app_chat = chat.str();
    place.app_card = seq;
    db::exec(
        tx,
        "INSERT INTO app_messages (id, corp_id, app_id, kind, body, digest, task_id, state, wanted, sent, created_at, "
        "day) VALUES ($1, $2, $3, 'template_card', $4::jsonb, '\\x00', 'lunch', 'sent', 1, 1, now(), now()::date)",
        place.app_message, company_, app.id, card().dump());
    db::exec(
        tx,
        "INSERT INTO app_message_recipients (corp_id, message_id, principal_id, outcome, conversation_id, seq) VALUES "
        "($1, $2, $3, 'sent', $4, $5)",
        company_, place.app_message, pat, chat, seq);
    const auto message = platform::AppMessageId::parse(place.app_message).value();
    place.app_code = platform::make_response_code(tx, app.id, message);
    place.app_delivery = db::text_of(db::exec(
                                         tx,
                                         "INSERT INTO deliveries (corp_id, kind, target_id, event, status, due_at, "
                                         "created_at, finished_at) VALUES ($1, 'matrix', $2, '{}', 'failed', now(), "
                                         "now(), now()) RETURNING id",
                                         company_, app.id)
                                         .at(0)[0]);
    const std::vector<PrincipalId> members{people_.at("tess")};
    place.app_group = "g" + std::to_string(place.app);
    db::exec(
        tx,
        "INSERT INTO app_groups (corp_id, chat, app_id, conversation_id, created_at) VALUES ($1, $2, $3, $4, now() - "
        "interval '2 days')",
        company_, place.app_group, app.id, conversations::create_group(tx, pat, "Of an app", members, 2000));
    const Json menu = {{"button", {{{"type", "click"}, {"name", "Ask"}, {"key", "ask"}}}}};
    platform::store::set_menu(tx, app.id, RawJson{menu.dump()});
  });
}

}  // namespace weft::test
