// Broadcasts of a cell, straight in the database.
#include "matrix/fixture.hpp"

namespace weft::test {

void MatrixWorld::stop_broadcasts() {
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    db::exec(tx, "UPDATE broadcasts SET status = 'stopped' WHERE corp_id = $1 AND status <> 'stopped'", company_);
  });
}

void MatrixWorld::broadcasts(db::Tx& tx, Place& place) {
  const auto make = [&](const char* kind, const char* status, const char* state) {
    const std::string id = to_string(make_uuid());
    db::exec(
        tx,
        "WITH b AS (INSERT INTO broadcasts (id, corp_id, kind, target, title, content, audience, rules, status, "
        "resumes_as, allow_select, created_by, created_at, prepared_at, expires_at) VALUES ($1, $2, $3::text, "
        "'customers', "
        "'Matrix', "
        "'{\"text\": \"Hello\", \"attachments\": null}', '{\"customers\": null, \"groups\": null, "
        "\"employees\": null}', '{\"customers\": \"unlimited\", \"groups\": \"unlimited\", \"own\": true, "
        "\"direct\": false, \"hours\": null, \"days\": 3}', $4::text, CASE WHEN $4::text = 'paused' THEN 'sending' "
        "END, true, "
        "$5, now(), now(), now() + interval '3 days') RETURNING id), t AS (INSERT INTO broadcast_tasks (corp_id, "
        "broadcast_id, sender_id, status, total) SELECT $2, id, $5, CASE WHEN $3::text = 'company' THEN 'waiting' ELSE "
        "'confirmed' END, 1 FROM b WHERE $4::text <> 'draft') INSERT INTO broadcast_recipients (corp_id, broadcast_id, "
        "number, recipient_id, sender_id, conversation_id, chatted_at, lane, state, own, due_at) SELECT $2, id, 1, $6, "
        "$5, $7, now(), 0, $8, $3::text = 'own', now() + interval '1 day' FROM b",
        id, company_, kind, status, people_.at("pat"), place.contact, place.chat, state);
    db::exec(tx, "UPDATE broadcasts SET next_number = 2 WHERE id = $1", id);
    return id;
  };
  place.draft = make("own", "draft", "waiting");
  place.broadcast = make("own", "sending", "waiting");
  place.paused = make("own", "paused", "waiting");
  place.asked = make("company", "waiting", "held");
}

}  // namespace weft::test
