// SQL of the end of chats, and of who waits for one.
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

void set_ending(db::Tx& tx, const ConversationId& chat, Time at, const std::optional<KeptGreeting>& closing) {
  db::exec(
      tx,
      "UPDATE customer_chats SET ends_at = $3, closing = $4::jsonb, ended_at = NULL WHERE conversation_id = $1 AND "
      "corp_id = $2",
      chat, tx.corp(), at, closing);
}

void keep_open(db::Tx& tx, const ConversationId& chat) {
  db::exec(
      tx,
      "UPDATE customer_chats SET ends_at = NULL, closing = NULL, ended_at = NULL WHERE conversation_id = $1 AND "
      "corp_id "
      "= $2 AND (ends_at IS NOT NULL OR ended_at IS NOT NULL)",
      chat, tx.corp());
}

std::vector<EndingChat> due_chats(db::Tx& tx, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT conversation_id, closing FROM customer_chats WHERE corp_id = $1 AND ends_at <= $2 ORDER BY ends_at LIMIT "
      "$3",
      tx.corp(), tx.now(), limit);
  std::vector<EndingChat> list;
  for (const auto& row : rows) {
    EndingChat one{db::id_of<ConversationId>(row[0]), {}};
    if (!row[1].is_null()) one.closing = KeptGreeting{db::text_of(row[1])};
    list.push_back(std::move(one));
  }
  return list;
}

std::optional<Time> next_ending(db::Tx& tx) {
  const auto rows = db::exec(
      tx, "SELECT ends_at FROM customer_chats WHERE corp_id = $1 AND ends_at IS NOT NULL ORDER BY ends_at LIMIT 1",
      tx.corp());
  if (rows.empty()) return std::nullopt;
  return db::time_of(rows[0][0]);
}

void mark_ended(db::Tx& tx, const ConversationId& chat) {
  db::exec(
      tx,
      "UPDATE customer_chats SET ends_at = NULL, closing = NULL, ended_at = $3 WHERE conversation_id = $1 AND corp_id "
      "= "
      "$2",
      chat, tx.corp(), tx.now());
}

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

void settle_request(db::Tx& tx, const CustomerRequest& request) {
  db::exec(
      tx, "UPDATE customer_requests SET status = $3, decided_at = $4, decided_by = $5 WHERE id = $1 AND corp_id = $2",
      request.id, tx.corp(), word_of(request.status), request.decided_at, request.decided_by);
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
      "WHERE r.corp_id = $1 AND r.employee_id = $2 AND r.status = $3 AND r.id < coalesce($4::uuid, "
      "'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY r.id DESC LIMIT $5";
  return requests_in(db::exec(tx, sql, tx.corp(), employee, word_of(status), before, limit));
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

std::int64_t purge_requests(db::Tx& tx, Time before, int limit) {
  return db::
      exec(tx,
           "DELETE FROM customer_requests WHERE corp_id = $1 AND id IN (SELECT id FROM customer_requests WHERE corp_id "
           "= $1 AND decided_at < $2 LIMIT $3)",
           tx.corp(), before, limit)
          .affected_rows();
}

}  // namespace weft::customers::store
