// SQL of who waits for a chat.
#include "customers/ways/store_chats.hpp"

#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

const std::string kRequest =
    "SELECT r.id, r.contact_id, p.name, r.employee_id, r.way_id, coalesce(w.state, ''), r.message, r.status, "
    "r.created_at, r.decided_at, r.decided_by FROM customer_requests r JOIN principals p ON p.id = r.contact_id LEFT "
    "JOIN contact_ways w ON w.id = r.way_id AND w.corp_id = r.corp_id ";

std::vector<CustomerRequest> requests_in(const db::Rows& rows) {
  std::vector<CustomerRequest> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<CustomerRequestId>(row[0]), db::id_of<ContactId>(row[1]), db::text_of(row[2]),
         db::id_of<PrincipalId>(row[3]), db::id_of<WayId>(row[4]), db::text_of(row[5]), db::text_of(row[6]),
         db::enum_of<RequestStatus>(row[7]), db::time_of(row[8]), db::optional_time(row[9]),
         db::optional_id<PrincipalId>(row[10])});
  return list;
}

std::optional<CustomerRequest> one_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(requests_in(rows).front());
}

std::string word_of(RequestStatus status) {
  return boost::describe::enum_to_string(status, "");
}

}  // namespace

std::string company_name(db::Tx& tx) {
  return db::text_of(db::exec(tx, "SELECT name FROM companies WHERE id = $1", tx.corp()).at(0)[0]);
}

bool insert_request(db::Tx& tx, const CustomerRequest& request) {
  return !db::exec(
              tx,
              "INSERT INTO customer_requests (id, corp_id, way_id, contact_id, employee_id, message, created_at) "
              "VALUES "
              "($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING 1",
              request.id, tx.corp(), request.way, request.contact, request.employee, request.message,
              request.created_at)
              .empty();
}

std::optional<CustomerRequest> find_request(db::Tx& tx, const CustomerRequestId& request) {
  static const std::string sql = kRequest + "WHERE r.id = $1 AND r.corp_id = $2";
  return one_of(db::exec(tx, sql, request, tx.corp()));
}

std::optional<CustomerRequest> lock_request(db::Tx& tx, const CustomerRequestId& request) {
  static const std::string sql = kRequest + "WHERE r.id = $1 AND r.corp_id = $2 FOR UPDATE OF r";
  return one_of(db::exec(tx, sql, request, tx.corp()));
}

bool give_request(db::Tx& tx, const CustomerRequest& request) {
  return db::exec(
             tx,
             "UPDATE customer_requests r SET employee_id = $3, created_at = $4, status = 'waiting', decided_at = NULL, "
             "decided_by = NULL WHERE r.id = $1 AND r.corp_id = $2 AND r.status IN ('waiting', 'ignored') AND NOT "
             "EXISTS "
             "(SELECT 1 FROM customer_requests o WHERE o.corp_id = $2 AND o.contact_id = r.contact_id AND "
             "o.employee_id "
             "= $3 AND o.status IN ('waiting', 'ignored'))",
             request.id, tx.corp(), request.employee, request.created_at)
             .affected_rows() > 0;
}

void settle_request(db::Tx& tx, const CustomerRequest& request) {
  db::exec(
      tx,
      "UPDATE customer_requests SET status = $3, decided_at = $4, decided_by = $5, employee_id = $6 WHERE id = $1 AND "
      "corp_id = $2",
      request.id, tx.corp(), word_of(request.status), request.decided_at, request.decided_by, request.employee);
}

std::int64_t count_waiting(db::Tx& tx, const PrincipalId& employee, std::int64_t most) {
  return db::number_of(db::exec(
      tx,
      "SELECT count(*) FROM (SELECT 1 FROM customer_requests WHERE corp_id = $1 AND employee_id = $2 AND status = "
      "'waiting' LIMIT $3) x",
      tx.corp(), employee, most)[0][0]);
}

std::vector<CustomerRequest> list_requests(
    db::Tx& tx, const PrincipalId& employee, RequestStatus status, const std::optional<CustomerRequestId>& before,
    std::int64_t limit) {
  static const std::string sql =
      kRequest +
      "WHERE r.corp_id = $1 AND r.employee_id = $2 AND r.status = $3 AND r.id < $4 ORDER BY r.id DESC LIMIT $5";
  return requests_in(db::exec(tx, sql, tx.corp(), employee, word_of(status), db::first_before(before), limit));
}

std::optional<CustomerRequest> last_request(db::Tx& tx, const ContactId& contact, const WayId& way) {
  static const std::string sql =
      kRequest + "WHERE r.corp_id = $1 AND r.contact_id = $2 AND r.way_id = $3 ORDER BY r.id DESC LIMIT 1";
  return one_of(db::exec(tx, sql, tx.corp(), contact, way));
}

std::vector<CustomerRequest> requests_of(db::Tx& tx, const ContactId& contact, std::int64_t limit) {
  static const std::string sql = kRequest + "WHERE r.corp_id = $1 AND r.contact_id = $2 ORDER BY r.id DESC LIMIT $3";
  return requests_in(db::exec(tx, sql, tx.corp(), contact, limit));
}

std::int64_t ignore_requests(db::Tx& tx, Time before, int limit) {
  return db::exec(
             tx,
             "UPDATE customer_requests SET status = 'ignored', decided_at = $4 WHERE corp_id = $1 AND id IN (SELECT id "
             "FROM customer_requests WHERE corp_id = $1 AND status = 'waiting' AND created_at < $2 LIMIT $3)",
             tx.corp(), before, limit, tx.now())
      .affected_rows();
}

std::int64_t purge_requests(db::Tx& tx, Time before, int limit) {
  return db::
      exec(tx,
           "DELETE FROM customer_requests WHERE corp_id = $1 AND id IN (SELECT id FROM customer_requests WHERE corp_id "
           "= $1 AND decided_at < $2 LIMIT $3)",
           tx.corp(), before, limit)
          .affected_rows();
}

}  // namespace weft::customers::store
