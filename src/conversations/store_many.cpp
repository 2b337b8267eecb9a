// SQL of what many conversations are told at once: one statement, as the log lanes append.
#include "conversations/store_many.hpp"

#include "conversations/store_columns.hpp"

#include <stdexcept>

namespace weft::conversations::store {
namespace {

/// $1 company, $2 now, $3 conversations, $4 who writes into each, $5 how many messages each gets, $6 client ids and
/// $7 bodies of all, conversation by conversation. Whoever had not read everything keeps its mark. That chats with
/// customers have grown is noted here for all of them, which says `noted_seq`: by the trigger that does it otherwise,
/// each would cost as much as its entry.
const std::string kMany = R"(
WITH heads AS (
  UPDATE conversations c SET head_seq = c.head_seq + $5::integer, message_count = c.message_count + $5::integer,
         last_message_seq = c.head_seq + $5::integer, active_at = $2::timestamptz,
         noted_seq = CASE WHEN c.kind IN ('customer', 'customer_group') THEN c.head_seq + $5::integer ELSE c.noted_seq END
    FROM unnest($3::uuid[], $4::uuid[]) WITH ORDINALITY AS g(id, actor, i)
   WHERE c.id = g.id AND c.corp_id = $1::uuid AND c.dismissed_at IS NULL AND c.kind <> 'inbox'
  RETURNING c.id, c.kind, g.actor, g.i, c.head_seq - $5::integer AS seq, c.message_count - $5::integer AS message_no
), told AS (
  INSERT INTO outbox (corp_id, kind, line, scope, seq, many, at)
  SELECT $1::uuid, 'message.created', h.id, h.kind, h.seq + 1, $5::integer, $2::timestamptz FROM heads h WHERE EXISTS (
    SELECT 1 FROM listeners l WHERE l.corp_id = $1::uuid AND l.events && '{message.created,message.*,*}'::text[])
), behind AS (
  INSERT INTO chats_behind (corp_id, conversation_id)
  SELECT $1::uuid, h.id FROM heads h WHERE h.kind IN ('customer', 'customer_group')
), marks AS (
  UPDATE participants p SET read_seq = h.seq + $5::integer, read_count = h.message_no + $5::integer
    FROM heads h
   WHERE p.conversation_id = h.id AND p.principal_id = h.actor AND p.corp_id = $1::uuid AND p.left_seq IS NULL
     AND p.read_count >= h.message_no
), inserted AS (
  INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, client_id, created_at)
  SELECT h.id, h.seq + (r.n - 1) % $5::integer + 1, $1::uuid, 'message', h.actor, r.body,
         h.message_no + (r.n - 1) % $5::integer + 1, r.client_id, $2::timestamptz
    FROM unnest($6::text[], $7::jsonb[]) WITH ORDINALITY AS r(client_id, body, n)
    JOIN heads h ON h.i = (r.n - 1) / $5::integer + 1
)
SELECT id, seq, message_no FROM heads)";

/// $1 company, $2 now, $3 inboxes, $4 who writes, $5 how many each gets, $6 the kind, $7 bodies.
const std::string kInboxes = R"(
WITH heads AS (
  UPDATE conversations c SET head_seq = c.head_seq + $5::integer, active_at = $2::timestamptz
    FROM unnest($3::uuid[], $4::uuid[]) WITH ORDINALITY AS g(id, actor, i)
   WHERE c.id = g.id AND c.corp_id = $1::uuid AND c.kind = 'inbox'
  RETURNING c.id, g.actor, g.i, c.head_seq - $5::integer AS seq, c.message_count AS message_no
), inserted AS (
  INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, created_at)
  SELECT h.id, h.seq + (r.n - 1) % $5::integer + 1, $1::uuid, $6, h.actor, r.body, h.message_no, $2::timestamptz
    FROM unnest($7::jsonb[]) WITH ORDINALITY AS r(body, n) JOIN heads h ON h.i = (r.n - 1) / $5::integer + 1
)
SELECT id, seq, message_no FROM heads)";

/// Where each log stood; there must be as many as were asked for.
std::map<ConversationId, Place> places_in(const db::Rows& rows, std::size_t wanted) {
  std::map<ConversationId, Place> places;
  for (const auto& row : rows)
    places.emplace(db::id_of<ConversationId>(row[0]), Place{row[1].as<Seq>(), row[2].as<std::int64_t>()});
  if (places.size() != wanted) throw std::logic_error("a log that was locked takes no entries");
  return places;
}

}  // namespace

std::map<ConversationId, Place> append_many(db::Tx& tx, std::span<const Telling> tellings) {
  std::vector<ConversationId> conversations;
  std::vector<PrincipalId> actors;
  std::vector<std::string> client_ids, bodies;
  const std::size_t each = tellings.front().messages.size();
  for (const Telling& telling : tellings) {
    if (telling.messages.size() != each) throw std::logic_error("tellings of different lengths");
    conversations.push_back(telling.conversation);
    actors.push_back(telling.actor);
    for (const ManyMessage& message : telling.messages) {
      client_ids.push_back(message.client_id);
      bodies.push_back(message.body);
    }
  }
  return places_in(
      db::exec(
          tx, kMany, tx.corp(), tx.now(), db::array_literal(conversations), db::array_literal(actors),
          static_cast<std::int64_t>(each), db::array_literal(client_ids), db::array_literal(bodies)),
      tellings.size());
}

std::map<ConversationId, Place> append_to_many(
    db::Tx& tx, const std::string& kind, std::span<const InboxTelling> tellings) {
  std::vector<ConversationId> inboxes;
  std::vector<PrincipalId> actors;
  std::vector<std::string> bodies;
  const std::size_t each = tellings.front().bodies.size();
  for (const InboxTelling& telling : tellings) {
    if (telling.bodies.size() != each) throw std::logic_error("tellings of different lengths");
    inboxes.push_back(telling.inbox);
    actors.push_back(telling.actor);
    bodies.insert(bodies.end(), telling.bodies.begin(), telling.bodies.end());
  }
  return places_in(
      db::exec(
          tx, kInboxes, tx.corp(), tx.now(), db::array_literal(inboxes), db::array_literal(actors),
          static_cast<std::int64_t>(each), kind, db::array_literal(bodies)),
      tellings.size());
}

}  // namespace weft::conversations::store
