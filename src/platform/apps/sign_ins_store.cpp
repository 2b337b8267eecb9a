// SQL of sign-ins at apps: of codes and tickets only digests are kept.
#include "platform/apps/sign_ins_store.hpp"

#include <weft/base/sealed.hpp>
#include <weft/db/sql.hpp>

namespace weft::platform::store {
namespace {

void insert(db::Tx& tx, const std::string& kind, const std::string& hash, const SignInRow& row, Time expires_at) {
  db::exec(
      tx,
      "INSERT INTO app_sign_ins (corp_id, code_hash, kind, app_id, host, principal_id, private, expires_at) VALUES "
      "($1, decode($2, 'hex'), $3, $4, $5, $6, $7, $8)",
      tx.corp(), hash, kind, row.app, row.host, row.member, row.is_private, expires_at);
}

std::optional<SignInRow> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return SignInRow{
      db::optional_id<PrincipalId>(rows[0][0]), db::text_of(rows[0][1]), db::id_of<PrincipalId>(rows[0][2]),
      db::bool_of(rows[0][3])};
}

std::string about(const Uuid& owner) {
  return "page ticket " + to_string(owner);
}

}  // namespace

void insert_code(db::Tx& tx, const std::string& hash, const SignInRow& row, Time expires_at) {
  insert(tx, "code", hash, row, expires_at);
}

void insert_ticket(db::Tx& tx, const std::string& hash, const SignInRow& row, Time expires_at) {
  insert(tx, "ticket", hash, row, expires_at);
}

std::optional<SignInRow> use_code(db::Tx& tx, const std::string& hash, const PrincipalId& app) {
  return first_of(db::exec(
      tx,
      "UPDATE app_sign_ins s SET used_at = $4 FROM apps a WHERE s.corp_id = $1 AND s.code_hash = decode($2, 'hex') AND "
      "s.kind = 'code' AND s.used_at IS NULL AND s.expires_at > $4 AND a.corp_id = $1 AND a.id = $3 AND (s.app_id = "
      "a.id OR (s.app_id IS NULL AND s.host = ANY (a.trusted_hosts))) RETURNING s.app_id, s.host, s.principal_id, "
      "s.private",
      tx.corp(), hash, app, tx.now()));
}

std::optional<SignInRow> find_ticket(db::Tx& tx, const std::string& hash, const PrincipalId& app) {
  return first_of(db::exec(
      tx,
      "SELECT app_id, host, principal_id, private FROM app_sign_ins WHERE corp_id = $1 AND code_hash = decode($2, "
      "'hex') AND kind = 'ticket' AND app_id = $3 AND expires_at > $4",
      tx.corp(), hash, app, tx.now()));
}

std::optional<std::string> trusting(db::Tx& tx, const std::optional<std::int64_t>& number, const std::string& host) {
  const auto rows = db::exec(
      tx,
      "SELECT p.name FROM apps a JOIN principals p ON p.corp_id = $1 AND p.id = a.id WHERE a.corp_id = $1 AND "
      "a.deleted_at IS NULL AND a.enabled AND ($2::bigint IS NULL OR a.number = $2) AND $3 = ANY (a.trusted_hosts) "
      "ORDER BY a.number LIMIT 1",
      tx.corp(), number, host);
  if (rows.empty()) return std::nullopt;
  return db::text_of(rows[0][0]);
}

std::string company_name(db::Tx& tx) {
  return db::text_of(db::exec(tx, "SELECT name FROM companies WHERE id = $1", tx.corp()).at(0)[0]);
}

TicketRow keep_page_ticket(db::Tx& tx, const Uuid& owner, const TicketRow& fresh) {
  const auto rows = db::exec(
      tx,
      "INSERT INTO app_page_tickets AS t (corp_id, owner_id, ticket, expires_at) VALUES ($1, $2::uuid, $3, $4) ON "
      "CONFLICT (corp_id, owner_id) DO UPDATE SET ticket = CASE WHEN t.expires_at > $5 THEN t.ticket ELSE "
      "excluded.ticket END, expires_at = CASE WHEN t.expires_at > $5 THEN t.expires_at ELSE excluded.expires_at END "
      "RETURNING ticket, expires_at",
      tx.corp(), to_string(owner), seal(fresh.ticket, about(owner)), fresh.expires_at, tx.now());
  const auto ticket = unseal(db::text_of(rows.at(0)[0]), about(owner));
  if (ticket) return {*ticket, db::time_of(rows[0][1])};
  db::exec(  // it was sealed with a key that is gone: nobody can check with it any more
      tx, "UPDATE app_page_tickets SET ticket = $3, expires_at = $4 WHERE corp_id = $1 AND owner_id = $2::uuid",
      tx.corp(), to_string(owner), seal(fresh.ticket, about(owner)), fresh.expires_at);
  return fresh;
}

}  // namespace weft::platform::store
