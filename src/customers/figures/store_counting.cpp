// SQL: which logs have grown, what is in them, and what was counted.
#include "customers/figures/store.hpp"
#include <weft/db/sql.hpp>

#include <set>

namespace weft::customers::figures::store {
namespace {

constexpr std::int64_t kNotes = 500;

std::vector<ConversationId> ids_of(const std::map<ConversationId, Mark>& marks) {
  std::vector<ConversationId> ids;
  for (const auto& [id, mark] : marks)
    ids.push_back(id);
  return ids;
}

/// The keys and numbers of a map of counts, as array literals.
template <class Map>
struct Columns {
  std::vector<PrincipalId> people;
  std::vector<std::string> days;
  explicit Columns(const Map& counts) : counts_(counts) {
    for (const auto& [key, value] : counts) {
      people.push_back(key.first);
      days.push_back(key.second);
    }
  }
  template <class Member>
  std::string of(Member member) const {
    std::vector<std::int64_t> numbers;
    for (const auto& [key, value] : counts_)
      numbers.push_back(value.*member);
    return db::array_literal(numbers);
  }

 private:
  const Map& counts_;
};

void save_chats(db::Tx& tx, const std::map<PersonDay, ChatCounts>& counts) {
  if (counts.empty()) return;
  const Columns columns(counts);
  db::exec(
      tx,
      "INSERT INTO chat_days AS d (corp_id, employee_id, day, chats, messages, asked, replied, waited_ms) SELECT $1, "
      "n.* "
      "FROM unnest($2::uuid[], $3::date[], $4::integer[], $5::integer[], $6::integer[], $7::integer[], $8::bigint[]) "
      "AS "
      "n ON CONFLICT (corp_id, employee_id, day) DO UPDATE SET chats = d.chats + excluded.chats, messages = d.messages "
      "+ "
      "excluded.messages, asked = d.asked + excluded.asked, replied = d.replied + excluded.replied, waited_ms = "
      "d.waited_ms + excluded.waited_ms",
      tx.corp(), db::array_literal(columns.people), db::array_literal(columns.days), columns.of(&ChatCounts::chats),
      columns.of(&ChatCounts::messages), columns.of(&ChatCounts::asked), columns.of(&ChatCounts::replied),
      columns.of(&ChatCounts::waited_ms));
}

void save_groups(db::Tx& tx, const std::map<PersonDay, GroupCounts>& counts) {
  if (counts.empty()) return;
  const Columns columns(counts);
  db::exec(
      tx,
      "INSERT INTO customer_group_days AS d (corp_id, owner_id, day, groups, active, joins, leaves, messages) SELECT "
      "$1, "
      "n.* FROM unnest($2::uuid[], $3::date[], $4::integer[], $5::integer[], $6::integer[], $7::integer[], "
      "$8::integer[]) AS n ON CONFLICT (corp_id, owner_id, day) DO UPDATE SET groups = d.groups + excluded.groups, "
      "active "
      "= d.active + excluded.active, joins = d.joins + excluded.joins, leaves = d.leaves + excluded.leaves, messages = "
      "d.messages + excluded.messages",
      tx.corp(), db::array_literal(columns.people), db::array_literal(columns.days), columns.of(&GroupCounts::groups),
      columns.of(&GroupCounts::active), columns.of(&GroupCounts::joins), columns.of(&GroupCounts::leaves),
      columns.of(&GroupCounts::messages));
}

/// The events of days in timelines: written with the first message, brought up to date with those that follow.
void save_told(db::Tx& tx, const std::map<EventId, ToldDay>& told) {
  for (const auto& [id, day] : told)
    db::exec(
        tx,
        "INSERT INTO contact_events (id, corp_id, contact_id, kind, at, employee_id, conversation_id, detail) VALUES "
        "($1, $2, $3, 'messages', $4, $5, $6, $7::jsonb) ON CONFLICT (id) DO UPDATE SET detail = excluded.detail",
        id, tx.corp(), day.contact, day.at, day.employee, day.conversation,
        Json{{"day", day.day}, {"received", day.received}, {"sent", day.sent}}.dump());
}

}  // namespace

Behind behind(db::Tx& tx) {
  Behind found;
  std::set<ConversationId> once;
  for (const auto& row : db::exec(
           tx, "SELECT id, conversation_id FROM chats_behind WHERE corp_id = $1 ORDER BY id LIMIT $2", tx.corp(),
           kNotes)) {
    found.notes.push_back(db::number_of(row[0]));
    found.of.push_back(db::id_of<ConversationId>(row[1]));
    once.insert(found.of.back());
  }
  found.conversations.assign(once.begin(), once.end());
  found.more = std::ssize(found.notes) == kNotes;
  return found;
}

bool any_behind(db::Tx& tx) {
  return !db::exec(tx, "SELECT 1 FROM chats_behind WHERE corp_id = $1 LIMIT 1", tx.corp()).empty();
}

std::map<ConversationId, Mark> lock_marks(db::Tx& tx, const std::vector<ConversationId>& conversations) {
  const std::string ids = db::array_literal(conversations);
  db::exec(
      tx,
      "INSERT INTO chat_marks (corp_id, conversation_id) SELECT $1, c FROM unnest($2::uuid[]) AS c ON CONFLICT DO "
      "NOTHING",
      tx.corp(), ids);
  const auto rows = db::exec(
      tx,
      "SELECT m.conversation_id, m.seq, m.state, c.kind = 'customer_group', c.customer_id, array_to_json(ARRAY(SELECT "
      "c.customer_id UNION SELECT unnest(ARRAY[g.contact_id, g.other_id]) FROM contact_merges g WHERE g.corp_id = $1 "
      "AND g.contact_id = c.customer_id UNION SELECT unnest(ARRAY[g.contact_id, g.other_id]) FROM contact_merges g "
      "WHERE g.corp_id = $1 AND g.other_id = c.customer_id)), c.owner_id FROM chat_marks m "
      "JOIN conversations c ON c.id = m.conversation_id AND c.corp_id = $1 WHERE m.corp_id = $1 AND m.conversation_id "
      "= "
      "ANY ($2::uuid[]) ORDER BY m.conversation_id FOR UPDATE OF m",
      tx.corp(), ids);
  std::map<ConversationId, Mark> marks;
  for (const auto& row : rows) {
    Mark mark;
    mark.conversation = db::id_of<ConversationId>(row[0]);
    mark.seq = db::number_of(row[1]);
    const std::string state = db::text_of(row[2]);
    if (state != "{}") mark.state = read_json<ChatState>(parse_json(state));
    mark.group = db::bool_of(row[3]);
    mark.customer = db::optional_id<PrincipalId>(row[4]);
    for (const Json& one : Json::parse(row[5].c_str()))
      if (one.is_string()) mark.customers.push_back(PrincipalId::parse(one.get<std::string>()).value());
    mark.owner = db::optional_id<PrincipalId>(row[6]);
    marks.emplace(mark.conversation, std::move(mark));
  }
  return marks;
}

std::map<ConversationId, std::vector<LogEntry>> entries_after(db::Tx& tx, const std::map<ConversationId, Mark>& marks) {
  std::vector<std::int64_t> seqs;
  for (const auto& [id, mark] : marks)
    seqs.push_back(mark.seq);
  const auto rows = db::exec(
      tx,
      "SELECT e.conversation_id, e.seq, e.kind, e.actor_id, e.created_at, (e.created_at AT TIME ZONE "
      "weft_zone($1))::date, CASE WHEN e.kind = 'message' THEN '{}' ELSE e.body END FROM unnest($2::uuid[], "
      "$3::bigint[]) "
      "AS m (id, seq), LATERAL (SELECT * FROM entries x WHERE x.corp_id = $1 AND x.conversation_id = m.id AND x.seq > "
      "m.seq ORDER BY x.seq LIMIT $4) e ORDER BY e.conversation_id, e.seq",
      tx.corp(), db::array_literal(ids_of(marks)), db::array_literal(seqs), kEntriesOfOne);
  std::map<ConversationId, std::vector<LogEntry>> logs;
  for (const auto& row : rows)
    logs[db::id_of<ConversationId>(row[0])].push_back(
        {db::number_of(row[1]), db::text_of(row[2]), db::id_of<PrincipalId>(row[3]), db::time_of(row[4]),
         db::text_of(row[5]), RawJson{db::text_of(row[6])}});
  return logs;
}

void save(db::Tx& tx, const std::map<ConversationId, Mark>& marks, const Counts& counts) {
  std::vector<std::int64_t> seqs;
  std::vector<std::string> states;
  for (const auto& [id, mark] : marks) {
    seqs.push_back(mark.seq);
    states.push_back(to_json_text(mark.state));
  }
  db::exec(
      tx,
      "UPDATE chat_marks m SET seq = n.seq, state = n.state::jsonb FROM unnest($2::uuid[], $3::bigint[], $4::text[]) "
      "AS "
      "n (id, seq, state) WHERE m.corp_id = $1 AND m.conversation_id = n.id AND m.seq < n.seq",
      tx.corp(), db::array_literal(ids_of(marks)), db::array_literal(seqs), db::array_literal(states));
  save_chats(tx, counts.chats);
  save_groups(tx, counts.groups);
  save_told(tx, counts.told);
}

bool forget(db::Tx& tx, const Behind& behind, const std::map<ConversationId, Mark>& marks) {
  std::vector<std::int64_t> done;
  for (std::size_t i = 0; i < behind.notes.size(); ++i) {
    const auto mark = marks.find(behind.of[i]);
    if (mark == marks.end() || !mark->second.more) done.push_back(behind.notes[i]);
  }
  db::exec(
      tx, "DELETE FROM chats_behind WHERE corp_id = $1 AND id = ANY ($2::bigint[])", tx.corp(),
      db::array_literal(done));
  return behind.more || done.size() < behind.notes.size();
}

std::int64_t purge(db::Tx& tx, Day day, std::int64_t limit) {
  const std::string before = to_text(day);
  std::int64_t rows = 0;
  rows += db::exec(
              tx,
              "DELETE FROM contact_days WHERE corp_id = $1 AND (employee_id, day) IN (SELECT employee_id, day FROM "
              "contact_days WHERE corp_id = $1 AND day < $2::date LIMIT $3)",
              tx.corp(), before, limit)
              .affected_rows();
  rows +=
      db::exec(
          tx,
          "DELETE FROM chat_days WHERE corp_id = $1 AND (employee_id, day) IN (SELECT employee_id, day FROM chat_days "
          "WHERE corp_id = $1 AND day < $2::date LIMIT $3)",
          tx.corp(), before, limit)
          .affected_rows();
  rows += db::exec(
              tx,
              "DELETE FROM customer_group_days WHERE corp_id = $1 AND (owner_id, day) IN (SELECT owner_id, day FROM "
              "customer_group_days WHERE corp_id = $1 AND day < $2::date LIMIT $3)",
              tx.corp(), before, limit)
              .affected_rows();
  return rows;
}

std::string day_at(db::Tx& tx, Time time) {
  const auto rows = db::exec(tx, "SELECT ($2::timestamptz AT TIME ZONE weft_zone($1))::date", tx.corp(), time);
  return db::text_of(rows[0][0]);
}

Time beginning_of(db::Tx& tx, const std::string& day) {
  const auto rows = db::exec(tx, "SELECT $2::date::timestamp AT TIME ZONE weft_zone($1)", tx.corp(), day);
  return db::time_of(rows[0][0]);
}

bool is_zone(db::Tx& tx, const std::string& zone) {
  return !db::exec(tx, "SELECT 1 FROM pg_timezone_names WHERE name = $1", zone).empty();
}

}  // namespace weft::customers::figures::store
