// The endpoint of the matrix: one in all of the company, and a delivery that it did not take.
#include "matrix/fixture.hpp"

namespace weft::test {

void MatrixWorld::webhook(Place& place) {
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    db::exec(tx, "DELETE FROM webhooks WHERE corp_id = $1", company_);
    const auto rows = db::exec(
        tx,
        "INSERT INTO webhooks (id, corp_id, url, events, secret, created_by, created_at, changed_at) VALUES "
        "(gen_random_uuid(), $1, 'https://hooks.example/', '{job.never}', 'secret', $2, now(), now()) RETURNING id",
        company_, people_.at("pat"));
    place.webhook = db::text_of(rows[0][0]);
    const auto told = db::exec(
        tx,
        "INSERT INTO deliveries (corp_id, kind, target_id, event, status, due_at, created_at, finished_at) VALUES ($1, "
        "'matrix', $2, '{}', 'failed', now(), now(), now()) RETURNING id",
        company_, place.webhook);
    place.webhook_delivery = db::text_of(told[0][0]);
  });
}

}  // namespace weft::test
