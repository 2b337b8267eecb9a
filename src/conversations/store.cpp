// SQL of conversations and their participants.
#include "conversations/store.hpp"

#include "conversations/store_columns.hpp"
#include "conversations/store_many.hpp"
#include <weft/db/sql.hpp>

namespace weft::conversations::store {
namespace {

const std::string kHeadColumns =
    "id, kind, name, owner_id, member_count, head_seq, message_count, dismissed_at IS NOT NULL, mute_all_until";

Head head_in(const db::Row& row) {
  Head head;
  head.id = db::id_of<ConversationId>(row[0]);
  head.kind = db::enum_of<Kind>(row[1]);
  head.name = row[2].c_str();
  head.owner = db::optional_id<PrincipalId>(row[3]);
  head.member_count = row[4].as<std::int64_t>();
  head.head_seq = row[5].as<Seq>();
  head.message_count = row[6].as<std::int64_t>();
  head.dismissed = row[7].as<bool>();
  head.mute_all_until = db::optional_time(row[8]);
  return head;
}

std::optional<Head> head_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return head_in(rows[0]);
}

std::vector<PrincipalId> principals_of(const db::Rows& rows) {
  std::vector<PrincipalId> ids;
  for (const auto& row : rows)
    ids.push_back(db::id_of<PrincipalId>(row[0]));
  return ids;
}

}  // namespace

std::optional<Head> lock_head(db::Tx& tx, const ConversationId& conversation) {
  return head_of(
      db::exec(tx, "SELECT " + kHeadColumns + " FROM conversations WHERE id = $1 FOR NO KEY UPDATE", conversation));
}

std::map<ConversationId, Head> lock_heads(db::Tx& tx, std::span<const ConversationId> conversations) {
  std::map<ConversationId, Head> heads;
  for (const auto& row : db::exec(
           tx,
           "SELECT " + kHeadColumns +
               " FROM conversations WHERE id = ANY ($1::uuid[]) AND corp_id = $2 ORDER BY id FOR NO KEY UPDATE",
           db::array_literal(conversations), tx.corp())) {
    Head head = head_in(row);
    heads.emplace(head.id, std::move(head));
  }
  return heads;
}

std::optional<Head> find_head(db::Tx& tx, const ConversationId& conversation) {
  return head_of(db::exec(tx, "SELECT " + kHeadColumns + " FROM conversations WHERE id = $1", conversation));
}

std::optional<Participant> find_participant(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal) {
  const auto rows = db::exec(
      tx,
      "SELECT role, joined_seq, left_seq, NOT isempty(past), read_seq, read_count, muted_until FROM participants "
      "WHERE conversation_id = $1 AND principal_id = $2",
      conversation, principal);
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  Participant participant;
  participant.role = db::enum_of<Standing>(row[0]);
  participant.joined_seq = row[1].as<Seq>();
  participant.left_seq = optional_seq(row[2]);
  participant.returned = row[3].as<bool>();
  participant.read_seq = row[4].as<Seq>();
  participant.read_count = row[5].as<std::int64_t>();
  participant.muted_until = db::optional_time(row[6]);
  return participant;
}

void insert_conversation(db::Tx& tx, const Head& head, const std::optional<std::string>& direct_key) {
  db::exec(
      tx,
      "INSERT INTO conversations (id, corp_id, kind, name, owner_id, direct_key, created_at, active_at) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7, $7)",
      head.id, tx.corp(), enum_text(head.kind), head.name, head.owner, direct_key, tx.now());
}

std::pair<ConversationId, bool> insert_direct(
    db::Tx& tx, const ConversationId& id, const std::string& direct_key, Kind kind) {
  const auto inserted = db::exec(
      tx,
      "INSERT INTO conversations (id, corp_id, kind, direct_key, created_at, active_at) VALUES ($1, $2, $5, $3, "
      "$4, $4) "
      "ON CONFLICT (corp_id, direct_key) WHERE direct_key IS NOT NULL DO NOTHING RETURNING id",
      id, tx.corp(), direct_key, tx.now(), enum_text(kind));
  if (!inserted.empty()) return {id, true};
  const auto rows = db::exec(
      tx, "SELECT id FROM conversations WHERE corp_id = $1 AND direct_key = $2", tx.corp(), direct_key);
  return {db::id_of<ConversationId>(rows.at(0)[0]), false};
}

void rename(db::Tx& tx, const ConversationId& conversation, const std::string& name) {
  db::exec(tx, "UPDATE conversations SET name = $2 WHERE id = $1", conversation, name);
}

void set_owner(db::Tx& tx, const ConversationId& conversation, const PrincipalId& owner) {
  db::exec(tx, "UPDATE conversations SET owner_id = $2 WHERE id = $1", conversation, owner);
  db::exec(
      tx,
      "UPDATE participants SET role = CASE WHEN principal_id = $2 THEN 'owner' ELSE 'member' END, muted_until = NULL "
      "WHERE conversation_id = $1 AND (role = 'owner' OR principal_id = $2)",
      conversation, owner);
}

void dismiss(db::Tx& tx, const ConversationId& conversation) {
  db::exec(tx, "UPDATE conversations SET dismissed_at = $2 WHERE id = $1", conversation, tx.now());
}

std::vector<PrincipalId> add_participants(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals, Seq joined_seq,
    std::int64_t read_count) {
  const auto rows = db::exec(
      tx,
      "INSERT INTO participants AS p (conversation_id, principal_id, corp_id, joined_seq, read_seq, read_count) "
      "SELECT $1, who, $2, $4, $4, $5 FROM unnest($3::uuid[]) AS who ORDER BY who "
      "ON CONFLICT (conversation_id, principal_id) DO UPDATE SET joined_seq = $4, left_seq = NULL, role = 'member', "
      "read_seq = $4, read_count = $5, left_name = NULL, left_owner = NULL, left_member_count = NULL, "
      "left_message_seq = NULL, left_at = NULL, left_message_no = NULL, left_dismissed = NULL, "
      "past = p.past + int8multirange(int8range(p.joined_seq, p.left_seq, '[]')) WHERE p.left_seq IS NOT NULL "
      "RETURNING p.principal_id",
      conversation, tx.corp(), db::array_literal(principals), joined_seq, read_count);
  db::exec(
      tx, "UPDATE conversations SET member_count = member_count + $2 WHERE id = $1", conversation,
      static_cast<std::int64_t>(rows.size()));
  return principals_of(rows);
}

std::vector<PrincipalId> end_participants(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals, Seq left_seq) {
  return principals_of(db::exec(
      tx,
      "WITH gone AS (SELECT principal_id FROM participants WHERE conversation_id = $1 AND principal_id = ANY "
      "($2::uuid[]) AND left_seq IS NULL), "
      "c AS (UPDATE conversations SET member_count = member_count - (SELECT count(*) FROM gone) WHERE id = $1 "
      "RETURNING name, owner_id, member_count, last_message_seq) "
      "UPDATE participants p SET left_seq = $3, role = 'member', left_name = c.name, left_owner = c.owner_id, "
      "left_member_count = c.member_count, left_message_seq = c.last_message_seq FROM c, gone "
      "WHERE p.conversation_id = $1 AND p.principal_id = gone.principal_id RETURNING p.principal_id",
      conversation, db::array_literal(principals), left_seq));
}

std::vector<PrincipalId> active_participants(db::Tx& tx, const ConversationId& conversation) {
  return principals_of(db::exec(
      tx, "SELECT principal_id FROM participants WHERE conversation_id = $1 AND left_seq IS NULL ORDER BY principal_id",
      conversation));
}

std::vector<PrincipalId> active_among(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals) {
  return principals_of(db::exec(
      tx,
      "SELECT principal_id FROM participants WHERE conversation_id = $1 AND principal_id = ANY ($2::uuid[]) AND "
      "left_seq IS NULL",
      conversation, db::array_literal(principals)));
}

std::int64_t hold_active(db::Tx& tx, std::span<const PrincipalId> principals) {
  const auto rows = db::exec(
      tx,
      "SELECT status IN ('active', 'not_activated') FROM principals WHERE corp_id = $1 AND id = ANY ($2::uuid[]) ORDER "
      "BY id FOR SHARE",
      tx.corp(), db::array_literal(principals));
  std::int64_t active = 0;
  for (const auto& row : rows)
    active += db::bool_of(row[0]) ? 1 : 0;
  return active;
}

std::vector<PrincipalId> customers_among(db::Tx& tx, std::span<const PrincipalId> principals) {
  return principals_of(db::exec(
      tx, "SELECT id FROM principals WHERE corp_id = $1 AND id = ANY ($2::uuid[]) AND kind = 'external'", tx.corp(),
      db::array_literal(principals)));
}

std::vector<PrincipalId> robots_among(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals) {
  return principals_of(db::exec(
      tx,
      "SELECT id FROM robots WHERE conversation_id = $1 AND id = ANY ($2::uuid[]) AND corp_id = $3 AND deleted_at IS "
      "NULL",
      conversation, db::array_literal(principals), tx.corp()));
}

std::optional<PrincipalId> eldest_but(db::Tx& tx, const ConversationId& conversation, const PrincipalId& except) {
  const auto rows = db::exec(
      tx,
      "SELECT m.principal_id FROM participants m JOIN principals p ON p.id = m.principal_id WHERE m.conversation_id = "
      "$1 AND m.left_seq IS NULL AND m.principal_id <> $2 AND p.status = 'active' AND p.kind <> "
      "'external' ORDER BY m.role <> 'admin', m.joined_seq, m.principal_id LIMIT 1",
      conversation, except);
  if (rows.empty()) return std::nullopt;
  return db::id_of<PrincipalId>(rows[0][0]);
}

bool owner_is_active(db::Tx& tx, const ConversationId& conversation) {
  const auto rows = db::exec(
      tx,
      "SELECT 1 FROM conversations c JOIN principals p ON p.id = c.owner_id WHERE c.id = $1 AND p.status = 'active'",
      conversation);
  return !rows.empty();
}

std::vector<MemberRow> list_members(
    db::Tx& tx, const ConversationId& conversation, const std::optional<MemberRow>& after, std::int64_t limit) {
  const std::string order = "(CASE role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END), joined_seq, principal_id";
  const std::string columns =
      "SELECT principal_id, role, joined_seq, read_seq, muted_until FROM participants WHERE conversation_id = $1 AND "
      "left_seq IS NULL ";
  db::Rows rows;
  if (after) {
    rows = db::exec(
        tx,
        columns + "AND (" + order +
            ") > (CASE $2 WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END, $3::bigint, $4::uuid) ORDER BY " + order +
            " LIMIT $5",
        conversation, enum_text(after->role), after->joined_seq, after->principal, limit);
  } else {
    rows = db::exec(tx, columns + "ORDER BY " + order + " LIMIT $2", conversation, limit);
  }
  std::vector<MemberRow> members;
  for (const auto& row : rows)
    members.push_back(
        {db::id_of<PrincipalId>(row[0]), db::enum_of<Standing>(row[1]), row[2].as<Seq>(), row[3].as<Seq>(),
         db::optional_time(row[4])});
  return members;
}

std::optional<Mark> move_mark(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, Seq seq) {
  static const std::string sql =
      "UPDATE participants p SET read_seq = greatest(p.read_seq, e.seq), read_count = greatest(p.read_count, "
      "e.message_no) "
      "FROM (SELECT seq, message_no FROM entries WHERE conversation_id = $1 AND seq = $3 UNION ALL "
      "SELECT $3::bigint, 0 FROM conversations WHERE id = $1 AND $3::bigint < first_seq LIMIT 1) e, conversations c, "
      "(SELECT read_seq FROM participants WHERE conversation_id = $1 AND principal_id = $2) before "
      "WHERE p.conversation_id = $1 AND p.principal_id = $2 AND c.id = $1 "
      "RETURNING p.read_seq, " +
      kUnread + ", p.read_seq > before.read_seq";
  const auto rows = db::exec(tx, sql, conversation, principal, seq);
  if (rows.empty()) return std::nullopt;
  return Mark{rows[0][0].as<Seq>(), rows[0][1].as<std::int64_t>(), rows[0][2].as<bool>()};
}

Readers list_readers(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& sender,
    const std::optional<PrincipalId>& after, std::int64_t limit) {
  const std::string audience =
      " FROM participants WHERE conversation_id = $1 AND left_seq IS NULL AND principal_id <> $3 AND (joined_seq <= $2 "
      "OR past @> $2::bigint)";
  const auto totals = db::exec(
      tx, "SELECT count(*) FILTER (WHERE read_seq >= $2), count(*) FILTER (WHERE read_seq < $2)" + audience,
      conversation, seq, sender);
  const auto rows = db::exec(
      tx,
      "SELECT principal_id, read_seq >= $2" + audience +
          " AND ($4::uuid IS NULL OR principal_id > $4) ORDER BY principal_id LIMIT $5",
      conversation, seq, sender, after, limit);
  Readers readers{totals[0][0].as<std::int64_t>(), totals[0][1].as<std::int64_t>(), {}};
  for (const auto& row : rows)
    readers.rows.push_back({db::id_of<PrincipalId>(row[0]), row[1].as<bool>()});
  return readers;
}

void set_preferences(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, bool pinned, Notify notify) {
  db::exec(
      tx, "UPDATE participants SET pinned = $3, notify = $4 WHERE conversation_id = $1 AND principal_id = $2",
      conversation, principal, pinned, enum_text(notify));
}

std::pair<bool, Notify> preferences(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal) {
  const auto rows = db::exec(
      tx, "SELECT pinned, notify FROM participants WHERE conversation_id = $1 AND principal_id = $2", conversation,
      principal);
  return {rows.at(0)[0].as<bool>(), db::enum_of<Notify>(rows.at(0)[1])};
}

}  // namespace weft::conversations::store
