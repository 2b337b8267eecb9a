// SQL of the log.
#include "conversations/store_entries.hpp"

#include "conversations/store_columns.hpp"
#include <weft/base/json.hpp>

namespace weft::conversations::store {
namespace {

/// Of an entry that is no message: what it is announced as. $2 is its kind.
const std::string kAppendSql = R"(
WITH moved AS (
  UPDATE conversations SET head_seq = head_seq + 1, active_at = CASE WHEN $6 THEN $5::timestamptz ELSE active_at END
   WHERE id = $1 RETURNING head_seq, message_count, corp_id, kind
), told AS (
  INSERT INTO outbox (corp_id, kind, line, scope, seq, at)
  SELECT m.corp_id, k.kind, $1, m.kind, m.head_seq, $5
    FROM moved m, (SELECT CASE $2::text WHEN 'edit' THEN 'message.edited' WHEN 'recall' THEN 'message.recalled'
                          ELSE 'conversation.entry' END AS kind) k
   WHERE m.kind <> 'inbox' AND EXISTS (SELECT 1 FROM listeners l WHERE l.corp_id = m.corp_id
         AND l.events && ARRAY[k.kind, split_part(k.kind, '.', 1) || '.*', '*'])
)
INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, created_at)
SELECT $1, head_seq, corp_id, $2, $3, $4::jsonb, message_count, $5 FROM moved RETURNING seq, message_no)";

const std::string kPostSql = R"(
WITH moved AS (
  UPDATE conversations SET head_seq = head_seq + 1, message_count = message_count + 1, last_message_seq = head_seq + 1,
         active_at = $2
   WHERE id = $3 AND corp_id = $1 RETURNING head_seq, message_count, kind
), told AS (
  INSERT INTO outbox (corp_id, kind, line, scope, seq, at)
  SELECT $1, 'message.created', $3, kind, head_seq, $2 FROM moved WHERE EXISTS (
    SELECT 1 FROM listeners l WHERE l.corp_id = $1 AND l.events && '{message.created,message.*,*}'::text[])
)
INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, client_id, client_hash, created_at)
SELECT $3, head_seq, $1, 'message', $4, $5::jsonb, message_count, $6, $7::uuid, $2 FROM moved RETURNING seq, message_no)";

}  // namespace

Entry append_entry(
    db::Tx& tx, const ConversationId& conversation, const std::string& kind, const PrincipalId& actor, const Json& body,
    bool lifts) {
  const std::string text = body.dump();
  const auto rows = db::exec(tx, kAppendSql, conversation, kind, actor, text, tx.now(), lifts);
  return Entry{rows.at(0)[0].as<Seq>(),          kind,        actor, tx.now(), RawJson{text},
               rows.at(0)[1].as<std::int64_t>(), std::nullopt};
}

Verdict append_send(db::Tx& tx, const Send& send) {
  const auto rows = db::exec(
      tx,
      "SELECT o_verdict, o_seq, o_message_no, o_at FROM weft_append($1::uuid, $2::timestamptz, ARRAY[$3::uuid], "
      "ARRAY[$4::uuid], ARRAY[$5::text], ARRAY[$6::uuid], ARRAY[$7::jsonb])",
      send.corp, tx.now(), send.conversation, send.actor, send.client_id, send.hash, send.body);
  const auto row = rows.at(0);
  return {row[0].c_str(), row[1].as<Seq>(0), row[2].as<std::int64_t>(0), db::time_of(row[3])};
}

bool sent_before(db::Tx& tx, const Send& send) {
  return !db::exec(
              tx, "SELECT 1 FROM entries WHERE conversation_id = $1 AND actor_id = $2 AND client_id = $3",
              send.conversation, send.actor, send.client_id)
              .empty();
}

Verdict append_post(db::Tx& tx, const Send& send) {
  const auto rows = db::exec(
      tx, kPostSql, send.corp, tx.now(), send.conversation, send.actor, send.body, send.client_id, send.hash);
  return {"accepted", rows.at(0)[0].as<Seq>(), rows.at(0)[1].as<std::int64_t>(), tx.now()};
}

std::optional<Verdict> find_sent(db::Tx& tx, const Send& send) {
  const auto rows = db::exec(
      tx,
      "SELECT seq, message_no, created_at, client_hash = $4::uuid FROM entries WHERE conversation_id = $1 AND actor_id "
      "= $2 AND client_id = $3",
      send.conversation, send.actor, send.client_id, send.hash);
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  return Verdict{
      row[3].as<bool>() ? "duplicate" : "conflict", row[0].as<Seq>(), row[1].as<std::int64_t>(), db::time_of(row[2])};
}

std::vector<InboxEntry> append_to_inboxes(
    db::Tx& tx, std::span<const PrincipalId> principals, const std::string& kind, const PrincipalId& actor,
    const Json& body) {
  const std::string text = body.dump();
  const std::string owners = db::array_literal(principals);
  // In id order, so that two transactions that tell overlapping people cannot deadlock.
  db::exec(
      tx,
      "SELECT 1 FROM conversations WHERE kind = 'inbox' AND owner_id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE",
      owners);
  const auto rows = db::exec(
      tx,
      "WITH moved AS (UPDATE conversations SET head_seq = head_seq + 1, active_at = $5 WHERE kind = 'inbox' AND "
      "owner_id = ANY ($1::uuid[]) "
      "RETURNING id, owner_id, head_seq, message_count, corp_id), added AS ("
      "INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, created_at) "
      "SELECT id, head_seq, corp_id, $2, $3, $4::jsonb, message_count, $5 FROM moved) "
      "SELECT id, owner_id, head_seq, message_count FROM moved",
      owners, kind, actor, text, tx.now());
  std::vector<InboxEntry> entries;
  for (const auto& row : rows) {
    Entry entry{row[2].as<Seq>(), kind, actor, tx.now(), RawJson{text}, row[3].as<std::int64_t>(), std::nullopt};
    entries.push_back({db::id_of<ConversationId>(row[0]), db::id_of<PrincipalId>(row[1]), std::move(entry)});
  }
  return entries;
}

void insert_inboxes(db::Tx& tx, std::span<const PrincipalId> principals) {
  std::vector<ConversationId> ids;
  for (std::size_t i = 0; i < principals.size(); ++i)
    ids.push_back(ConversationId::make());
  db::exec(
      tx,
      "WITH made AS (INSERT INTO conversations (id, corp_id, kind, owner_id, member_count, head_seq, created_at, "
      "active_at) "
      "SELECT i.id, $3, 'inbox', i.owner, 1, 1, $4, $4 FROM unnest($1::uuid[], $2::uuid[]) AS i (id, owner) "
      "ON CONFLICT (owner_id) WHERE kind = 'inbox' DO NOTHING RETURNING id, owner_id), joined AS ("
      "INSERT INTO participants (conversation_id, principal_id, corp_id, role, joined_seq, read_seq) SELECT id, "
      "owner_id, $3, 'owner', 1, 1 FROM made) "
      "INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, created_at) "
      "SELECT id, 1, $3, 'created', owner_id, '{\"kind\": \"inbox\"}', 0, $4 FROM made",
      db::array_literal(ids), db::array_literal(principals), tx.corp(), tx.now());
}

std::optional<Entry> find_entry(db::Tx& tx, const ConversationId& conversation, Seq seq) {
  const auto rows = db::exec(
      tx, "SELECT " + kEntryColumns + " FROM entries e WHERE e.conversation_id = $1 AND e.seq = $2", conversation, seq);
  if (rows.empty()) return std::nullopt;
  return entry_of(rows[0]);
}

bool can_see(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, Seq seq) {
  const auto rows = db::exec(
      tx,
      "SELECT 1 FROM participants WHERE conversation_id = $1 AND principal_id = $2 AND "
      "(($3::bigint >= joined_seq AND (left_seq IS NULL OR $3 <= left_seq)) OR past @> $3::bigint)",
      conversation, principal, seq);
  return !rows.empty();
}

Listed list_entries(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, Seq first, Seq last,
    bool newest_first, std::int64_t limit) {
  // One statement, so that first_seq is that of the moment in which the entries are read: retention may take some
  // meanwhile.
  static const auto sql = [](const std::string& order) {
    return "SELECT coalesce(c.first_seq, 1), " + kEntryColumns +
           " FROM participants p JOIN conversations c ON c.id = p.conversation_id LEFT JOIN LATERAL (SELECT e.* FROM "
           "entries e WHERE e.conversation_id = $1 AND e.seq BETWEEN $3 AND $4 AND " +
           kInSpan + " AND NOT " + kHidden + " ORDER BY e.seq " + order +
           " LIMIT $5) e ON true WHERE p.conversation_id = $1 AND p.principal_id = $2 AND c.id = $1 ORDER BY e.seq " +
           order;
  };
  static const std::string newest = sql("DESC"), oldest = sql("ASC");
  const auto rows = db::exec(tx, newest_first ? newest : oldest, conversation, principal, first, last, limit);
  Listed listed;
  for (const auto& row : rows) {
    listed.first_seq = row[0].as<Seq>();
    if (!row[1].is_null()) listed.entries.push_back(entry_of(row, 1));
  }
  return listed;
}

std::vector<EntryEvent> entry_events(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last) {
  const auto rows = db::exec(
      tx,
      "SELECT " + kEntryColumns +
          " FROM entries e WHERE e.conversation_id = $1 AND e.seq BETWEEN $2 AND $3 ORDER BY e.seq",
      conversation, first, last);
  std::vector<EntryEvent> events;
  for (const auto& row : rows) {
    const Entry entry = entry_of(row);
    events.push_back({conversation, entry.seq, entry_event_json(conversation, entry), {}, {}});
  }
  const auto moves = db::exec(
      tx,
      "SELECT principal_id, joined_seq, left_seq FROM participants WHERE conversation_id = $1 AND "
      "(joined_seq BETWEEN $2 AND $3 OR left_seq BETWEEN $2 AND $3)",
      conversation, first, last);
  for (const auto& row : moves) {
    for (EntryEvent& event : events) {
      if (event.seq == row[1].as<Seq>()) event.joined.push_back(db::id_of<PrincipalId>(row[0]));
      if (!row[2].is_null() && event.seq == row[2].as<Seq>()) event.left.push_back(db::id_of<PrincipalId>(row[0]));
    }
  }
  return events;
}

void replace_body(db::Tx& tx, const ConversationId& conversation, Seq seq, const Json& body, Seq sealed_by) {
  db::exec(
      tx,
      "INSERT INTO sealed_entries (conversation_id, seq, sealed_seq, corp_id, body, sealed_at) "
      "SELECT conversation_id, seq, $3, corp_id, body, $4 FROM entries WHERE conversation_id = $1 AND seq = $2",
      conversation, seq, sealed_by, tx.now());
  db::exec(
      tx, "UPDATE entries SET body = $3::jsonb WHERE conversation_id = $1 AND seq = $2", conversation, seq,
      body.dump());
}

void blank_edits(db::Tx& tx, const ConversationId& conversation, Seq seq, Seq sealed_by) {
  // Each edit has sealed the text before it under its own seq: that finds the edit entries by the key, however long
  // the log has become since. An edit read after the recall says what the message says.
  db::exec(
      tx,
      "WITH old AS (SELECT e.seq, e.corp_id, e.body FROM sealed_entries s JOIN entries e ON e.conversation_id = "
      "s.conversation_id AND e.seq = s.sealed_seq WHERE s.conversation_id = $1 AND s.seq = $2 AND e.kind IN ('edit', "
      "'card_updated')), "
      "kept AS (INSERT INTO sealed_entries (conversation_id, seq, sealed_seq, corp_id, body, sealed_at) "
      "SELECT $1, seq, $3, corp_id, body, $4 FROM old) "
      "UPDATE entries e SET body = jsonb_set(e.body, '{body}', '{\"kind\": \"recalled\"}') FROM old "
      "WHERE e.conversation_id = $1 AND e.seq = old.seq",
      conversation, seq, sealed_by, tx.now());
}

void hide_edit(db::Tx& tx, const ConversationId& conversation, Seq seq, Seq edit_seq) {
  db::exec(
      tx,
      "WITH added AS (INSERT INTO hidden_entries (conversation_id, principal_id, seq, corp_id, message) "
      "SELECT conversation_id, principal_id, $3, corp_id, false FROM hidden_entries WHERE conversation_id = $1 AND seq "
      "= $2 RETURNING principal_id) "
      "UPDATE participants p SET hidden_upto = greatest(p.hidden_upto, $3) FROM added WHERE p.conversation_id = $1 AND "
      "p.principal_id = added.principal_id",
      conversation, seq, edit_seq);
}

bool set_reaction(
    db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& principal, const std::string& emoji,
    bool on) {
  if (on) {
    return db::exec(
               tx,
               "INSERT INTO reactions (conversation_id, seq, principal_id, emoji, corp_id) VALUES ($1, $2, $3, $4, $5) "
               "ON CONFLICT DO NOTHING RETURNING 1",
               conversation, seq, principal, emoji, tx.corp())
               .size() > 0;
  }
  return db::exec(
             tx,
             "DELETE FROM reactions WHERE conversation_id = $1 AND seq = $2 AND principal_id = $3 AND emoji = $4 "
             "RETURNING 1",
             conversation, seq, principal, emoji)
             .size() > 0;
}

std::int64_t count_reactions(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& principal) {
  return db::exec(
             tx, "SELECT count(*) FROM reactions WHERE conversation_id = $1 AND seq = $2 AND principal_id = $3",
             conversation, seq, principal)[0][0]
      .as<std::int64_t>();
}

bool set_pin(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& principal, bool pinned) {
  if (pinned) {
    return db::exec(
               tx,
               "INSERT INTO pins (conversation_id, seq, corp_id, pinned_by, pinned_at) VALUES ($1, $2, $3, $4, $5) ON "
               "CONFLICT DO NOTHING RETURNING 1",
               conversation, seq, tx.corp(), principal, tx.now())
               .size() > 0;
  }
  return db::exec(tx, "DELETE FROM pins WHERE conversation_id = $1 AND seq = $2 RETURNING 1", conversation, seq)
             .size() > 0;
}

std::vector<Seq> list_pins(db::Tx& tx, const ConversationId& conversation) {
  std::vector<Seq> pins;
  for (const auto& row : db::exec(
           tx, "SELECT seq FROM pins WHERE conversation_id = $1 ORDER BY pinned_at DESC, seq DESC LIMIT 100",
           conversation))
    pins.push_back(row[0].as<Seq>());
  return pins;
}

}  // namespace weft::conversations::store
