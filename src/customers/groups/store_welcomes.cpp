// SQL of greetings, of who is to be greeted, and of who was told that nobody is there.
#include "customers/groups/store_welcomes.hpp"

#include <weft/db/sql.hpp>

namespace weft::customers::group_store {
namespace {

const std::string kWelcome =
    "SELECT id, name, greeting::text, created_by, created_at, changed_at FROM group_welcomes WHERE corp_id = $1 ";

std::vector<Welcome> welcomes_in(const db::Rows& rows) {
  std::vector<Welcome> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<WelcomeId>(row[0]), db::text_of(row[1]), RawJson{db::text_of(row[2])},
         db::id_of<PrincipalId>(row[3]), db::time_of(row[4]), db::time_of(row[5])});
  return list;
}

}  // namespace

void insert_welcome(db::Tx& tx, const Welcome& welcome) {
  db::exec(
      tx,
      "INSERT INTO group_welcomes (id, corp_id, name, greeting, created_by, created_at, changed_at) VALUES ($1, $2, "
      "$3, "
      "$4::jsonb, $5, $6, $6)",
      welcome.id, tx.corp(), welcome.name, welcome.greeting, welcome.created_by, welcome.created_at);
}

void update_welcome(db::Tx& tx, const Welcome& welcome) {
  db::exec(
      tx, "UPDATE group_welcomes SET name = $3, greeting = $4::jsonb, changed_at = $5 WHERE id = $1 AND corp_id = $2",
      welcome.id, tx.corp(), welcome.name, welcome.greeting, tx.now());
}

void delete_welcome(db::Tx& tx, const WelcomeId& id) {
  db::exec(tx, "UPDATE customer_groups SET welcome_id = NULL WHERE corp_id = $2 AND welcome_id = $1", id, tx.corp());
  db::exec(tx, "UPDATE join_ways SET welcome_id = NULL WHERE corp_id = $2 AND welcome_id = $1", id, tx.corp());
  db::exec(tx, "DELETE FROM group_welcomes WHERE id = $1 AND corp_id = $2", id, tx.corp());
}

std::optional<Welcome> find_welcome(db::Tx& tx, const WelcomeId& id) {
  static const std::string sql = kWelcome + "AND id = $2";
  auto list = welcomes_in(db::exec(tx, sql, tx.corp(), id));
  if (list.empty()) return std::nullopt;
  return std::move(list.front());
}

std::vector<Welcome> list_welcomes(db::Tx& tx, std::int64_t limit) {
  static const std::string sql = kWelcome + "ORDER BY id DESC LIMIT $2";
  return welcomes_in(db::exec(tx, sql, tx.corp(), limit));
}

bool greets(db::Tx& tx, const WayId& way) {
  return !db::exec(
              tx,
              "SELECT 1 FROM join_ways WHERE id = $1 AND corp_id = $2 AND welcome_id IS NOT NULL UNION ALL (SELECT 1 "
              "FROM join_way_groups t JOIN customer_groups g ON g.conversation_id = t.conversation_id WHERE t.way_id = "
              "$1 AND t.corp_id = $2 AND g.welcome_id IS NOT NULL LIMIT 1)",
              way, tx.corp())
              .empty();
}

void insert_arrival(
    db::Tx& tx, const WayId& way, const ConversationId& group, const ContactId& contact, const WelcomeId& welcome) {
  db::exec(
      tx,
      "INSERT INTO group_arrivals (conversation_id, contact_id, corp_id, way_id, welcome_id, at) VALUES ($1, $2, $3, "
      "$4, "
      "$5, $6) ON CONFLICT (conversation_id, contact_id) DO UPDATE SET way_id = $4, welcome_id = $5, at = $6",
      group, contact, tx.corp(), way, welcome, tx.now());
}

std::optional<Arrivals> take_arrivals(db::Tx& tx, const WayId& way, std::int64_t limit) {
  const auto first = db::exec(
      tx,
      "SELECT conversation_id, welcome_id FROM group_arrivals WHERE way_id = $1 AND corp_id = $2 ORDER BY at, "
      "contact_id "
      "LIMIT 1",
      way, tx.corp());
  if (first.empty()) return std::nullopt;
  Arrivals taken{db::id_of<ConversationId>(first[0][0]), db::id_of<WelcomeId>(first[0][1]), {}};
  const auto rows = db::exec(
      tx,
      "WITH gone AS (DELETE FROM group_arrivals a USING (SELECT conversation_id, contact_id FROM group_arrivals WHERE "
      "way_id = $1 AND corp_id = $2 AND conversation_id = $3 AND welcome_id = $4 ORDER BY at, contact_id LIMIT $5) n "
      "WHERE a.conversation_id = n.conversation_id AND a.contact_id = n.contact_id RETURNING a.contact_id, a.at) "
      "SELECT "
      "contact_id FROM gone ORDER BY at, contact_id",
      way, tx.corp(), taken.group, taken.welcome, limit);
  for (const auto& row : rows)
    taken.contacts.push_back(db::id_of<ContactId>(row[0]));
  return taken;
}

bool tell_off_hours(db::Tx& tx, const ConversationId& group, const ContactId& customer, Time until) {
  return !db::exec(
              tx,
              "INSERT INTO group_off_hours AS t (conversation_id, contact_id, corp_id, told_until) VALUES ($1, $2, $3, "
              "$4) ON CONFLICT (conversation_id, contact_id) DO UPDATE SET told_until = $4 WHERE t.told_until <= $5 "
              "RETURNING 1",
              group, customer, tx.corp(), until, tx.now())
              .empty();
}

}  // namespace weft::customers::group_store
