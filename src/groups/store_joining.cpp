// SQL of requests to join and of links.
#include "groups/store.hpp"
#include <weft/base/crypto.hpp>
#include <weft/db/sql.hpp>

namespace weft::groups::store {
namespace {

const std::string kLinkColumns =
    "id, conversation_id, created_by, created_at, expires_at, uses, most_uses, approval FROM group_links ";
/// Those who are in by now wait for nobody: r is the request.
const std::string kWaiting =
    "r.conversation_id = $1 AND r.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM participants p WHERE "
    "p.conversation_id = $1 AND p.principal_id = r.principal_id AND p.left_seq IS NULL) ";
const std::string kGood = "revoked_at IS NULL AND (most_uses IS NULL OR uses < most_uses) AND expires_at > ";

Request request_of(const db::Row& row) {
  return {
      db::id_of<RequestId>(row[0]), db::id_of<PrincipalId>(row[1]), db::optional_id<PrincipalId>(row[2]),
      db::time_of(row[3])};
}

Link link_of(const db::Row& row) {
  Link link;
  link.id = db::id_of<LinkId>(row[0]);
  link.conversation = db::id_of<ConversationId>(row[1]);
  link.created_by = db::id_of<PrincipalId>(row[2]);
  link.created_at = db::time_of(row[3]);
  link.expires_at = db::time_of(row[4]);
  link.uses = db::number_of(row[5]);
  if (!row[6].is_null()) link.most_uses = db::number_of(row[6]);
  link.approval = db::bool_of(row[7]);
  return link;
}

/// The code is a password to the group: what is stored does not give it away.
std::string digest_of(const std::string& code) {
  return hex(sha256(code));
}

}  // namespace

std::int64_t insert_requests(
    db::Tx& tx, const ConversationId& group, std::span<const PrincipalId> people,
    const std::optional<PrincipalId>& invited_by) {
  std::vector<RequestId> ids;
  for (std::size_t i = 0; i < people.size(); ++i)
    ids.push_back(RequestId::make());
  return db::exec(
             tx,
             "INSERT INTO group_requests (id, corp_id, conversation_id, principal_id, invited_by, created_at) "
             "SELECT r.id, $2, $1, r.who, $5, $6 FROM unnest($3::uuid[], $4::uuid[]) AS r (id, who) "
             "ON CONFLICT (conversation_id, principal_id) WHERE state = 'waiting' DO NOTHING RETURNING 1",
             group, tx.corp(), db::array_literal(ids), db::array_literal(people), invited_by, tx.now())
      .size();
}

bool waits(db::Tx& tx, const ConversationId& group, const PrincipalId& principal) {
  return !db::exec(
              tx, "SELECT 1 FROM group_requests WHERE conversation_id = $1 AND principal_id = $2 AND state = 'waiting'",
              group, principal)
              .empty();
}

std::int64_t count_waiting(db::Tx& tx, const ConversationId& group) {
  static const std::string sql = "SELECT count(*) FROM group_requests r WHERE " + kWaiting;
  return db::number_of(db::exec(tx, sql, group)[0][0]);
}

std::vector<Request> list_requests(
    db::Tx& tx, const ConversationId& group, const std::optional<RequestId>& after, std::int64_t limit) {
  static const std::string sql =
      "SELECT r.id, r.principal_id, r.invited_by, r.created_at FROM group_requests r WHERE " + kWaiting +
      "AND r.id > $2 ORDER BY r.id LIMIT $3";
  std::vector<Request> requests;
  for (const auto& row : db::exec(tx, sql, group, db::first_after(after), limit))
    requests.push_back(request_of(row));
  return requests;
}

std::optional<Request> decide(
    db::Tx& tx, const ConversationId& group, const RequestId& request, const PrincipalId& by, bool approved) {
  const auto rows = db::exec(
      tx,
      "UPDATE group_requests SET state = CASE WHEN $4 THEN 'approved' ELSE 'rejected' END, decided_by = $3, decided_at "
      "= $5 WHERE id = $2 AND conversation_id = $1 AND state = 'waiting' RETURNING id, principal_id, invited_by, "
      "created_at",
      group, request, by, approved, tx.now());
  if (rows.empty()) return std::nullopt;
  return request_of(rows[0]);
}

void insert_link(db::Tx& tx, const Link& link, const std::string& code) {
  db::exec(
      tx,
      "INSERT INTO group_links (id, corp_id, conversation_id, code_hash, created_by, created_at, expires_at, "
      "most_uses, "
      "approval) VALUES ($1, $2, $3, decode($4, 'hex'), $5, $6, $7, $8, $9)",
      link.id, tx.corp(), link.conversation, digest_of(code), link.created_by, link.created_at, link.expires_at,
      link.most_uses, link.approval);
}

std::optional<Link> find_link(db::Tx& tx, const std::string& code) {
  static const std::string sql = "SELECT " + kLinkColumns +
                                 "WHERE corp_id = $1 AND code_hash = decode($2, 'hex') AND " + kGood + "$3";
  const auto rows = db::exec(tx, sql, tx.corp(), digest_of(code), tx.now());
  if (rows.empty()) return std::nullopt;
  return link_of(rows[0]);
}

std::vector<Link> list_links(
    db::Tx& tx, const ConversationId& group, const std::optional<LinkId>& after, std::int64_t limit) {
  static const std::string sql = "SELECT " + kLinkColumns + "WHERE conversation_id = $1 AND id > $3 AND " + kGood +
                                 "$2 ORDER BY id LIMIT $4";
  std::vector<Link> links;
  for (const auto& row : db::exec(tx, sql, group, tx.now(), db::first_after(after), limit))
    links.push_back(link_of(row));
  return links;
}

std::optional<conversations::Standing> standing_of(
    db::Tx& tx, const ConversationId& group, const PrincipalId& principal) {
  const auto rows = db::exec(
      tx, "SELECT role FROM participants WHERE conversation_id = $1 AND principal_id = $2 AND left_seq IS NULL", group,
      principal);
  if (rows.empty()) return std::nullopt;
  return db::enum_of<conversations::Standing>(rows[0][0]);
}

bool use_link(db::Tx& tx, const LinkId& link) {
  static const std::string sql = "UPDATE group_links SET uses = uses + 1 WHERE id = $1 AND " + kGood + "$2 RETURNING 1";
  return !db::exec(tx, sql, link, tx.now()).empty();
}

bool revoke_link(db::Tx& tx, const ConversationId& group, const LinkId& link) {
  static const std::string sql = "UPDATE group_links SET revoked_at = $3 WHERE id = $2 AND conversation_id = $1 AND " +
                                 kGood + "$3 RETURNING 1";
  return !db::exec(tx, sql, group, link, tx.now()).empty();
}

std::int64_t count_links(db::Tx& tx, const ConversationId& group) {
  static const std::string sql = "SELECT count(*) FROM group_links WHERE conversation_id = $1 AND " + kGood + "$2";
  return db::number_of(db::exec(tx, sql, group, tx.now())[0][0]);
}

std::int64_t purge_requests(db::Tx& tx, Time before, int limit) {
  return db::exec(
             tx,
             "DELETE FROM group_requests WHERE corp_id = $1 AND id IN (SELECT id FROM group_requests WHERE corp_id = "
             "$1 AND state <> 'waiting' AND decided_at < $2 ORDER BY decided_at LIMIT $3)",
             tx.corp(), before, limit)
      .affected_rows();
}

std::int64_t purge_links(db::Tx& tx, Time before, int limit) {
  return db::exec(
             tx,
             "DELETE FROM group_links WHERE corp_id = $1 AND id IN (SELECT id FROM group_links WHERE corp_id = $1 AND "
             "least(expires_at, revoked_at) < $2 ORDER BY least(expires_at, revoked_at) LIMIT $3)",
             tx.corp(), before, limit)
      .affected_rows();
}

}  // namespace weft::groups::store
