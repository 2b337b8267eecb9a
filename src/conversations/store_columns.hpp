// Column readers that the store files of this room share.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/db/sql.hpp>

#include <boost/describe.hpp>

namespace weft::conversations::store {

template <class E>
std::string enum_text(E value) {
  return boost::describe::enum_to_string(value, "");
}

/// Messages that `p`, a participant, has not read of `c`, its conversation: neither those that retention took nor those
/// it has hidden itself, which are looked for only where some lie past its mark.
inline const std::string kUnread =
    "greatest(c.message_count - greatest(p.read_count, coalesce(c.gone_messages, 0)) - CASE WHEN p.hidden_upto > "
    "p.read_seq THEN (SELECT count(*) FROM hidden_entries h WHERE h.conversation_id = p.conversation_id AND "
    "h.principal_id = p.principal_id AND h.seq > p.read_seq AND h.message) ELSE 0 END, 0)";

/// Whether `p` has hidden the entry `e`; of nearly everybody one null says that it has not.
inline const std::string kHidden =
    "CASE WHEN e.seq <= p.hidden_upto THEN EXISTS (SELECT 1 FROM hidden_entries h WHERE h.conversation_id = "
    "p.conversation_id AND h.principal_id = p.principal_id AND h.seq = e.seq) ELSE false END";

/// Whether `p` may see the entry `e`: it lies in one of its spans.
inline const std::string kInSpan =
    "((e.seq >= p.joined_seq AND (p.left_seq IS NULL OR e.seq <= p.left_seq)) OR p.past @> e.seq)";

inline std::optional<Seq> optional_seq(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return field.as<Seq>();
}

inline const std::string kEntryColumns =
    "e.seq, e.kind, e.actor_id, e.created_at, e.body::text, e.message_no, e.client_id";

inline Entry entry_of(const db::Row& row, int from = 0) {
  Entry entry;
  entry.seq = row[from].as<Seq>();
  entry.kind = row[from + 1].c_str();
  entry.actor = db::id_of<PrincipalId>(row[from + 2]);
  entry.at = db::time_of(row[from + 3]);
  entry.body = RawJson{row[from + 4].c_str()};
  entry.message_no = row[from + 5].as<std::int64_t>();
  entry.client_id = db::optional_text(row[from + 6]);
  return entry;
}

}  // namespace weft::conversations::store
