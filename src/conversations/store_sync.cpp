// SQL of lists and of hello.
#include "conversations/store_sync.hpp"

#include "conversations/store_columns.hpp"

namespace weft::conversations::store {
namespace {

/// Who has left sees the conversation as it was with the last entry it may see, `l`.
const std::string kViews =
    "SELECT c.id, c.kind, CASE WHEN p.left_seq IS NULL THEN c.name ELSE p.left_name END, "
    "CASE WHEN p.left_seq IS NULL THEN c.owner_id ELSE p.left_owner END, c.direct_key, "
    "CASE WHEN p.left_seq IS NULL THEN c.member_count ELSE p.left_member_count END, coalesce(p.left_seq, c.head_seq), "
    "coalesce(l.message_no, p.left_message_no, c.message_count), CASE WHEN p.left_seq IS NULL THEN c.dismissed_at IS "
    "NOT "
    "NULL ELSE coalesce(l.kind = 'dismissed', p.left_dismissed) END, coalesce(l.created_at, p.left_at, c.active_at), "
    "p.role, p.joined_seq, p.left_seq, p.read_seq, " +
    kUnread +
    ", p.pinned, p.notify, "
    "e.seq, e.actor_id, e.created_at, e.body->>'kind', "
    "left(coalesce(e.body->>'text', e.body->>'markdown', e.body->>'title', e.body->>'name', e.body#>>'{message,text}', "
    "e.body#>>'{articles,0,title}', "
    "''), 100), p.muted_until, c.mute_all_until, coalesce(c.first_seq, 1), c.customer_id "
    "FROM participants p JOIN conversations c ON c.id = p.conversation_id "
    "LEFT JOIN entries l ON l.conversation_id = c.id AND l.seq = p.left_seq "
    "LEFT JOIN entries e ON e.conversation_id = c.id AND e.seq >= p.joined_seq AND "
    "e.seq = CASE WHEN p.left_seq IS NULL THEN c.last_message_seq ELSE p.left_message_seq END AND NOT " +
    kHidden +
    " "
    "WHERE p.principal_id = $1 AND p.conversation_id = ANY ($2::uuid[])";

/// The other half of 'smaller:larger'.
std::optional<PrincipalId> peer_of(const pqxx::field& direct_key, const PrincipalId& self) {
  const std::string key = db::text_of(direct_key);
  const auto colon = key.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto first = PrincipalId::parse(key.substr(0, colon));
  return first == self ? PrincipalId::parse(key.substr(colon + 1)) : first;
}

std::optional<LastMessage> last_of(const db::Row& row) {
  if (row[17].is_null()) return std::nullopt;
  return LastMessage{
      row[17].as<Seq>(), db::id_of<PrincipalId>(row[18]), db::time_of(row[19]), db::text_of(row[20]),
      db::text_of(row[21])};
}

View view_of(const db::Row& row, const PrincipalId& self) {
  View view;
  Conversation& c = view.conversation;
  c.id = db::id_of<ConversationId>(row[0]);
  c.kind = db::enum_of<Kind>(row[1]);
  c.name = row[2].c_str();
  c.owner = db::optional_id<PrincipalId>(row[3]);
  view.customer = db::optional_id<PrincipalId>(row[25]);
  if (c.kind == Kind::customer) {
    view.peer = view.customer == self ? c.owner : view.customer;
  } else {
    view.peer = peer_of(row[4], self);
  }
  c.member_count = row[5].as<std::int64_t>();
  c.head_seq = row[6].as<Seq>();
  c.message_count = row[7].as<std::int64_t>();
  c.dismissed = row[8].as<bool>();
  c.active_at = db::time_of(row[9]);
  c.role = db::enum_of<Standing>(row[10]);
  c.joined_seq = row[11].as<Seq>();
  c.left_seq = optional_seq(row[12]);
  c.read_seq = row[13].as<Seq>();
  c.unread = c.left_seq ? 0 : row[14].as<std::int64_t>();
  c.pinned = row[15].as<bool>();
  c.notify = db::enum_of<Notify>(row[16]);
  c.last = last_of(row);
  c.first_seq = row[24].as<Seq>();
  if (c.left_seq) return view;
  c.muted_until = db::optional_time(row[22]);
  c.mute_all_until = db::optional_time(row[23]);
  return view;
}

}  // namespace

std::vector<VisibleHead> visible_heads(
    db::Tx& tx, const PrincipalId& principal, std::span<const ConversationId> named) {
  const std::string active =
      "SELECT c.id, c.head_seq, c.active_at, greatest(p.joined_seq, c.first_seq), false, NOT isempty(p.past), "
      "coalesce(p.hidden_upto, 0) FROM participants p JOIN conversations c ON c.id = p.conversation_id WHERE "
      "p.principal_id = $1 AND p.left_seq IS NULL";
  const std::string ended =
      "SELECT p.conversation_id, p.left_seq, coalesce(l.created_at, p.left_at), greatest(p.joined_seq, c.first_seq), "
      "true, NOT isempty(p.past), coalesce(p.hidden_upto, 0) FROM participants p "
      "JOIN conversations c ON c.id = p.conversation_id "
      "LEFT JOIN entries l ON l.conversation_id = p.conversation_id AND l.seq = p.left_seq "
      "WHERE p.principal_id = $1 AND p.conversation_id = ANY ($2::uuid[]) AND p.left_seq IS NOT NULL";
  const std::string order = " ORDER BY 3 DESC, 1 DESC";
  const db::Rows rows = named.empty()
                            ? db::exec(tx, active + order, principal)
                            : db::exec(tx, active + " UNION ALL " + ended + order, principal, db::array_literal(named));
  std::vector<VisibleHead> heads;
  heads.reserve(static_cast<std::size_t>(rows.size()));
  for (const auto& row : rows) {
    heads.push_back(
        {db::id_of<ConversationId>(row[0]), row[1].as<Seq>(), db::time_of(row[2]), row[3].as<Seq>(), row[4].as<bool>(),
         row[5].as<bool>(), row[6].as<Seq>()});
  }
  return heads;
}

std::vector<View> views(db::Tx& tx, const PrincipalId& principal, std::span<const ConversationId> conversations) {
  std::vector<View> views;
  for (const auto& row : db::exec(tx, kViews, principal, db::array_literal(conversations)))
    views.push_back(view_of(row, principal));
  return views;
}

std::vector<Place> places(
    db::Tx& tx, const PrincipalId& principal, const std::optional<Place>& after, std::int64_t limit) {
  const std::string from =
      "SELECT c.active_at, c.id FROM participants p JOIN conversations c ON c.id = p.conversation_id WHERE "
      "p.principal_id = $1 AND p.left_seq IS NULL ";
  db::Rows rows;
  if (after) {
    rows = db::exec(
        tx, from + "AND (c.active_at, c.id) < ($2::timestamptz, $3::uuid) ORDER BY 1 DESC, 2 DESC LIMIT $4", principal,
        after->active_at, after->conversation, limit);
  } else {
    rows = db::exec(tx, from + "ORDER BY 1 DESC, 2 DESC LIMIT $2", principal, limit);
  }
  std::vector<Place> page;
  for (const auto& row : rows)
    page.push_back({db::time_of(row[0]), db::id_of<ConversationId>(row[1])});
  return page;
}

std::map<ConversationId, std::vector<std::string>> missed_events(db::Tx& tx, std::span<const Range> ranges) {
  std::map<ConversationId, std::vector<std::string>> events;
  if (ranges.empty()) return events;
  std::vector<ConversationId> ids;
  std::vector<std::int64_t> after, upto;
  for (const Range& range : ranges) {
    ids.push_back(range.conversation);
    after.push_back(range.after);
    upto.push_back(range.upto);
  }
  const auto rows = db::exec(
      tx,
      "SELECT r.id, e.seq, e.kind, e.actor_id, e.created_at, e.body::text, e.message_no, e.client_id "
      "FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS r (id, after, upto) CROSS JOIN LATERAL "
      "(SELECT * FROM entries WHERE conversation_id = r.id AND seq > r.after AND seq <= r.upto) e ORDER BY r.id, e.seq",
      db::array_literal(ids), db::array_literal(after), db::array_literal(upto));
  for (const auto& row : rows) {
    const auto conversation = db::id_of<ConversationId>(row[0]);
    const Entry entry{row[1].as<Seq>(),         row[2].c_str(),          db::id_of<PrincipalId>(row[3]),
                      db::time_of(row[4]),      RawJson{row[5].c_str()}, row[6].as<std::int64_t>(),
                      db::optional_text(row[7])};
    events[conversation].push_back(entry_event_json(conversation, entry));
  }
  return events;
}

std::map<PrincipalId, Time> last_seen(db::Tx& tx, std::span<const PrincipalId> principals) {
  const auto rows = db::exec(
      tx,
      "SELECT principal_id, max(last_seen_at) FROM sessions WHERE corp_id = $2 AND principal_id = ANY ($1::uuid[]) "
      "GROUP BY 1",
      db::array_literal(principals), tx.corp());
  std::map<PrincipalId, Time> seen;
  for (const auto& row : rows)
    seen.emplace(db::id_of<PrincipalId>(row[0]), db::time_of(row[1]));
  return seen;
}

EpochId epoch(db::Tx& tx) {
  return db::id_of<EpochId>(db::exec(tx, "SELECT epoch FROM server_state").at(0)[0]);
}

}  // namespace weft::conversations::store
