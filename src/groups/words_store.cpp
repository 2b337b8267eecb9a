// SQL of the rules about words: rules, scopes, lists.
#include "groups/words_store.hpp"

#include <weft/base/json.hpp>
#include <weft/db/notify.hpp>
#include <weft/db/sql.hpp>

namespace weft::groups::store {
namespace {

const std::string kRuleColumns =
    "id, slot, name, action, words::text, detect::text, owner_id, everybody, created_at, updated_at";

template <class T>
std::vector<T> list_of(const pqxx::field& field) {
  return read_json<std::vector<T>>(Json::parse(field.c_str()));
}

WordRule rule_of(const db::Row& row) {
  WordRule rule;
  rule.id = db::id_of<RuleId>(row[0]);
  rule.slot = row[1].as<int>();
  rule.name = row[2].c_str();
  rule.action = db::enum_of<ScreenAction>(row[3]);
  rule.words = list_of<Word>(row[4]);
  rule.detect = list_of<Detector>(row[5]);
  rule.owner = db::id_of<PrincipalId>(row[6]);
  rule.everybody = db::bool_of(row[7]);
  rule.created_at = db::time_of(row[8]);
  rule.updated_at = db::time_of(row[9]);
  return rule;
}

std::string word(ScreenAction action) {
  return boost::describe::enum_to_string(action, "");
}

}  // namespace

void change_rules(db::Tx& tx) {
  db::exec(
      tx,
      "INSERT INTO word_versions (corp_id, rules) VALUES ($1, 1) ON CONFLICT (corp_id) DO UPDATE SET rules = "
      "word_versions.rules + 1",
      tx.corp());
  db::notify(tx, Json{{"words", tx.corp().str()}}.dump());
}

WordVersions word_versions(db::Tx& tx) {
  const auto rows = db::exec(tx, "SELECT rules, lists FROM word_versions WHERE corp_id = $1", tx.corp());
  if (rows.empty()) return {};
  return {rows[0][0].as<std::int64_t>(), rows[0][1].as<std::int64_t>()};
}

std::vector<WordRule> word_rules(db::Tx& tx) {
  std::vector<WordRule> rules;
  for (const auto& row :
       db::exec(tx, "SELECT " + kRuleColumns + " FROM word_rules WHERE corp_id = $1 ORDER BY slot", tx.corp()))
    rules.push_back(rule_of(row));
  return rules;
}

std::optional<WordRule> word_rule(db::Tx& tx, const RuleId& id) {
  const auto rows = db::exec(
      tx, "SELECT " + kRuleColumns + " FROM word_rules WHERE corp_id = $1 AND id = $2", tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  return rule_of(rows[0]);
}

bool put_word_rule(db::Tx& tx, const WordRule& rule) {
  const auto taken = db::exec(
      tx, "SELECT 1 FROM word_rules WHERE corp_id = $1 AND name = $2 AND id <> $3", tx.corp(), rule.name, rule.id);
  if (!taken.empty()) return false;
  db::exec(
      tx,
      "INSERT INTO word_rules (corp_id, id, slot, name, action, words, detect, owner_id, everybody, created_at, "
      "updated_at) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10, $11) "
      "ON CONFLICT (corp_id, id) DO UPDATE SET name = $4, action = $5, words = $6::jsonb, detect = $7::jsonb, "
      "owner_id = $8, everybody = $9, updated_at = $11",
      tx.corp(), rule.id, rule.slot, rule.name, word(rule.action), to_json_text(rule.words), to_json_text(rule.detect),
      rule.owner, rule.everybody, rule.created_at, rule.updated_at);
  return true;
}

void delete_word_rule(db::Tx& tx, const RuleId& id) {
  db::exec(tx, "DELETE FROM word_rules WHERE corp_id = $1 AND id = $2", tx.corp(), id);
}

RuleScope rule_scope(db::Tx& tx, const RuleId& id) {
  RuleScope scope;
  for (const auto& row : db::exec(
           tx, "SELECT principal_id FROM word_rule_members WHERE corp_id = $1 AND rule_id = $2 ORDER BY 1", tx.corp(),
           id))
    scope.members.push_back(db::id_of<PrincipalId>(row[0]));
  for (const auto& row : db::exec(
           tx, "SELECT department FROM word_rule_departments WHERE corp_id = $1 AND rule_id = $2 ORDER BY 1", tx.corp(),
           id))
    scope.departments.push_back(row[0].as<std::int64_t>());
  return scope;
}

void set_rule_scope(db::Tx& tx, const RuleId& id, const RuleScope& scope) {
  db::exec(tx, "DELETE FROM word_rule_members WHERE corp_id = $1 AND rule_id = $2", tx.corp(), id);
  db::exec(tx, "DELETE FROM word_rule_departments WHERE corp_id = $1 AND rule_id = $2", tx.corp(), id);
  db::exec(
      tx,
      "INSERT INTO word_rule_members (corp_id, rule_id, principal_id) SELECT DISTINCT $1::uuid, $2::uuid, m FROM "
      "unnest($3::uuid[]) AS m",
      tx.corp(), id, db::array_literal(scope.members));
  db::exec(
      tx,
      "INSERT INTO word_rule_departments (corp_id, rule_id, department) SELECT DISTINCT $1::uuid, $2::uuid, d::integer "
      "FROM unnest($3::bigint[]) AS d",
      tx.corp(), id, db::array_literal(scope.departments));
}

std::vector<std::int64_t> unknown_departments(db::Tx& tx, const std::vector<std::int64_t>& departments) {
  std::vector<std::int64_t> unknown;
  for (const auto& row : db::exec(
           tx,
           "SELECT d FROM unnest($2::bigint[]) AS d WHERE NOT EXISTS (SELECT 1 FROM departments t WHERE t.corp_id = $1 "
           "AND t.number = d)",
           tx.corp(), db::array_literal(departments)))
    unknown.push_back(row[0].as<std::int64_t>());
  return unknown;
}

std::vector<RuleId> rules_about(db::Tx& tx, const std::vector<RuleId>& rules, const PrincipalId& principal) {
  std::vector<RuleId> out;
  for (const auto& row : db::exec(
           tx,
           "SELECT m.rule_id FROM word_rule_members m WHERE m.corp_id = $1 AND m.rule_id = ANY ($2::uuid[]) AND "
           "m.principal_id = $3 UNION "
           "SELECT s.rule_id FROM department_members i JOIN departments d ON d.corp_id = $1 AND d.number = "
           "i.department "
           "JOIN word_rule_departments s ON s.corp_id = $1 AND s.rule_id = ANY ($2::uuid[]) "
           "JOIN departments t ON t.corp_id = $1 AND t.number = s.department AND starts_with(d.path, t.path) "
           "WHERE i.corp_id = $1 AND i.principal_id = $3",
           tx.corp(), db::array_literal(rules), principal))
    out.push_back(db::id_of<RuleId>(row[0]));
  return out;
}

std::optional<WordList> word_list(db::Tx& tx, const ConversationId& group) {
  const auto rows = db::exec(
      tx, "SELECT action, words::text, version FROM group_words WHERE corp_id = $1 AND conversation_id = $2", tx.corp(),
      group);
  if (rows.empty()) return std::nullopt;
  return WordList{db::enum_of<ScreenAction>(rows[0][0]), list_of<Word>(rows[0][1]), rows[0][2].as<std::int64_t>()};
}

std::vector<ChangedList> changed_lists(db::Tx& tx, std::int64_t after) {
  std::vector<ChangedList> lists;
  for (const auto& row : db::exec(
           tx,
           "SELECT conversation_id, version, words = '[]' FROM group_words WHERE corp_id = $1 AND version > $2 ORDER "
           "BY "
           "version",
           tx.corp(), after))
    lists.push_back({db::id_of<ConversationId>(row[0]), row[1].as<std::int64_t>(), db::bool_of(row[2])});
  return lists;
}

std::int64_t put_word_list(db::Tx& tx, const ConversationId& group, const WordList& list, const PrincipalId& by) {
  const auto version = db::exec(
      tx,
      "INSERT INTO word_versions (corp_id, lists) VALUES ($1, 1) ON CONFLICT (corp_id) DO UPDATE SET lists = "
      "word_versions.lists + 1 RETURNING lists",
      tx.corp());
  const auto rows = db::exec(
      tx,
      "INSERT INTO group_words AS g (corp_id, conversation_id, action, words, version, updated_by, updated_at, "
      "counted_from) VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7, $7) "
      "ON CONFLICT (corp_id, conversation_id) DO UPDATE SET action = excluded.action, words = excluded.words, version "
      "= excluded.version, updated_by = excluded.updated_by, updated_at = excluded.updated_at, counted_from = CASE "
      "WHEN g.counted_from > excluded.updated_at - interval '1 minute' THEN g.counted_from ELSE excluded.updated_at "
      "END, changes = CASE WHEN g.counted_from > excluded.updated_at - interval '1 minute' THEN g.changes + 1 ELSE 1 "
      "END RETURNING changes",
      tx.corp(), group, word(list.action), to_json_text(list.words), version[0][0].as<std::int64_t>(), by, tx.now());
  db::notify(tx, Json{{"words", tx.corp().str()}}.dump());
  return rows[0][0].as<std::int64_t>();
}

std::optional<PrincipalId> group_owner(db::Tx& tx, const ConversationId& group) {
  const auto rows = db::exec(tx, "SELECT owner_id FROM conversations WHERE id = $1 AND corp_id = $2", group, tx.corp());
  if (rows.empty()) return std::nullopt;
  return db::optional_id<PrincipalId>(rows[0][0]);
}

}  // namespace weft::groups::store
