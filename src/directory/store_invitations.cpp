// SQL: invitations and those who came by them.
#include "directory/store_invitations.hpp"

#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::directory::store {
namespace {

const std::string kInvitation =
    "i.id, i.note, to_json(i.departments)::text, i.approval, i.uses_left, i.used, i.created_by, i.created_at, "
    "i.expires_at, i.revoked_at IS NULL AND i.expires_at > $2 AND coalesce(i.uses_left, 1) > 0 ";
const std::string kLive = "i.revoked_at IS NULL AND i.expires_at > $2 AND coalesce(i.uses_left, 1) > 0 ";

const std::string kRequest =
    "r.id, r.invitation_id, r.status, r.userid, r.name, r.mobile, r.principal_id, r.decided_by, r.created_at, "
    "r.decided_at, encode(r.code_hash, 'hex'), to_json(i.departments)::text "
    "FROM join_requests r JOIN invitations i ON i.corp_id = r.corp_id AND i.id = r.invitation_id ";

std::vector<std::int64_t> numbers_of(const pqxx::field& field) {
  return read_json<std::vector<std::int64_t>>(parse_json(db::text_of(field)));
}

Invitation invitation_of(const db::Row& row) {
  Invitation invitation;
  invitation.id = db::id_of<InvitationId>(row[0]);
  invitation.note = db::text_of(row[1]);
  invitation.departments = numbers_of(row[2]);
  invitation.approval = db::bool_of(row[3]);
  if (!row[4].is_null()) invitation.uses_left = db::number_of(row[4]);
  invitation.used = db::number_of(row[5]);
  invitation.created_by = db::id_of<PrincipalId>(row[6]);
  invitation.created_at = db::time_of(row[7]);
  invitation.expires_at = db::time_of(row[8]);
  invitation.live = db::bool_of(row[9]);
  return invitation;
}

std::optional<Invitation> one_invitation(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return invitation_of(rows[0]);
}

RequestRecord record_of(const db::Row& row) {
  RequestRecord record;
  JoinRequest& request = record.request;
  request.id = db::id_of<JoinRequestId>(row[0]);
  request.invitation = db::id_of<InvitationId>(row[1]);
  request.status = db::enum_of<JoinStatus>(row[2]);
  request.userid = db::text_of(row[3]);
  request.name = db::text_of(row[4]);
  request.mobile = db::text_of(row[5]);
  request.principal = db::optional_id<PrincipalId>(row[6]);
  request.decided_by = db::optional_id<PrincipalId>(row[7]);
  request.created_at = db::time_of(row[8]);
  request.decided_at = db::optional_time(row[9]);
  record.code_hash = db::text_of(row[10]);
  record.departments = numbers_of(row[11]);
  return record;
}

std::string word_of(JoinStatus status) {
  return boost::describe::enum_to_string(status, "");
}

}  // namespace

std::vector<InvitedPlace> invited_places(db::Tx& tx, const std::vector<std::int64_t>& departments) {
  const auto rows = db::exec(
      tx,
      "SELECT d.number, d.path, d.full_name FROM unnest($2::int[]) WITH ORDINALITY AS a (number, i) "
      "JOIN departments d ON d.corp_id = $1 AND d.number = a.number ORDER BY a.i",
      tx.corp(), db::array_literal(departments));
  std::vector<InvitedPlace> places;
  for (const auto& row : rows)
    places.push_back({db::number_of(row[0]), db::text_of(row[1]), db::text_of(row[2])});
  return places;
}

void insert_invitation(db::Tx& tx, const Invitation& invitation, const std::string& code_hash) {
  db::exec(
      tx,
      "INSERT INTO invitations (id, corp_id, code_hash, note, departments, approval, uses_left, created_by, "
      "created_at, "
      "expires_at) VALUES ($1, $2, decode($3, 'hex'), $4, $5::int[], $6, $7, $8, $9, $10)",
      invitation.id, tx.corp(), code_hash, invitation.note, db::array_literal(invitation.departments),
      invitation.approval, invitation.uses_left, invitation.created_by, tx.now(), invitation.expires_at);
}

std::optional<Invitation> load_invitation(db::Tx& tx, const InvitationId& id) {
  return one_invitation(db::exec(
      tx, "SELECT " + kInvitation + "FROM invitations i WHERE i.corp_id = $1 AND i.id = $3", tx.corp(), tx.now(), id));
}

std::optional<Invitation> live_invitation(db::Tx& tx, const std::string& code_hash) {
  return one_invitation(db::exec(
      tx,
      "SELECT " + kInvitation + "FROM invitations i WHERE i.corp_id = $1 AND i.code_hash = decode($3, 'hex') AND " +
          kLive,
      tx.corp(), tx.now(), code_hash));
}

std::optional<Invitation> use_invitation(db::Tx& tx, const std::string& code_hash) {
  return one_invitation(db::exec(
      tx,
      "UPDATE invitations i SET uses_left = uses_left - 1, used = used + 1 WHERE i.corp_id = $1 AND i.code_hash = "
      "decode($3, 'hex') AND " +
          kLive + "RETURNING " + kInvitation,
      tx.corp(), tx.now(), code_hash));
}

void give_back_use(db::Tx& tx, const InvitationId& id) {
  db::exec(
      tx, "UPDATE invitations SET uses_left = uses_left + 1, used = used - 1 WHERE corp_id = $1 AND id = $2", tx.corp(),
      id);
}

bool revoke_invitation(db::Tx& tx, const InvitationId& id) {
  return !db::exec(
              tx,
              "UPDATE invitations SET revoked_at = $3 WHERE corp_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING "
              "1",
              tx.corp(), id, tx.now())
              .empty();
}

std::vector<Invitation> list_invitations(db::Tx& tx, const std::optional<InvitationId>& before, std::int64_t limit) {
  const auto rows = db::exec(
      tx, "SELECT " + kInvitation + "FROM invitations i WHERE i.corp_id = $1 AND i.id < $3 ORDER BY i.id DESC LIMIT $4",
      tx.corp(), tx.now(), db::first_before(before), limit);
  std::vector<Invitation> list;
  for (const auto& row : rows)
    list.push_back(invitation_of(row));
  return list;
}

std::string company_name(db::Tx& tx) {
  const auto rows = db::exec(tx, "SELECT name FROM companies WHERE id = $1", tx.corp());
  return rows.empty() ? "" : db::text_of(rows[0][0]);
}

bool insert_request(db::Tx& tx, const JoinRequest& request, const std::string& code_hash) {
  return !db::exec(
              tx,
              "INSERT INTO join_requests (id, corp_id, invitation_id, status, userid, userid_key, name, mobile, "
              "code_hash, "
              "principal_id, created_at) VALUES ($1, $2, $3, $4, $5, lower($5 COLLATE \"C\"), $6, $7, decode($8, "
              "'hex'), "
              "$9, $10) ON CONFLICT (corp_id, userid_key) WHERE status = 'waiting' DO NOTHING RETURNING 1",
              request.id, tx.corp(), request.invitation, word_of(request.status), request.userid, request.name,
              request.mobile, code_hash, request.principal, tx.now())
              .empty();
}

std::optional<RequestRecord> lock_request(db::Tx& tx, const JoinRequestId& id) {
  const auto rows = db::exec(
      tx, "SELECT " + kRequest + "WHERE r.corp_id = $1 AND r.id = $2 FOR NO KEY UPDATE OF r", tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  return record_of(rows[0]);
}

void settle_request(db::Tx& tx, const JoinRequest& request) {
  db::exec(
      tx,
      "UPDATE join_requests SET status = $3, principal_id = $4, decided_by = $5, decided_at = $6 WHERE corp_id = $1 "
      "AND "
      "id = $2",
      tx.corp(), request.id, word_of(request.status), request.principal, request.decided_by, tx.now());
}

std::int64_t waiting_requests(db::Tx& tx, const InvitationId& invitation, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT count(*) FROM (SELECT 1 FROM join_requests WHERE corp_id = $1 AND invitation_id = $2 AND status = "
      "'waiting' LIMIT $3) w",
      tx.corp(), invitation, limit);
  return db::number_of(rows[0][0]);
}

std::vector<RequestRecord> list_requests(
    db::Tx& tx, JoinStatus status, const std::optional<JoinRequestId>& before, std::int64_t limit) {
  const auto rows = db::exec(
      tx, "SELECT " + kRequest + "WHERE r.corp_id = $1 AND r.status = $2 AND r.id < $3 ORDER BY r.id DESC LIMIT $4",
      tx.corp(), word_of(status), db::first_before(before), limit);
  std::vector<RequestRecord> list;
  for (const auto& row : rows)
    list.push_back(record_of(row));
  return list;
}

std::int64_t purge_requests(db::Tx& tx, Time before, int limit) {
  return db::exec(
             tx,
             "DELETE FROM join_requests WHERE corp_id = $1 AND id IN (SELECT id FROM join_requests WHERE corp_id = $1 "
             "AND status <> 'waiting' AND coalesce(decided_at, created_at) < $2 ORDER BY coalesce(decided_at, "
             "created_at) LIMIT $3)",
             tx.corp(), before, limit)
      .affected_rows();
}

std::int64_t purge_invitations(db::Tx& tx, Time before, int limit) {
  return db::exec(
             tx,
             "DELETE FROM invitations WHERE corp_id = $1 AND id IN (SELECT id FROM invitations i WHERE corp_id = $1 "
             "AND least(expires_at, revoked_at) < $2 AND NOT EXISTS (SELECT 1 FROM join_requests r WHERE "
             "r.invitation_id = i.id) ORDER BY least(expires_at, revoked_at) LIMIT $3)",
             tx.corp(), before, limit)
      .affected_rows();
}

}  // namespace weft::directory::store
