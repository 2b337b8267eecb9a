// SQL of the ranges of apps, and of their chats.
#include "platform/apps/store.hpp"
#include <weft/db/sql.hpp>

namespace weft::platform::store {
namespace {

std::vector<std::int64_t> numbers_in(const db::Rows& rows) {
  std::vector<std::int64_t> list;
  for (const auto& row : rows)
    list.push_back(db::number_of(row[0]));
  return list;
}

std::vector<std::int64_t> copy(std::span<const std::int64_t> numbers) {
  return {numbers.begin(), numbers.end()};
}

std::optional<std::int64_t> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return db::number_of(rows[0][0]);
}

}  // namespace

RangeRow range_of(db::Tx& tx, const PrincipalId& app) {
  RangeRow range;
  for (const auto& row : db::exec(
           tx, "SELECT principal_id FROM app_range_members WHERE corp_id = $1 AND app_id = $2 ORDER BY 1", tx.corp(),
           app))
    range.members.push_back(db::id_of<PrincipalId>(row[0]));
  range.departments = numbers_in(db::exec(
      tx, "SELECT department FROM app_range_departments WHERE corp_id = $1 AND app_id = $2 ORDER BY 1", tx.corp(),
      app));
  range.tags = numbers_in(
      db::exec(tx, "SELECT tag FROM app_range_tags WHERE corp_id = $1 AND app_id = $2 ORDER BY 1", tx.corp(), app));
  return range;
}

void save_range(db::Tx& tx, const PrincipalId& app, const RangeRow& range) {
  db::exec(tx, "DELETE FROM app_range_members WHERE corp_id = $1 AND app_id = $2", tx.corp(), app);
  db::exec(tx, "DELETE FROM app_range_departments WHERE corp_id = $1 AND app_id = $2", tx.corp(), app);
  db::exec(tx, "DELETE FROM app_range_tags WHERE corp_id = $1 AND app_id = $2", tx.corp(), app);
  db::exec(
      tx,
      "INSERT INTO app_range_members (corp_id, app_id, principal_id) SELECT DISTINCT $1::uuid, $2::uuid, m FROM "
      "unnest($3::uuid[]) AS m",
      tx.corp(), app, db::array_literal(range.members));
  db::exec(
      tx,
      "INSERT INTO app_range_departments (corp_id, app_id, department) SELECT DISTINCT $1::uuid, $2::uuid, d FROM "
      "unnest($3::integer[]) AS d",
      tx.corp(), app, db::array_literal(range.departments));
  db::exec(
      tx,
      "INSERT INTO app_range_tags (corp_id, app_id, tag) SELECT DISTINCT $1::uuid, $2::uuid, t FROM "
      "unnest($3::integer[]) AS t",
      tx.corp(), app, db::array_literal(range.tags));
}

std::optional<std::int64_t> missing_department(db::Tx& tx, std::span<const std::int64_t> numbers) {
  return first_of(db::exec(
      tx,
      "SELECT n FROM unnest($2::integer[]) AS n WHERE NOT EXISTS (SELECT 1 FROM departments d WHERE d.corp_id = $1 AND "
      "d.number = n) LIMIT 1",
      tx.corp(), db::array_literal(copy(numbers))));
}

std::optional<std::int64_t> missing_tag(db::Tx& tx, std::span<const std::int64_t> numbers) {
  return first_of(db::exec(
      tx,
      "SELECT n FROM unnest($2::integer[]) AS n WHERE NOT EXISTS (SELECT 1 FROM tags t WHERE t.corp_id = $1 AND "
      "t.number = n) LIMIT 1",
      tx.corp(), db::array_literal(copy(numbers))));
}

bool shows(db::Tx& tx, const PrincipalId& app, const PrincipalId& member) {
  return db::bool_of(db::exec(tx, "SELECT weft_app_shows($1, $2, $3)", tx.corp(), app, member).at(0)[0]);
}

std::optional<ConversationId> chat_of(db::Tx& tx, const PrincipalId& app, const PrincipalId& member) {
  const auto rows = db::exec(
      tx,
      "SELECT conversation_id FROM app_chats WHERE corp_id = $1 AND app_id = $2 AND principal_id = $3 AND "
      "conversation_id IS NOT NULL",
      tx.corp(), app, member);
  if (rows.empty()) return std::nullopt;
  return db::id_of<ConversationId>(rows[0][0]);
}

void keep_chat(db::Tx& tx, const PrincipalId& app, const PrincipalId& member, const ConversationId& conversation) {
  db::exec(
      tx,
      "INSERT INTO app_chats (corp_id, app_id, principal_id, conversation_id) VALUES ($1, $2, $3, $4) ON CONFLICT "
      "(corp_id, app_id, principal_id) DO UPDATE SET conversation_id = $4",
      tx.corp(), app, member, conversation);
}

}  // namespace weft::platform::store
