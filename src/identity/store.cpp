// SQL: companies and sessions.
#include "identity/store.hpp"

#include "identity/grants.hpp"
#include <weft/base/crypto.hpp>
#include <weft/db/sql.hpp>

namespace weft::identity::store {
namespace {

Company company_of(const db::Row& row) {
  return {db::id_of<CorpId>(row[0]), db::text_of(row[1]), db::text_of(row[2])};
}

std::vector<SessionId> session_ids(const db::Rows& rows) {
  std::vector<SessionId> ids;
  for (const auto& row : rows)
    ids.push_back(db::id_of<SessionId>(row[0]));
  return ids;
}

std::string bytea(std::string_view bytes) {
  return "\\x" + hex(bytes);
}

std::optional<std::string> words_of(const std::optional<api::PermissionSet>& permissions) {
  if (!permissions) return std::nullopt;
  std::string words;
  permissions->for_each(
      [&](api::Permission permission) { words.append(words.empty() ? "" : ",").append(name_of(permission)); });
  return words;
}

}  // namespace

bool insert_company(db::Tx& tx, const Company& company) {
  const auto rows = db::exec(
      tx,
      "INSERT INTO companies (id, handle, name, created_at) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (handle) DO NOTHING RETURNING 1",
      company.id, company.handle, company.name, tx.now());
  return !rows.empty();
}

void insert_audit_head(db::Tx& tx) {
  db::exec(tx, "INSERT INTO audit_heads (corp_id) VALUES ($1)", tx.corp());
}

void insert_root_department(db::Tx& tx, const std::string& name) {
  db::exec(tx, "SELECT weft_make_root($1, $2, $3)", tx.corp(), name, tx.now());
}

std::vector<Company> companies(db::Tx& tx, int limit) {
  std::vector<Company> list;
  for (const auto& row : db::exec(tx, "SELECT id, handle, name FROM companies ORDER BY handle LIMIT $1", limit)) {
    list.push_back(company_of(row));
  }
  return list;
}

std::optional<Company> company_by_handle(db::Tx& tx, const std::string& handle) {
  const auto rows = db::exec(tx, "SELECT id, handle, name FROM companies WHERE handle = $1", handle);
  if (rows.empty()) return std::nullopt;
  return company_of(rows[0]);
}

Company own_company(db::Tx& tx) {
  const auto rows = db::exec(tx, "SELECT id, handle, name FROM companies WHERE id = $1", tx.corp());
  if (rows.empty()) throw std::logic_error("the tenant has no company");
  return company_of(rows[0]);
}

std::optional<api::Caller> enter(db::Tx& tx, const api::Credential& credential) {
  std::optional<std::string> token;
  if (!credential.token_hash.empty()) token = bytea(credential.token_hash);
  const auto rows = db::exec(
      tx,
      "SELECT corp, principal, session, role, userid, grants, customer, app, narrowed FROM weft_enter($1, $2, $3, $4)",
      token, credential.session, credential.corp, tx.now());
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  api::Caller caller{
      db::id_of<CorpId>(row[0]), db::id_of<PrincipalId>(row[1]), db::id_of<SessionId>(row[2]),
      db::enum_of<api::Role>(row[3]), db::text_of(row[4])};
  caller.permissions = parse_grants(db::text_of(row[5]));
  if (!row[8].is_null()) caller.permissions = in_both(caller.permissions, parse_permissions(db::text_of(row[8])));
  caller.customer = db::bool_of(row[6]);
  caller.app = db::bool_of(row[7]);
  tx.entered(caller.corp);
  return caller;
}

std::optional<PrincipalId> session_owner(db::Tx& tx, const std::string& token_hash) {
  const auto rows = db::exec(
      tx,
      "SELECT s.principal_id FROM sessions s JOIN principals p ON p.id = s.principal_id WHERE s.token_hash = $1 AND "
      "s.corp_id = $2 AND s.revoked_at IS NULL AND s.expires_at > $3 AND p.status = 'active'",
      bytea(token_hash), tx.corp(), tx.now());
  if (rows.empty()) return std::nullopt;
  return db::id_of<PrincipalId>(rows[0][0]);
}

bool has_expired(db::Tx& tx, const std::string& token_hash) {
  db::exec(tx, "SELECT set_config('weft.token', encode($1::bytea, 'hex'), true)", bytea(token_hash));
  const auto rows = db::exec(
      tx, "SELECT 1 FROM sessions WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at <= $2", bytea(token_hash),
      tx.now());
  return !rows.empty();
}

Time insert_session(db::Tx& tx, const NewSession& session) {
  const auto rows = db::exec(
      tx,
      "WITH member AS (UPDATE members SET last_sign_in_at = $7 WHERE principal_id = $3 AND corp_id = $2 AND "
      "(last_sign_in_at IS NULL OR last_sign_in_at < $7::timestamptz - interval '1 day')) "
      "INSERT INTO sessions (id, corp_id, principal_id, token_hash, device, address, created_at, last_seen_at, "
      "idle_for, expires_at, ends_at, name, narrowed) "
      "SELECT $1, $2, $3, $4, $5, $6, t.now, t.now, make_interval(secs => $8), t.now + make_interval(secs => least($8, "
      "$9)), "
      "t.now + make_interval(secs => $9), $10, string_to_array($11, ',') FROM (SELECT $7::timestamptz AS now) t "
      "RETURNING expires_at",
      session.id, tx.corp(), session.principal, bytea(session.token_hash), session.device, session.address, tx.now(),
      session.idle_for.count(), session.at_most.count(), session.name, words_of(session.narrowed));
  return db::time_of(rows[0][0]);
}

std::vector<SessionRow> sessions(
    db::Tx& tx, const PrincipalId& principal, const std::optional<SessionId>& before, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT id, device, address, created_at, last_seen_at FROM sessions WHERE corp_id = $1 AND principal_id = $2 "
      "AND revoked_at IS NULL AND expires_at > $3 AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5",
      tx.corp(), principal, tx.now(), before, limit);
  std::vector<SessionRow> list;
  for (const auto& row : rows) {
    list.push_back(
        {db::id_of<SessionId>(row[0]), db::text_of(row[1]), db::text_of(row[2]), db::time_of(row[3]),
         db::time_of(row[4])});
  }
  return list;
}

void name_device(db::Tx& tx, const SessionId& session, const std::string& device) {
  db::exec(tx, "UPDATE sessions SET device = $3 WHERE id = $1 AND corp_id = $2", session, tx.corp(), device);
}

bool revoke_session(db::Tx& tx, const PrincipalId& principal, const SessionId& session) {
  const auto rows = db::exec(
      tx,
      "UPDATE sessions SET revoked_at = $4 WHERE id = $3 AND corp_id = $1 AND principal_id = $2 "
      "AND revoked_at IS NULL AND expires_at > $4 RETURNING 1",
      tx.corp(), principal, session, tx.now());
  return !rows.empty();
}

std::vector<SessionId> revoke_sessions(db::Tx& tx, const PrincipalId& principal, const std::optional<SessionId>& keep) {
  return session_ids(db::exec(
      tx,
      "UPDATE sessions SET revoked_at = $3 WHERE corp_id = $1 AND principal_id = $2 AND revoked_at IS NULL "
      "AND expires_at > $3 AND name IS NULL AND ($4::uuid IS NULL OR id <> $4) RETURNING id",
      tx.corp(), principal, tx.now(), keep));
}

std::vector<SessionId> revoke_surplus(db::Tx& tx, const PrincipalId& principal, int most) {
  return session_ids(db::exec(
      tx,
      "UPDATE sessions SET revoked_at = $3 WHERE revoked_at IS NULL AND id IN (SELECT id FROM sessions "
      "WHERE corp_id = $1 AND principal_id = $2 AND revoked_at IS NULL AND expires_at > $3 AND name IS NULL "
      "ORDER BY last_seen_at DESC, id DESC OFFSET $4) RETURNING id",
      tx.corp(), principal, tx.now(), most));
}

std::vector<KeyRow> keys(db::Tx& tx, const PrincipalId& principal) {
  const auto rows = db::exec(
      tx,
      "SELECT id, name, array_to_string(narrowed, ','), created_at, last_seen_at, ends_at FROM sessions WHERE corp_id "
      "= "
      "$1 AND principal_id = $2 AND revoked_at IS NULL AND expires_at > $3 AND name IS NOT NULL ORDER BY id",
      tx.corp(), principal, tx.now());
  std::vector<KeyRow> list;
  for (const auto& row : rows) {
    KeyRow key{db::id_of<SessionId>(row[0]), db::text_of(row[1]), {},
               db::time_of(row[3]),          db::time_of(row[4]), db::time_of(row[5])};
    if (!row[2].is_null()) key.permissions = parse_permissions(db::text_of(row[2]));
    list.push_back(std::move(key));
  }
  return list;
}

std::optional<api::PermissionSet> narrowed(db::Tx& tx, const SessionId& session) {
  const auto rows = db::exec(
      tx, "SELECT array_to_string(narrowed, ',') FROM sessions WHERE corp_id = $1 AND id = $2", tx.corp(), session);
  if (rows.empty() || rows[0][0].is_null()) return std::nullopt;
  return parse_permissions(db::text_of(rows[0][0]));
}

std::vector<SessionId> revoke_keys(db::Tx& tx, const PrincipalId& principal, const std::optional<SessionId>& only) {
  return session_ids(db::exec(
      tx,
      "UPDATE sessions SET revoked_at = $3 WHERE corp_id = $1 AND principal_id = $2 AND revoked_at IS NULL AND name IS "
      "NOT NULL AND ($4::uuid IS NULL OR id = $4) RETURNING id",
      tx.corp(), principal, tx.now(), only));
}

std::vector<SessionId> move_sessions(
    db::Tx& tx, const PrincipalId& from, const PrincipalId& to, const std::optional<std::vector<SessionId>>& only) {
  const std::string ids = db::array_literal(only.value_or(std::vector<SessionId>{}));
  return session_ids(db::exec(
      tx,
      "UPDATE sessions SET principal_id = $3 WHERE corp_id = $1 AND principal_id = $2 AND revoked_at IS NULL AND "
      "expires_at > $4 AND ($5 OR id = ANY ($6::uuid[])) RETURNING id",
      tx.corp(), from, to, tx.now(), !only.has_value(), ids));
}

std::int64_t delete_dead_sessions(db::Tx& tx, Time before, int limit) {
  const auto rows = db::exec(
      tx,
      "WITH revoked AS MATERIALIZED (SELECT id FROM sessions WHERE corp_id = $1 AND revoked_at < $2 ORDER BY "
      "revoked_at "
      "LIMIT $3 FOR UPDATE SKIP LOCKED), expired AS MATERIALIZED (SELECT id FROM sessions WHERE corp_id = $1 AND "
      "expires_at < $2 ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED) DELETE FROM sessions WHERE id IN "
      "(SELECT id FROM (SELECT id FROM revoked UNION SELECT id FROM expired) dead LIMIT $3)",
      tx.corp(), before, limit);
  return static_cast<std::int64_t>(rows.affected_rows());
}

}  // namespace weft::identity::store
