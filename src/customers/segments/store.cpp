// SQL of saved filters.
#include "customers/segments/segments.hpp"
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

Segment segment_in(const db::Row& row) {
  return {
      db::id_of<SegmentId>(row[0]),
      db::id_of<PrincipalId>(row[1]),
      db::bool_of(row[2]),
      db::text_of(row[3]),
      read_json<Filter>(Json::parse(row[4].c_str()), "filter"),
      db::time_of(row[5])};
}

}  // namespace

void insert_segment(db::Tx& tx, const Segment& segment) {
  db::exec(
      tx,
      "INSERT INTO contact_segments (id, corp_id, owner_id, shared, name, filter, created_at) VALUES ($1, $2, $3, $4, "
      "$5, $6::jsonb, $7)",
      segment.id, tx.corp(), segment.owner, segment.shared, segment.name, to_json_text(segment.filter),
      segment.created_at);
}

std::optional<Segment> segment(db::Tx& tx, const SegmentId& id) {
  const auto rows = db::exec(
      tx, "SELECT id, owner_id, shared, name, filter, created_at FROM contact_segments WHERE id = $1 AND corp_id = $2",
      id, tx.corp());
  if (rows.empty()) return std::nullopt;
  return segment_in(rows[0]);
}

std::vector<Segment> segments(db::Tx& tx, const PrincipalId& person, const SegmentId& before, std::int64_t limit) {
  std::vector<Segment> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT id, owner_id, shared, name, filter, created_at FROM contact_segments WHERE corp_id = $1 AND id < $3 "
           "AND (owner_id = $2 OR shared) ORDER BY id DESC LIMIT $4",
           tx.corp(), person, db::first_before(before), limit))
    list.push_back(segment_in(row));
  return list;
}

std::int64_t count_segments(db::Tx& tx, const PrincipalId& person, bool shared) {
  return db::number_of(
      db::exec(
          tx,
          "SELECT CASE WHEN $3 THEN (SELECT count(*) FROM contact_segments WHERE corp_id = $1 AND "
          "shared) ELSE (SELECT count(*) FROM contact_segments WHERE corp_id = $1 AND owner_id = $2 AND "
          "NOT shared) END",
          tx.corp(), person, shared)
          .at(0)[0]);
}

void delete_segment(db::Tx& tx, const SegmentId& id) {
  db::exec(tx, "DELETE FROM contact_segments WHERE id = $1 AND corp_id = $2", id, tx.corp());
}

}  // namespace weft::customers::store
