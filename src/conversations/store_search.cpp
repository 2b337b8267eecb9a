// SQL of search.
#include "conversations/store_search.hpp"

#include <weft/db/sql.hpp>

namespace weft::conversations::store {
namespace {

const std::string kEntryColumns =
    "e.conversation_id, e.seq, e.kind, e.actor_id, e.created_at, e.body::text, e.message_no, e.client_id";

Found found_of(const db::Row& row) {
  Entry entry;
  entry.seq = row[1].as<Seq>();
  entry.kind = row[2].c_str();
  entry.actor = db::id_of<PrincipalId>(row[3]);
  entry.at = db::time_of(row[4]);
  entry.body = RawJson{row[5].c_str()};
  entry.message_no = row[6].as<std::int64_t>();
  entry.client_id = db::optional_text(row[7]);
  return {db::id_of<ConversationId>(row[0]), std::move(entry)};
}

std::vector<Found> found_of(const db::Rows& rows) {
  std::vector<Found> found;
  for (const auto& row : rows)
    found.push_back(found_of(row));
  return found;
}

template <class Items, class Get>
std::string column(const Items& items, Get get) {
  std::vector<std::decay_t<decltype(get(*items.begin()))>> values;
  for (const auto& item : items)
    values.push_back(get(item));
  return db::array_literal(values);
}

template <class Items>
std::string conversations_of(const Items& items) {
  return column(items, [](const auto& item) { return item.conversation; });
}

template <class Items>
std::string seqs_of(const Items& items) {
  return column(items, [](const auto& item) { return static_cast<std::int64_t>(item.seq); });
}

}  // namespace

std::vector<ConversationId> readable(db::Tx& tx, const PrincipalId& reader) {
  const auto rows = db::exec(
      tx,
      "SELECT conversation_id FROM participants WHERE principal_id = $1 AND left_seq IS NULL UNION ALL "
      "SELECT conversation_id FROM participants WHERE principal_id = $1 AND left_seq IS NOT NULL",
      reader);
  std::vector<ConversationId> ids;
  for (const auto& row : rows)
    ids.push_back(db::id_of<ConversationId>(row[0]));
  return ids;
}

std::vector<Match> find_matches(
    db::Tx& tx, const PrincipalId& reader, const std::string& query, Time from, Time to,
    const std::optional<Match>& after, std::int64_t limit) {
  std::optional<Time> at;
  std::optional<ConversationId> conversation;
  std::optional<Seq> seq;
  if (after) std::tie(at, conversation, seq) = std::tuple(after->at, after->conversation, after->seq);
  const auto rows = db::exec(
      tx,
      "SELECT o_conversation, o_seq, o_at FROM weft_search_find($1, $2::tsquery, $3, $4, $5::timestamptz, $6::uuid, "
      "$7::bigint, $8)",
      reader, query, from, to, at, conversation, seq, limit);
  std::vector<Match> matches;
  for (const auto& row : rows)
    matches.push_back({db::id_of<ConversationId>(row[0]), row[1].as<Seq>(), db::time_of(row[2])});
  return matches;
}

std::vector<Found> found_entries(db::Tx& tx, std::span<const Match> matches) {
  return found_of(db::exec(
      tx,
      "SELECT " + kEntryColumns +
          " FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS m (conversation_id, seq, i) JOIN entries e ON "
          "e.conversation_id = m.conversation_id AND e.seq = m.seq ORDER BY m.i",
      conversations_of(matches), seqs_of(matches)));
}

std::vector<NamedGroup> named_groups(db::Tx& tx, const PrincipalId& reader, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT c.id, c.name FROM participants p JOIN conversations c ON c.id = p.conversation_id WHERE p.principal_id = "
      "$1 AND p.left_seq IS NULL AND c.kind IN ('group', 'customer_group') ORDER BY c.active_at DESC LIMIT $2",
      reader, limit);
  std::vector<NamedGroup> groups;
  for (const auto& row : rows)
    groups.push_back({db::id_of<ConversationId>(row[0]), row[1].c_str()});
  return groups;
}

std::vector<ConversationId> unindexed(db::Tx& tx, const ConversationId& after, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT c.id FROM conversations c LEFT JOIN search_heads h ON h.conversation_id = c.id WHERE c.id > $1 AND "
      "c.kind "
      "<> 'inbox' AND c.head_seq > coalesce(h.seq, 0) ORDER BY c.id LIMIT $2",
      after, limit);
  std::vector<ConversationId> ids;
  for (const auto& row : rows)
    ids.push_back(db::id_of<ConversationId>(row[0]));
  return ids;
}

std::vector<IndexHead> lock_index_heads(db::Tx& tx, std::span<const ConversationId> conversations) {
  const std::string ids = db::array_literal(conversations);
  db::exec(
      tx,
      "INSERT INTO search_heads (conversation_id, corp_id) SELECT c.id, c.corp_id FROM unnest($1::uuid[]) AS d (id) "
      "JOIN conversations c ON c.id = d.id WHERE c.kind <> 'inbox' ORDER BY c.id ON CONFLICT (conversation_id) DO "
      "NOTHING",
      ids);
  const auto rows = db::exec(
      tx,
      "SELECT conversation_id, seq FROM search_heads WHERE conversation_id = ANY ($1::uuid[]) ORDER BY conversation_id "
      "FOR NO KEY UPDATE SKIP LOCKED",
      ids);
  std::vector<IndexHead> heads;
  for (const auto& row : rows)
    heads.push_back({db::id_of<ConversationId>(row[0]), row[1].as<Seq>()});
  return heads;
}

void move_index_heads(db::Tx& tx, std::span<const IndexHead> heads) {
  db::exec(
      tx,
      "UPDATE search_heads h SET seq = n.seq FROM unnest($1::uuid[], $2::bigint[]) AS n (conversation_id, seq) WHERE "
      "h.conversation_id = n.conversation_id",
      conversations_of(heads), seqs_of(heads));
}

std::vector<Found> entries_after(db::Tx& tx, std::span<const IndexHead> heads, std::int64_t each, std::int64_t limit) {
  return found_of(db::exec(
      tx,
      "SELECT " + kEntryColumns +
          " FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS h (conversation_id, seq, i) CROSS JOIN LATERAL "
          "(SELECT * FROM entries n WHERE n.conversation_id = h.conversation_id AND n.seq > h.seq ORDER BY n.seq LIMIT "
          "$3) e ORDER BY h.i, e.seq LIMIT $4",
      conversations_of(heads), seqs_of(heads), each, limit));
}

void write_terms(db::Tx& tx, std::span<const Terms> terms) {
  db::exec(
      tx, "SELECT weft_search_write($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[])",
      conversations_of(terms), seqs_of(terms), column(terms, [](const Terms& t) { return t.actor; }),
      column(terms, [](const Terms& t) { return t.kinds; }),
      column(terms, [](const Terms& t) { return to_rfc3339(t.at); }),
      column(terms, [](const Terms& t) { return t.terms; }));
}

void erase_terms(db::Tx& tx, std::span<const Match> places) {
  db::exec(tx, "SELECT weft_search_erase($1::uuid[], $2::bigint[])", conversations_of(places), seqs_of(places));
}

void forget_terms(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last) {
  db::exec(tx, "SELECT weft_search_forget($1, $2, $3)", conversation, first, last);
}

}  // namespace weft::conversations::store
