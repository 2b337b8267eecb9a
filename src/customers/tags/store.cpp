// SQL of customers' tags and their groups.
#include "customers/tags/store.hpp"

#include <weft/db/sql.hpp>

#include <map>

namespace weft::customers::store {
namespace {

std::vector<TagGroup> groups_in(const db::Rows& rows) {
  std::vector<TagGroup> list;
  for (const auto& row : rows)
    list.push_back(
        {db::number_of(row[0]), db::optional_id<RuleGroupId>(row[1]), db::text_of(row[2]), db::number_of(row[3]), {}});
  return list;
}

ContactTag tag_in(const db::Row& row) {
  return {db::number_of(row[0]), db::number_of(row[1]), db::text_of(row[2]), db::number_of(row[3])};
}

void add_tags(db::Tx& tx, std::vector<TagGroup>& groups) {
  std::vector<std::int64_t> numbers;
  std::map<std::int64_t, TagGroup*> by_number;
  for (TagGroup& group : groups) {
    numbers.push_back(group.number);
    by_number[group.number] = &group;
  }
  for (const auto& row : db::exec(
           tx,
           "SELECT number, tag_group, name, position FROM contact_tags WHERE corp_id = $1 AND tag_group = ANY "
           "($2::bigint[]) ORDER BY position DESC, number",
           tx.corp(), db::array_literal(numbers)))
    by_number.at(db::number_of(row[1]))->tags.push_back(tag_in(row));
}

}  // namespace

std::vector<TagGroup> company_tag_groups(db::Tx& tx, std::span<const RuleGroupId> inside) {
  auto groups = groups_in(db::exec(
      tx,
      "SELECT number, rule_group, name, position FROM contact_tag_groups WHERE corp_id = $1 AND (rule_group IS NULL OR "
      "rule_group = ANY ($2::uuid[])) ORDER BY position DESC, number",
      tx.corp(), db::array_literal(inside)));
  add_tags(tx, groups);
  return groups;
}

std::optional<TagGroup> tag_group(db::Tx& tx, std::int64_t number) {
  auto groups = groups_in(db::exec(
      tx, "SELECT number, rule_group, name, position FROM contact_tag_groups WHERE corp_id = $1 AND number = $2",
      tx.corp(), number));
  if (groups.empty()) return std::nullopt;
  add_tags(tx, groups);
  return std::move(groups.front());
}

std::optional<ContactTag> contact_tag(db::Tx& tx, std::int64_t number) {
  const auto rows = db::exec(
      tx, "SELECT number, tag_group, name, position FROM contact_tags WHERE corp_id = $1 AND number = $2", tx.corp(),
      number);
  if (rows.empty()) return std::nullopt;
  return tag_in(rows[0]);
}

std::int64_t count_contact_tags(db::Tx& tx) {
  return db::number_of(db::exec(tx, "SELECT count(*) FROM contact_tags WHERE corp_id = $1", tx.corp()).at(0)[0]);
}

std::int64_t count_tag_groups(db::Tx& tx) {
  return db::number_of(db::exec(tx, "SELECT count(*) FROM contact_tag_groups WHERE corp_id = $1", tx.corp()).at(0)[0]);
}

bool insert_tag_group(db::Tx& tx, TagGroup& group) {
  group.number = db::number_of(db::exec(
                                   tx,
                                   "INSERT INTO customer_heads AS h (corp_id, next_tag_group) VALUES ($1, 2) ON "
                                   "CONFLICT (corp_id) DO UPDATE SET next_tag_group = h.next_tag_group + 1 RETURNING "
                                   "next_tag_group - 1",
                                   tx.corp())
                                   .at(0)[0]);
  return !db::exec(
              tx,
              "INSERT INTO contact_tag_groups (corp_id, number, rule_group, name, position, created_at) VALUES ($1, "
              "$2, "
              "$3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING number",
              tx.corp(), group.number, group.rule_group, group.name, group.position, tx.now())
              .empty();
}

bool update_tag_group(db::Tx& tx, const TagGroup& group) {
  return !db::exec(
              tx,
              "UPDATE contact_tag_groups g SET name = $3, position = $4 WHERE g.corp_id = $1 AND g.number = $2 AND NOT "
              "EXISTS (SELECT 1 FROM contact_tag_groups o WHERE o.corp_id = $1 AND o.name_key = lower(normalize($3, "
              "NFKC)) AND o.rule_group IS NOT DISTINCT FROM g.rule_group AND o.number <> $2) RETURNING g.number",
              tx.corp(), group.number, group.name, group.position)
              .empty();
}

void delete_tag_group(db::Tx& tx, std::int64_t number) {
  db::exec(tx, "DELETE FROM contact_tag_groups WHERE corp_id = $1 AND number = $2", tx.corp(), number);
}

bool insert_contact_tag(db::Tx& tx, ContactTag& tag) {
  tag.number = db::number_of(db::exec(
                                 tx,
                                 "INSERT INTO customer_heads AS h (corp_id, next_tag) VALUES ($1, 2) ON CONFLICT "
                                 "(corp_id) DO UPDATE SET next_tag = h.next_tag + 1 RETURNING next_tag - 1",
                                 tx.corp())
                                 .at(0)[0]);
  return !db::exec(
              tx,
              "INSERT INTO contact_tags (corp_id, number, tag_group, name, position, created_at) VALUES ($1, $2, $3, "
              "$4, $5, $6) ON CONFLICT DO NOTHING RETURNING number",
              tx.corp(), tag.number, tag.group, tag.name, tag.position, tx.now())
              .empty();
}

bool update_contact_tag(db::Tx& tx, const ContactTag& tag) {
  return !db::exec(
              tx,
              "UPDATE contact_tags t SET name = $3, position = $4 WHERE t.corp_id = $1 AND t.number = $2 AND NOT "
              "EXISTS "
              "(SELECT 1 FROM contact_tags o WHERE o.corp_id = $1 AND o.tag_group = $5 AND o.name_key = "
              "lower(normalize($3, NFKC)) AND o.number <> $2) RETURNING t.number",
              tx.corp(), tag.number, tag.name, tag.position, tag.group)
              .empty();
}

void delete_contact_tag(db::Tx& tx, std::int64_t number) {
  db::exec(tx, "DELETE FROM contact_tags WHERE corp_id = $1 AND number = $2", tx.corp(), number);
}

std::map<std::int64_t, Time> made_at(db::Tx& tx, const std::string& table) {
  std::map<std::int64_t, Time> times;
  for (const auto& row : db::exec(tx, "SELECT number, created_at FROM " + table + " WHERE corp_id = $1", tx.corp()))
    times.emplace(db::number_of(row[0]), db::time_of(row[1]));
  return times;
}

}  // namespace weft::customers::store
