// Sets up the matrix's companies, sessions and groups straight in the database: thousands of cells, no password
// hashing.
#include "customers/ways/store.hpp"
#include "customers/ways/store_chats.hpp"
#include "groups/joining.hpp"
#include "groups/store_retention.hpp"
#include "matrix/fixture.hpp"
#include <weft/base/crypto.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/customers/serving.hpp>
#include <weft/db/jobs.hpp>
#include <weft/identity/activation.hpp>
#include <weft/identity/settings.hpp>

namespace weft::test {
namespace {

Config config_of(const std::string& url, const std::string& data) {
  Config config;
  config.server.port.value = 0;
  config.database.url.value = url;
  config.server.data = data;
  config.limits.requests_per_second.value = 0;
  return config;
}

const std::string& userid_of(Who who) {
  static const std::map<Who, std::string> names{
      {Who::expired_session, "out"},
      {Who::revoked_session, "out"},
      {Who::disabled, "dis"},
      {Who::off_boarded, "off"},
      {Who::outsider, "out"},
      {Who::participant, "pat"},
      {Who::left_group, "lea"},
      {Who::other_participant, "oth"},
      {Who::admin_of_group, "gad"},
      {Who::owner_of_group, "gus"},
      {Who::admin, "adam"},
      {Who::owner, "olga"},
      {Who::auditor, "audrey"},
      {Who::regional_admin, "rita"},
      {Who::far_admin, "fay"},
      {Who::role_holder, "hal"},
      {Who::other_admin, "bea"},
      {Who::customer, "customer"},
      {Who::other_customer, "stranger"},
      {Who::app, "app"},
      {Who::other_app, "other app"},
      {Who::program, "program"}};
  return names.at(who);
}

}  // namespace

MatrixWorld::MatrixWorld() {
  const std::string url = fresh_database();
  data_ = scratch_dir();
  database = app::Database::open(config_of(url, data_), app::Database::Need::schema);
  owner_ = db::connect(database->owner_options("matrix"));
  as_owner([&](db::Tx& tx) { company_ = identity::create_company(tx, "acme", "Acme"); });
  as_owner([&](db::Tx& tx) { other_ = identity::create_company(tx, "other", "Other"); });
  person(company_, "olga", api::Role::owner);
  person(company_, "adam", api::Role::admin);
  for (const char* userid : {"out", "pat", "oth", "gus", "gad", "lea", "dis", "off", "audrey", "rita", "fay", "hal"})
    person(company_, userid);
  for (const char* userid : {"tess", "ruth"})
    person(company_, userid, api::Role::member, "North/Sales");
  person(company_, "sue", api::Role::member, "South");
  make_administrators();
  person(other_, "boss", api::Role::owner);
  person(other_, "bea", api::Role::admin);
  other_app();
  program();
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    identity::set_password(tx, people_.at("tess"), identity::hash_password("correct horse"));
    db::exec(tx, "UPDATE principals SET status = 'disabled' WHERE id = $1", people_.at("dis"));
    db::exec(tx, "UPDATE principals SET status = 'left' WHERE id = $1", people_.at("off"));
  });
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    customers::Serving serving;  // each cell brings a customer of its own
    serving.per_employee.value = 20000;
    serving.in_company.value = 1000000;
    identity::save_settings(tx, customers::kServingSettings, serving, {});
    people_["stranger"] = customers::make_contact(tx, {.name = "Stanley"});
    for (const char* userid : {"pat", "tess"})
      db::exec(tx, "UPDATE members SET verified_at = now() WHERE principal_id = $1", people_.at(userid));
    customers::begin_follow(tx, {.contact = people_.at("stranger"), .employee = people_.at("pat")});
    db::exec(
        tx,
        "INSERT INTO offboardings (corp_id, principal_id, userid, reason, departments, paths, started_at) VALUES ($1, "
        "$2, 'off', '', '[]', '{/1/}', now())",
        company_, people_.at("off"));
  });
  server = std::make_unique<app::Server>(config_of(url, data_), *database);
}

gateway::Endpoint MatrixWorld::endpoint() const {
  gateway::Endpoint endpoint;
  endpoint.port = server->port();
  return endpoint;
}

PrincipalId MatrixWorld::person(
    const CorpId& company, const std::string& userid, api::Role role, const std::string& department) {
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company);
    const PrincipalId id = identity::create_member(
        tx, {.userid = userid, .name = userid, .department = department, .role = role, .password_hash = "none"});
    conversations::make_inboxes(tx, std::span(&id, 1));
    people_[userid] = id;
  });
  return people_.at(userid);
}

std::string MatrixWorld::session(Who who, std::string& id) {
  const std::string token = base64url(random_bytes(32));
  if (who == Who::anonymous || who == Who::junk_token) return who == Who::anonymous ? "" : token;
  id = SessionId::make().str();
  const CorpId company = who == Who::other_admin || who == Who::other_app ? other_ : company_;
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company);
    db::exec(
        tx,
        "INSERT INTO sessions (id, corp_id, principal_id, token_hash, device, address, created_at, last_seen_at, "
        "idle_for, expires_at, ends_at, revoked_at) "
        "VALUES ($1, $2, $3, decode($4, 'hex'), 'matrix', '', now() - interval '2 days', now(), interval '1 day', "
        "now() + $5::interval, now() + interval '9 days', "
        "CASE WHEN $6 THEN now() END)",
        id, company, people_.at(userid_of(who)), hex(sha256(token)),
        who == Who::expired_session ? "-1 minute" : "1 day", who == Who::revoked_session);
  });
  return token;
}

void MatrixWorld::group(Place& place) {
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    const std::vector<PrincipalId> members{people_.at("pat"), people_.at("oth"), people_.at("gad"), people_.at("lea")};
    const auto made = conversations::create_group(tx, people_.at("gus"), "Matrix", members, 2000);
    place.conversation = made.str();
    db::exec(
        tx,
        "SELECT weft_append($1, now(), ARRAY[$2]::uuid[], ARRAY[$3]::uuid[], ARRAY['first'], ARRAY[$2]::uuid[], "
        "ARRAY['{\"kind\": \"text\", \"text\": \"hi\"}']::jsonb[])",
        company_, made, people_.at("pat"));
    conversations::leave(tx, made, people_.at("lea"));
    conversations::set_standing(tx, made, std::span(&people_.at("gad"), 1), conversations::Standing::admin);
    ways_in(tx, made, place);
  });
}

/// Somebody who waits, a link, and a hold.
void MatrixWorld::ways_in(db::Tx& tx, const ConversationId& group, Place& place) {
  groups::store::insert_requests(tx, group, std::span(&people_.at("tess"), 1), people_.at("pat"));
  place.request = groups::store::list_requests(tx, group, {}, 1).at(0).id.str();
  const auto made = groups::make_link(tx, group, people_.at("gus"), {std::chrono::hours(1), {}, false});
  place.link = made.link.id.str();
  place.code = made.code;
  groups::store::Hold hold;
  hold.id = groups::HoldId::make();
  hold.scope = groups::HoldScope::conversation;
  hold.conversation = group;
  hold.reason = "matrix";
  hold.set_by = people_.at("olga");
  hold.set_at = tx.now();
  groups::store::insert_hold(tx, hold);
  place.hold = hold.id.str();
}

std::string MatrixWorld::job() {
  std::string id;
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    db::NewJob job{"matrix"};  // a kind that nobody runs
    job.started_by = people_.at("pat");
    id = db::enqueue(tx, job).str();
  });
  return id;
}

void MatrixWorld::invite(Place& place) {
  const identity::Code invitation = identity::make_code(company_), activation = identity::make_code(company_);
  const std::string waiting = "waiting" + std::to_string(++next_);
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    const PrincipalId invited = identity::create_member(
        tx, {.userid = "invited" + std::to_string(next_), .name = "Invited"});
    identity::allow_activation(tx, invited, activation.hash, std::nullopt);
    const auto rows = db::exec(
        tx,
        "WITH made AS (INSERT INTO invitations (id, corp_id, code_hash, note, departments, approval, created_by, "
        "created_at, expires_at) VALUES (gen_random_uuid(), $1, decode($2, 'hex'), '', '{1}', true, $3, now(), now() + "
        "interval '1 day') RETURNING id) "
        "INSERT INTO join_requests (id, corp_id, invitation_id, status, userid, userid_key, name, mobile, code_hash, "
        "created_at) SELECT gen_random_uuid(), $1, id, 'waiting', $4, $4, 'Wanda', '', decode($5, 'hex'), now() FROM "
        "made RETURNING id, invitation_id",
        company_, invitation.hash, people_.at("adam"), waiting, identity::make_code(company_).hash);
    place.join_request = db::text_of(rows[0][0]);
    place.invitation = db::text_of(rows[0][1]);
  });
  place.invitation_code = invitation.text;
  place.activation_code = activation.text;
}

std::string MatrixWorld::upload() {
  const UploadId id = UploadId::make();
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    db::exec(
        tx,
        "INSERT INTO uploads (id, corp_id, owner_id, name, size, purpose, created_at, expires_at) VALUES ($1, $2, $3, "
        "'a.txt', 100, 'file', now(), now() + interval '1 day')",
        id, company_, people_.at("pat"));
    db::exec(
        tx,
        "INSERT INTO file_usage (corp_id, reserved) VALUES ($1, 100) ON CONFLICT (corp_id) DO UPDATE SET reserved = "
        "file_usage.reserved + 100",
        company_);
    // Other cells' are not counted against this one.
    db::exec(
        tx, "UPDATE uploads SET owner_id = $2 WHERE owner_id = $1 AND id <> $3", people_.at("pat"), people_.at("dis"),
        id);
  });
  return id.str();
}

std::string MatrixWorld::file() {
  std::string id;
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    const auto store = files::make_disk_store(data_);
    const auto made = files::store_bytes(
        tx, *store, {"a.txt", people_.at("pat"), {files::Use::Kind::result, people_.at("pat"), {}}}, "some text");
    id = made.str();
  });
  return id;
}

/// Always the same one, made again when a cell has deleted it.
std::string MatrixWorld::word_rule() {
  static const std::string id = to_string(make_uuid());
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    db::exec(
        tx,
        "INSERT INTO word_rules (corp_id, id, slot, name, action, words, detect, owner_id, everybody, created_at, "
        "updated_at) VALUES ($1, $2, 99, 'Matrix', 'block', '[{\"text\": \"never\"}]', '[]', $3, true, now(), now()) "
        "ON CONFLICT DO NOTHING",
        company_, id, people_.at("pat"));
  });
  return id;
}

void MatrixWorld::robot(Place& place) {
  const identity::Code key = identity::make_code(company_);
  const PrincipalId id = PrincipalId::make();
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    db::exec(
        tx, "INSERT INTO principals (id, corp_id, kind, name, created_at) VALUES ($1, $2, 'bot', 'Robot', now())", id,
        company_);
    db::exec(
        tx,
        "INSERT INTO robots (id, corp_id, conversation_id, key_hash, callback, secret, created_by, created_at, "
        "rotated_at) VALUES ($1, $2, $3, decode($4, 'hex'), 'https://bots.example/', 'secret', $5, now(), now())",
        id, company_, place.conversation, key.hash, people_.at("gus"));
    const auto rows = db::exec(
        tx,
        "INSERT INTO deliveries (corp_id, kind, target_id, event, status, due_at, created_at, finished_at) VALUES ($1, "
        "'matrix', $2, '{}', 'failed', now(), now(), now()) RETURNING id",
        company_, id);
    place.delivery = db::text_of(rows[0][0]);
  });
  place.robot = id.str();
  place.robot_key = key.text;
}

void MatrixWorld::chat(Place& place) {
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    const auto contact = customers::make_contact(tx, {.name = "Carla"});
    const auto follow = customers::begin_follow(tx, {.contact = contact, .employee = people_.at("pat")});
    people_["customer"] = contact;
    place.contact = contact.str();
    place.chat = follow.conversation.str();
    place.follow = follow.id.str();
    hand_overs(tx, place);
    broadcasts(tx, place);
  });
}

void MatrixWorld::contact_settings(Place& place) {
  place.contact_tag_group = 900;
  place.contact_tag = 900;
  place.contact_field = 900;
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    db::exec(tx, "DELETE FROM contact_tag_groups WHERE corp_id = $1 AND number <> 900", company_);
    db::exec(tx, "DELETE FROM contact_fields WHERE corp_id = $1 AND number <> 900", company_);
    db::exec(
        tx,
        "INSERT INTO contact_tag_groups (corp_id, number, name, position, created_at) VALUES ($1, 900, 'Matrix', 0, "
        "now()) ON CONFLICT (corp_id, number) DO UPDATE SET position = 0",
        company_);
    db::exec(tx, "DELETE FROM contact_tags WHERE corp_id = $1 AND number <> 900", company_);
    db::exec(
        tx,
        "INSERT INTO contact_tags (corp_id, number, tag_group, name, position, created_at) VALUES ($1, 900, 900, "
        "'matrix', 0, now()) ON CONFLICT (corp_id, number) DO UPDATE SET position = 0",
        company_);
    db::exec(
        tx,
        "INSERT INTO contact_fields (corp_id, number, name, kind, position) VALUES ($1, 900, 'Matrix', 'text', 0) ON "
        "CONFLICT (corp_id, number) DO UPDATE SET position = 0",
        company_);
    db::exec(tx, "DELETE FROM contact_segments WHERE corp_id = $1", company_);
    // One on the company, of another cell, would keep every contact.
    db::exec(tx, "UPDATE legal_holds SET lifted_at = now() WHERE corp_id = $1 AND scope = 'company'", company_);
    const auto made = db::exec(
        tx,
        "INSERT INTO contact_segments (id, corp_id, owner_id, shared, name, filter, created_at) VALUES "
        "(gen_random_uuid(), $1, $2, false, 'Matrix', '{\"tagged\": true}', now()) RETURNING id",
        company_, people_.at("pat"));
    place.segment = db::text_of(made[0][0]);
  });
}

void MatrixWorld::entrance(Place& place) {
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    db::exec(tx, "DELETE FROM contact_ways WHERE corp_id = $1", company_);  // those of cells that are over
    customers::Way way;
    way.id = customers::WayId::make();
    way.code = identity::make_code(company_).text;
    way.employees = {people_.at("pat")};
    way.created_by = people_.at("pat");
    way.created_at = way.changed_at = tx.now();
    customers::store::insert_way(tx, way);
    place.way = way.id.str();
    place.way_code = way.code;
    customers::CustomerRequest request;
    request.id = customers::CustomerRequestId::make();
    request.contact = customers::make_contact(tx, {.name = "Walter"});
    request.employee = people_.at("pat");
    request.way = way.id;
    request.created_at = tx.now();
    customers::store::insert_request(tx, request);
    place.customer_request = request.id.str();
    place.stranger = request.contact.str();
  });
}

void MatrixWorld::customer_group(Place& place) {
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    const auto group = customers::make_group(tx, {"Fans", people_.at("pat"), {}});
    const auto way = customers::make_join_way(tx, people_.at("pat"), group);
    customers::join(tx, people_.at("customer"), way.code);
    place.customer_group = group.str();
    place.join_way = way.id.str();
    db::exec(tx, "DELETE FROM group_welcomes WHERE corp_id = $1", company_);
    place.welcome = Id<struct WelcomeTag>::make().str();
    db::exec(
        tx,
        "INSERT INTO group_welcomes (id, corp_id, name, greeting, created_by, created_at, changed_at) VALUES ($1, $2, "
        "'Hello', '{\"text\":\"Hello\",\"attachments\":null}', $3, $4, $4)",
        place.welcome, company_, people_.at("pat"), tx.now());
  });
}

MatrixWorld::Cell MatrixWorld::cell(Who who, bool changes) {
  Cell cell;
  if (!untouched_) stop_broadcasts();
  as_owner([&](db::Tx&) {
    if (!untouched_) untouched_ = make_place();
    cell.place = *untouched_;
    cell.place.session = SessionId::make().str();
    cell.token = session(who, cell.place.session);
  });
  if (changes) untouched_.reset();
  return cell;
}

Place MatrixWorld::make_place() {
  Place place;
  chat(place);
  entrance(place);
  customer_group(place);
  group(place);
  place.job = job();
  invite(place);
  place.role = held_role();
  place.spare_role = role("Spare");
  place.holder = "ruth";
  place.upload = upload();
  place.file = file();
  library(place);
  place.word_rule = word_rule();
  robot(place);
  contact_settings(place);
  place.person = "tess";
  place.fresh_user = "fresh" + std::to_string(++next_);
  rule_group(place);
  apps(place);
  webhook(place);
  return place;
}

}  // namespace weft::test
