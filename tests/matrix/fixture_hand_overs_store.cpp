// Hand-overs of a cell, straight in the database.
#include "matrix/fixture.hpp"

namespace weft::test {

void MatrixWorld::hand_overs(db::Tx& tx, Place& place) {
  place.hand_over = to_string(make_uuid());
  place.past_hand_over = to_string(make_uuid());
  db::exec(
      tx,
      "WITH f AS (INSERT INTO follows (id, corp_id, contact_id, employee_id, conversation_id, status, source, "
      "added_at) "
      "VALUES (gen_random_uuid(), $1, $2, $3, $4, 'handed_over', 'way', now()) RETURNING id)"
      ", b AS (INSERT INTO hand_over_bulks (id, corp_id, kind, from_id, targets, message, begun_by, begun_at) VALUES "
      "($8, $1, 'on_job', $7, '{}', '', $7, now())) "
      "INSERT INTO hand_overs (id, corp_id, kind, follow_id, contact_id, conversation_id, from_id, to_id, status, "
      "message, begun_by, begun_at, effective_at, ended_at, undo_until) "
      "SELECT $5::uuid, $1::uuid, 'on_job', $6::uuid, $2::uuid, $4::uuid, $7::uuid, $3::uuid, 'waiting', '', $7::uuid, "
      "now(), now() + interval '1 day', NULL, NULL UNION ALL "
      "SELECT $8::uuid, $1::uuid, 'on_job', f.id, $2, $4, $3, $7, 'done', '', $7, now(), now(), now(), now() + "
      "interval '1 day' "
      "FROM f",
      company_, place.contact, people_.at("tess"), place.chat, place.hand_over, place.follow, people_.at("pat"),
      place.past_hand_over);
}

}  // namespace weft::test
