// SQL of filters: a few statements, whatever the filter is.
//
// A filter comes as rows (k): a condition each, with a bit. What each relation meets is added up and judged by
// weft_filter_holds(). Which statement is used depends on what the filter asks of every relation, so that it begins
// with an index: on who serves, on a tag, on the time, or on the company's relations by age.
#include "customers/filter/store.hpp"

#include <weft/customers/reach_sql.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

const std::string kConditions =
    "WITH k AS MATERIALIZED (SELECT bit, kind, negate, numbers, need, ids, texts, name, coalesce(since, '-infinity') "
    "AS "
    "since, coalesce(until, 'infinity') AS until, low, high FROM jsonb_to_recordset($5::jsonb) AS r(bit bigint, kind "
    "text, negate boolean, numbers integer[], need integer, ids uuid[], texts text[], name text, since timestamptz, "
    "until timestamptz, low text, high text)) ";

const std::string kField =
    "(SELECT c.fields ->> k.name FROM contacts c WHERE c.principal_id = f.contact_id AND c.corp_id = $1)";

const std::string kMet =
    "(SELECT coalesce(bit_or(k.bit), 0) FROM k WHERE coalesce(CASE k.kind "
    "WHEN 'tags' THEN (SELECT count(*) FROM follow_tags t WHERE t.corp_id = $1 AND t.follow_id = f.id AND t.tag = ANY "
    "(k.numbers)) >= k.need "
    "WHEN 'tagged' THEN EXISTS (SELECT 1 FROM follow_tags t WHERE t.corp_id = $1 AND t.follow_id = f.id) "
    "WHEN 'owners' THEN f.employee_id = ANY (k.ids) "
    "WHEN 'added' THEN f.added_at >= k.since AND f.added_at < k.until "
    "WHEN 'active' THEN (SELECT v.active_at >= k.since AND v.active_at < k.until FROM conversations v WHERE v.id = "
    "f.conversation_id) "
    "WHEN 'status' THEN f.status = ANY (k.texts) "
    "WHEN 'sources' THEN f.source = ANY (k.texts) "
    "WHEN 'ways' THEN f.way_id = ANY (k.ids) "
    "WHEN 'states' THEN f.state = ANY (k.texts) "
    "WHEN 'types' THEN (SELECT c.type = ANY (k.texts) FROM contacts c WHERE c.principal_id = f.contact_id AND "
    "c.corp_id = $1) "
    "WHEN 'genders' THEN (SELECT c.gender = ANY (k.texts) FROM contacts c WHERE c.principal_id = f.contact_id AND "
    "c.corp_id = $1) "
    "WHEN 'event' THEN EXISTS (SELECT 1 FROM contact_events e WHERE e.corp_id = $1 AND e.contact_id = ANY (ARRAY "
    "(SELECT f.contact_id UNION ALL SELECT m.principal_id FROM contacts m WHERE m.corp_id = $1 AND m.merged_into = "
    "f.contact_id)) AND "
    "e.kind = ANY (k.texts) AND e.at >= k.since AND e.at < k.until) "
    "WHEN 'field_is' THEN " +
    kField +
    " = ANY (k.texts) "
    "WHEN 'field_present' THEN " +
    kField +
    " IS NOT NULL "
    "WHEN 'field_text' THEN " +
    kField + " COLLATE \"C\" >= coalesce(k.low, '') AND (k.high IS NULL OR " + kField +
    " COLLATE \"C\" < k.high) "
    "WHEN 'field_number' THEN CASE WHEN " +
    kField + " ~ '^-?[0-9]+([.][0-9]+)?$' THEN (k.low IS NULL OR " + kField +
    "::numeric >= k.low::numeric) AND (k.high IS NULL OR " + kField +
    "::numeric < k.high::numeric) END "
    "END, false) <> k.negate)";

const std::string kNamed =
    "strpos(lower(f.remark), lower($7)) > 0 OR strpos(lower(f.company), lower($7)) > 0 OR EXISTS (SELECT 1 FROM "
    "principals p WHERE p.id = f.contact_id AND strpos(lower(p.name), lower($7)) > 0)";

const std::string kWithin =
    "f.employee_id IN (SELECT dm.principal_id FROM departments d JOIN department_members dm ON dm.corp_id = d.corp_id "
    "AND dm.department = d.number WHERE d.corp_id = $1 AND d.path ^@ ANY ($9::text[]))";

/// $1 company, $2 before, $3 how many, $4 states, $5 conditions, $6 gates, $7 words, $8 whole company, $9 paths,
/// $10 people, $11 what `driver` needs.
std::string follows_by(const std::string& driver, const std::string& from) {
  return "SELECT f.id, f.contact_id FROM " + from + " WHERE f.corp_id = $1 AND " + driver +
         " AND f.id < $2 AND f.status = ANY ($4::text[]) AND ($8 OR f.employee_id = ANY ($10::uuid[]) OR " + kWithin +
         ") AND ($7 = '' OR " + kNamed + ") AND (cardinality($6::bigint[]) = 0 OR weft_filter_holds(" + kMet +
         ", $6::bigint[]))";
}

struct Statements {
  std::string select;
  std::string count;
};

Statements statements_by(const std::string& driver, const std::string& from = "follows f") {
  const std::string follows = follows_by(driver, from);
  return {
      kConditions + follows + " ORDER BY f.id DESC LIMIT $3",
      kConditions + "SELECT count(*), count(DISTINCT contact_id) FROM (" + follows + " LIMIT $3) AS found"};
}

const Statements kOfOne = statements_by("f.employee_id = $11");
const Statements kOfSome = statements_by("f.employee_id = ANY ($11::uuid[])");
/// Few have one of these: each is looked up.
const Statements kRare = statements_by(
    "f.id = ANY (ARRAY(SELECT t.follow_id FROM follow_tags t WHERE t.corp_id = $1 AND t.tag = ANY ($11::integer[])))");
/// Many have this one: from the newest on, until there are enough.
const Statements kOneTag = statements_by(
    "t.corp_id = $1 AND t.tag = $11 AND t.follow_id < $2 AND f.id = t.follow_id", "follow_tags t, follows f");
const Statements kTagged = statements_by(
    "f.id IN (SELECT t.follow_id FROM follow_tags t WHERE t.corp_id = $1 AND t.tag = ANY ($11::integer[]))");
const Statements kAdded = statements_by("f.added_at >= $11");
const Statements kAny = statements_by("$11 = ''");

/// The statement that begins with the narrowest index, and its last parameter.
std::pair<const Statements*, std::string> begin_with(const Compiled& audience) {
  if (audience.few) return {&kRare, db::array_literal(audience.tags)};
  if (audience.employee) return {&kOfOne, audience.employee->str()};
  if (audience.tags.size() == 1) return {&kOneTag, std::to_string(audience.tags.front())};
  if (!audience.tags.empty()) return {&kTagged, db::array_literal(audience.tags)};
  if (!audience.employees.empty()) return {&kOfSome, db::array_literal(audience.employees)};
  if (audience.added_from) return {&kAdded, to_rfc3339(*audience.added_from)};
  return {&kAny, ""};
}

db::Rows run(
    db::Tx& tx, const Compiled& audience, std::string Statements::*text, const std::string& before,
    std::int64_t limit) {
  const auto [statements, last] = begin_with(audience);
  // Of one employee: by the statement that begins there, or as the only one who is within.
  const Reach reach = audience.employee ? Reach{{}, {*audience.employee}} : audience.reach;
  const ReachParams by(reach);
  return db::exec(
      tx, statements->*text, tx.corp(), before, limit, db::array_literal(audience.status), audience.leaves.dump(),
      db::array_literal(audience.gates), audience.query, statements == &kOfOne || by.company, by.paths, by.members,
      last);
}

}  // namespace

std::vector<FollowId> select_follows(db::Tx& tx, const Compiled& audience, const FollowId& before, std::int64_t limit) {
  std::vector<FollowId> found;
  for (const auto& row : run(tx, audience, &Statements::select, db::first_before(before), limit))
    found.push_back(db::id_of<FollowId>(row[0]));
  return found;
}

AudienceCount count_follows(db::Tx& tx, const Compiled& audience, std::int64_t most) {
  const auto rows = run(tx, audience, &Statements::count, db::first_before(FollowId{}), most);
  return {db::number_of(rows.at(0)[0]), db::number_of(rows.at(0)[1])};
}

std::map<std::int64_t, std::int64_t> count_tagged(
    db::Tx& tx, const std::vector<std::int64_t>& tags, std::int64_t most) {
  std::map<std::int64_t, std::int64_t> counts;
  for (const auto& row : db::exec(
           tx,
           "SELECT g.tag, (SELECT count(*) FROM (SELECT 1 FROM follow_tags t WHERE t.corp_id = $1 AND t.tag = g.tag "
           "LIMIT "
           "$3) AS found) FROM unnest($2::integer[]) AS g(tag)",
           tx.corp(), db::array_literal(tags), most))
    counts[db::number_of(row[0])] = db::number_of(row[1]);
  return counts;
}

std::optional<std::vector<PrincipalId>> people_under(db::Tx& tx, const std::vector<std::int64_t>& departments) {
  const auto there = db::exec(
      tx, "SELECT count(*) FROM departments WHERE corp_id = $1 AND number = ANY ($2::bigint[])", tx.corp(),
      db::array_literal(departments));
  if (db::number_of(there.at(0)[0]) != std::ssize(departments)) return std::nullopt;
  std::vector<PrincipalId> people;
  for (const auto& row : db::exec(
           tx,
           "SELECT DISTINCT dm.principal_id FROM departments r JOIN departments d ON d.corp_id = r.corp_id AND d.path "
           "^@ "
           "r.path::text JOIN department_members dm ON dm.corp_id = d.corp_id AND dm.department = d.number WHERE "
           "r.corp_id = $1 AND r.number = ANY ($2::bigint[])",
           tx.corp(), db::array_literal(departments)))
    people.push_back(db::id_of<PrincipalId>(row[0]));
  return people;
}

}  // namespace weft::customers::store
