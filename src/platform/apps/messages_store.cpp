// SQL of what apps send: the messages and who gets them.
#include "platform/apps/messages_store.hpp"

#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::platform::store {
namespace {

const std::string kMessage =
    "SELECT id, app_id, number, kind, body::text, encode(digest, 'hex'), task_id, state, wanted, sent, dropped, "
    "created_at, finished_at, recalled_at FROM app_messages WHERE corp_id = $1 ";

std::optional<MessageRow> message_in(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  MessageRow message;
  message.id = db::id_of<AppMessageId>(row[0]);
  message.app = db::id_of<PrincipalId>(row[1]);
  message.number = db::number_of(row[2]);
  message.kind = db::enum_of<conversations::MessageKind>(row[3]);
  message.body = {db::text_of(row[4])};
  message.digest = db::text_of(row[5]);
  message.task_id = db::optional_text(row[6]);
  message.state = db::enum_of<AppMessageState>(row[7]);
  message.wanted = db::number_of(row[8]);
  message.sent = db::number_of(row[9]);
  message.dropped = db::number_of(row[10]);
  message.created_at = db::time_of(row[11]);
  message.finished_at = db::optional_time(row[12]);
  message.recalled_at = db::optional_time(row[13]);
  return message;
}

template <class E>
std::string word(E value) {
  return boost::describe::enum_to_string(value, "");
}

std::vector<std::int64_t> numbers_in(const db::Rows& rows) {
  std::vector<std::int64_t> list;
  for (const auto& row : rows)
    list.push_back(db::number_of(row[0]));
  return list;
}

}  // namespace

std::vector<FoundMember> find_members(db::Tx& tx, const PrincipalId& app, const std::vector<std::string>& refs) {
  std::vector<PrincipalId> ids;  // of what is no id, one that nobody has
  for (const std::string& ref : refs)
    ids.push_back(PrincipalId::parse(ref).value_or(PrincipalId{}));
  const auto rows = db::exec(
      tx,
      "SELECT f.id, f.id IS NOT NULL AND weft_app_shows($1, $2, f.id) FROM (SELECT u.n, coalesce(m.principal_id, "
      "i.principal_id) AS id FROM unnest($3::text[], $4::uuid[]) WITH ORDINALITY AS u (key, id, n) LEFT JOIN members m "
      "ON m.corp_id = $1 AND m.userid_key = lower(u.key COLLATE \"C\") LEFT JOIN members i ON i.corp_id = $1 AND "
      "i.principal_id = u.id) f ORDER BY f.n",
      tx.corp(), app, db::array_literal(refs), db::array_literal(ids));
  std::vector<FoundMember> found;
  for (const auto& row : rows)
    found.push_back({db::optional_id<PrincipalId>(row[0]), db::bool_of(row[1])});
  return found;
}

std::vector<std::int64_t> missing_departments(db::Tx& tx, const std::vector<std::int64_t>& numbers) {
  return numbers_in(db::exec(
      tx,
      "SELECT DISTINCT n FROM unnest($2::integer[]) AS n WHERE NOT EXISTS (SELECT 1 FROM departments d WHERE d.corp_id "
      "= $1 AND d.number = n) ORDER BY 1",
      tx.corp(), db::array_literal(numbers)));
}

std::vector<std::int64_t> missing_tags(db::Tx& tx, const std::vector<std::int64_t>& numbers) {
  return numbers_in(db::exec(
      tx,
      "SELECT DISTINCT n FROM unnest($2::integer[]) AS n WHERE NOT EXISTS (SELECT 1 FROM tags t WHERE t.corp_id = $1 "
      "AND t.number = n) ORDER BY 1",
      tx.corp(), db::array_literal(numbers)));
}

bool insert_message(db::Tx& tx, const MessageRow& message) {
  return !db::exec(
              tx,
              "INSERT INTO app_messages (id, corp_id, app_id, kind, body, digest, task_id, state, wanted, created_at, "
              "day) VALUES ($1, $2, $3, $4, $5::jsonb, decode($6, 'hex'), $7, 'sending', 0, $8, $9) ON CONFLICT "
              "(corp_id, "
              "app_id, task_id) WHERE task_id IS NOT NULL DO NOTHING RETURNING 1",
              message.id, tx.corp(), message.app, word(message.kind), message.body, message.digest, message.task_id,
              tx.now(), message.day)
              .empty();
}

std::int64_t add_recipients(
    db::Tx& tx, const AppMessageId& message, const PrincipalId& app, const TargetRows& targets) {
  const auto rows = db::exec(
      tx,
      "WITH wanted AS (SELECT unnest($4::uuid[]) AS id UNION SELECT m.principal_id FROM departments top JOIN "
      "departments d ON d.corp_id = $1 AND d.path >= top.path AND d.path < left(top.path, -1) || '0' JOIN "
      "department_members m ON m.corp_id = $1 AND m.department = d.number WHERE top.corp_id = $1 AND top.number = ANY "
      "($5::integer[]) UNION SELECT weft_tagged($1, $6::integer[])), "
      "added AS (INSERT INTO app_message_recipients (corp_id, message_id, principal_id) SELECT $1, $2, p.id FROM "
      "wanted "
      "w JOIN principals p ON p.id = w.id AND p.corp_id = $1 AND p.kind = 'member' AND p.status IN ('active', "
      "'not_activated') WHERE (SELECT a.everybody FROM apps a WHERE a.corp_id = $1 AND a.id = $3) OR p.id IN (SELECT "
      "weft_app_range($1, $3)) RETURNING 1) SELECT count(*) FROM added",
      tx.corp(), message, app, db::array_literal(targets.members), db::array_literal(targets.departments),
      db::array_literal(targets.tags));
  return db::number_of(rows.at(0)[0]);
}

void set_wanted(db::Tx& tx, const AppMessageId& message, std::int64_t wanted) {
  db::exec(tx, "UPDATE app_messages SET wanted = $3 WHERE corp_id = $1 AND id = $2", tx.corp(), message, wanted);
}

std::optional<MessageRow> find_message(db::Tx& tx, const PrincipalId& app, const AppMessageId& id) {
  static const std::string sql = kMessage + "AND id = $2 AND app_id = $3";
  return message_in(db::exec(tx, sql, tx.corp(), id, app));
}

std::optional<MessageRow> lock_message(db::Tx& tx, const AppMessageId& id) {
  static const std::string sql = kMessage + "AND id = $2 FOR NO KEY UPDATE";
  return message_in(db::exec(tx, sql, tx.corp(), id));
}

std::optional<AppMessageId> alike(db::Tx& tx, const PrincipalId& app, const std::string& digest, Time since) {
  const auto rows = db::exec(
      tx,
      "SELECT id FROM app_messages WHERE corp_id = $1 AND app_id = $2 AND digest = decode($3, 'hex') AND created_at > "
      "$4 AND recalled_at IS NULL ORDER BY created_at DESC LIMIT 1",
      tx.corp(), app, digest, since);
  if (rows.empty()) return std::nullopt;
  return db::id_of<AppMessageId>(rows[0][0]);
}

void set_recalled(db::Tx& tx, const AppMessageId& message) {
  db::exec(tx, "UPDATE app_messages SET recalled_at = $3 WHERE corp_id = $1 AND id = $2", tx.corp(), message, tx.now());
}

std::vector<Place> standing(db::Tx& tx, const AppMessageId& message, std::int64_t limit) {
  std::vector<Place> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT principal_id, conversation_id, seq FROM app_message_recipients WHERE corp_id = $1 AND message_id = "
           "$2 AND outcome = 'sent' AND NOT recalled ORDER BY principal_id LIMIT $3 FOR NO KEY UPDATE",
           tx.corp(), message, limit))
    list.push_back({db::id_of<PrincipalId>(row[0]), db::id_of<ConversationId>(row[1]), row[2].as<Seq>()});
  return list;
}

void mark_recalled(db::Tx& tx, const AppMessageId& message, const std::vector<PrincipalId>& members) {
  db::exec(
      tx,
      "UPDATE app_message_recipients SET recalled = true WHERE corp_id = $1 AND message_id = $2 AND principal_id = ANY "
      "($3::uuid[])",
      tx.corp(), message, db::array_literal(members));
}

Counts count_readers(db::Tx& tx, const AppMessageId& message) {
  Counts counts;
  for (const auto& row : db::exec(
           tx,
           "SELECT CASE WHEN r.recalled THEN 'recalled' ELSE coalesce(r.outcome, 'waiting') END, count(*), count(*) "
           "FILTER (WHERE p.read_seq >= r.seq AND NOT "
           "r.recalled), count(r.acted_at) FROM app_message_recipients r LEFT JOIN participants p ON p.conversation_id "
           "= r.conversation_id AND p.principal_id = r.principal_id WHERE r.corp_id = $1 AND r.message_id = $2 GROUP "
           "BY 1",
           tx.corp(), message)) {
    counts.outcomes[db::text_of(row[0])] = db::number_of(row[1]);
    counts.read += db::number_of(row[2]);
    counts.acted += db::number_of(row[3]);
  }
  return counts;
}

std::vector<RecipientRow> recipients(
    db::Tx& tx, const AppMessageId& message, const std::optional<AppOutcome>& outcome, const PrincipalId& after,
    std::int64_t limit) {
  std::optional<std::string> wanted;
  if (outcome) wanted = word(*outcome);
  std::vector<RecipientRow> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT r.principal_id, m.userid, o.outcome, coalesce(p.read_seq >= r.seq AND NOT r.recalled, false) FROM "
           "app_message_recipients r CROSS JOIN LATERAL (SELECT CASE WHEN r.recalled THEN 'recalled' ELSE r.outcome "
           "END AS outcome) o JOIN members m ON m.corp_id = $1 AND m.principal_id = r.principal_id LEFT JOIN "
           "participants p ON p.conversation_id = r.conversation_id AND p.principal_id = r.principal_id WHERE "
           "r.corp_id "
           "= $1 AND r.message_id = $2 AND ($3::text IS NULL OR o.outcome = $3) AND r.principal_id > $4 ORDER BY "
           "r.principal_id LIMIT $5",
           tx.corp(), message, wanted, after, limit)) {
    RecipientRow one{db::id_of<PrincipalId>(row[0]), db::text_of(row[1]), {}, db::bool_of(row[3])};
    if (!row[2].is_null()) one.outcome = db::enum_of<AppOutcome>(row[2]);
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace weft::platform::store
