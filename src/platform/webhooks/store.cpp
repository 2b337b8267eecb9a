// SQL of webhooks: the endpoints themselves.
#include "platform/webhooks/store.hpp"

#include <weft/base/json.hpp>
#include <weft/base/sealed.hpp>
#include <weft/db/sql.hpp>

namespace weft::platform::store {
namespace {

const std::string kColumns =
    "SELECT id, url, description, to_json(events)::text, to_json(coalesce(scopes, '{}'))::text, contents, disabled, "
    "disabled_at, old_until, created_by, created_at, changed_at, secret, old_secret FROM webhooks WHERE corp_id = $1 ";

/// What a secret is sealed about.
std::string about(const WebhookId& id) {
  return "webhook " + id.str();
}

Webhook webhook_of(const db::Row& row) {
  Webhook webhook;
  webhook.id = db::id_of<WebhookId>(row[0]);
  webhook.url = row[1].c_str();
  webhook.description = row[2].c_str();
  webhook.events = Json::parse(row[3].c_str()).get<std::vector<std::string>>();
  webhook.conversation_kinds = Json::parse(row[4].c_str()).get<std::vector<std::string>>();
  webhook.contents = db::bool_of(row[5]);
  webhook.enabled = row[6].is_null();
  if (!webhook.enabled) webhook.disabled = db::enum_of<Disabled>(row[6]);
  webhook.disabled_at = db::optional_time(row[7]);
  webhook.old_secret_until = db::optional_time(row[8]);
  webhook.created_by = db::id_of<PrincipalId>(row[9]);
  webhook.created_at = db::time_of(row[10]);
  webhook.changed_at = db::time_of(row[11]);
  return webhook;
}

std::optional<WebhookRow> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  WebhookRow row{webhook_of(rows[0]), {}, {}};
  row.key = unseal(db::text_of(rows[0][12]), about(row.webhook.id));
  if (!rows[0][13].is_null()) row.old_key = unseal(db::text_of(rows[0][13]), about(row.webhook.id));
  return row;
}

std::optional<std::string> word(const std::optional<Disabled>& disabled) {
  if (!disabled) return std::nullopt;
  return boost::describe::enum_to_string(*disabled, "");
}

}  // namespace

void insert_webhook(db::Tx& tx, const Webhook& webhook, const std::string& key) {
  db::exec(
      tx,
      "INSERT INTO webhooks (id, corp_id, url, description, events, scopes, contents, disabled, disabled_at, secret, "
      "created_by, created_at, changed_at) VALUES ($2, $1, $3, $4, $5::text[], nullif($6::text[], '{}'), $7, $8, $9, "
      "$10, $11, $12, $12)",
      tx.corp(), webhook.id, webhook.url, webhook.description, db::array_literal(webhook.events),
      db::array_literal(webhook.conversation_kinds), webhook.contents, word(webhook.disabled), webhook.disabled_at,
      seal(key, about(webhook.id)), webhook.created_by, tx.now());
}

std::vector<Webhook> list_webhooks(db::Tx& tx) {
  std::vector<Webhook> list;
  for (const auto& row : db::exec(tx, kColumns + "ORDER BY id LIMIT 200", tx.corp()))
    list.push_back(webhook_of(row));
  return list;
}

std::optional<WebhookRow> find_webhook(db::Tx& tx, const WebhookId& id) {
  return first_of(db::exec(tx, kColumns + "AND id = $2", tx.corp(), id));
}

std::optional<WebhookRow> lock_webhook(db::Tx& tx, const WebhookId& id) {
  return first_of(db::exec(tx, kColumns + "AND id = $2 FOR NO KEY UPDATE", tx.corp(), id));
}

std::int64_t count_webhooks(db::Tx& tx) {
  return db::number_of(db::exec(tx, "SELECT count(*) FROM webhooks WHERE corp_id = $1", tx.corp()).at(0)[0]);
}

void update_webhook(db::Tx& tx, const Webhook& webhook) {
  db::exec(
      tx,
      "UPDATE webhooks SET url = $3, description = $4, events = $5::text[], scopes = nullif($6::text[], '{}'), "
      "contents "
      "= $7, disabled = $8, disabled_at = $9, changed_at = $10 WHERE corp_id = $1 AND id = $2",
      tx.corp(), webhook.id, webhook.url, webhook.description, db::array_literal(webhook.events),
      db::array_literal(webhook.conversation_kinds), webhook.contents, word(webhook.disabled), webhook.disabled_at,
      tx.now());
}

void set_keys(
    db::Tx& tx, const WebhookId& id, const std::string& key, const std::optional<std::string>& old_key,
    const std::optional<Time>& old_until) {
  std::optional<std::string> old_sealed;
  if (old_key) old_sealed = seal(*old_key, about(id));
  db::exec(
      tx,
      "UPDATE webhooks SET secret = $3, old_secret = $4, old_until = $5, changed_at = $6 WHERE corp_id = $1 AND id = "
      "$2",
      tx.corp(), id, seal(key, about(id)), old_sealed, old_key ? old_until : std::nullopt, tx.now());
}

void delete_webhook(db::Tx& tx, const WebhookId& id) {
  db::exec(tx, "DELETE FROM webhooks WHERE corp_id = $1 AND id = $2", tx.corp(), id);
}

std::vector<PrincipalId> managers(db::Tx& tx) {
  std::vector<PrincipalId> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT DISTINCT a.principal_id FROM roles r JOIN role_assignments a ON a.corp_id = r.corp_id AND a.role_id "
           "= r.id JOIN principals p ON p.corp_id = a.corp_id AND p.id = a.principal_id WHERE r.corp_id = $1 AND "
           "a.company AND p.status = 'active' AND (r.builtin IN ('owner', 'admin') OR 'webhooks_manage' = ANY "
           "(r.permissions)) ORDER BY 1 LIMIT 100",
           tx.corp()))
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

}  // namespace weft::platform::store
