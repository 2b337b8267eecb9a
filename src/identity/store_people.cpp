// SQL: principals and members.
#include "identity/store.hpp"
#include <weft/identity/view_sql.hpp>

namespace weft::identity::store {
namespace {

template <class Enum>
std::string name_of(Enum value) {
  return boost::describe::enum_to_string(value, "");
}

const std::string kPrincipalColumns =
    "p.id, p.kind, coalesce(m.userid, '') AS userid, p.name, coalesce(m.title, '') AS title, coalesce(d.full_name, "
    "'') AS department, "
    "coalesce(m.role, 'member') AS role, p.status";

const std::string kMainDepartment =
    " LEFT JOIN departments d ON d.corp_id = m.corp_id AND d.number = m.main_department ";

/// Member m is seen, with whether there are rules in $3 and the view in $4 to $8.
const std::string kSeen =
    "(NOT $3 OR m.principal_id = ANY ($8::uuid[]) OR EXISTS (SELECT 1 FROM department_members dm JOIN departments e ON "
    "e.corp_id = $1 AND e.number = dm.department WHERE dm.corp_id = $1 AND dm.principal_id = m.principal_id AND "
    "(e.path "
    "^@ ANY ($6::text[]) OR (dm.principal_id <> ALL ($7::uuid[]) AND weft_open(e.path, $4::text[], $5::text[], "
    "'{}')))))";

std::vector<Principal> principals_of(const db::Rows& rows) {
  std::vector<Principal> list;
  for (const auto& row : rows) {
    list.push_back(
        {db::id_of<PrincipalId>(row[0]), db::enum_of<PrincipalKind>(row[1]), db::text_of(row[2]), db::text_of(row[3]),
         db::text_of(row[4]), db::text_of(row[5]), db::enum_of<api::Role>(row[6]),
         db::enum_of<PrincipalStatus>(row[7])});
  }
  return list;
}

/// Asked once a statement, beside what is read anyway: a company without rules pays one look at each of two indexes.
/// Who was hidden stays so after leaving, when the rule is gone.
const std::string kRuled =
    "(EXISTS (SELECT 1 FROM visibility_rules r WHERE r.corp_id = $2) OR EXISTS (SELECT 1 FROM offboardings o WHERE "
    "o.corp_id = $2 AND o.hidden))";

Known known_of(const db::Rows& rows) {
  Known known;
  for (const auto& row : rows)
    known.people.push_back({db::text_of(row[0]), db::id_of<PrincipalId>(row[1])});
  known.ruled = !rows.empty() && db::bool_of(rows[0][2]);
  return known;
}

const std::string kSelectAccount =
    "SELECT m.principal_id, m.userid, m.role, p.status, m.password_hash FROM members m JOIN principals p ON p.id = "
    "m.principal_id ";

std::optional<Account> account_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  return Account{
      db::id_of<PrincipalId>(row[0]), db::text_of(row[1]), db::enum_of<api::Role>(row[2]),
      db::enum_of<PrincipalStatus>(row[3]), db::optional_text(row[4])};
}

/// One column of `members` as an array literal; NULL elements for absent ones.
template <class Get>
std::string column(std::span<const NewMember> members, Get get) {
  std::vector<std::string> texts;
  texts.reserve(members.size());
  for (const auto& member : members)
    texts.push_back(get(member));
  return db::array_literal(texts);
}

}  // namespace

Known known_ids(db::Tx& tx, const std::vector<PrincipalId>& ids, bool inactive_too, bool customers_too) {
  return known_of(db::exec(
      tx,
      "SELECT id::text, id, " + kRuled +
          " FROM principals WHERE id = ANY($1::uuid[]) AND corp_id = $2 AND (status IN ('active', 'not_activated') AND "
          "kind NOT IN ('bot', 'app') OR $3) AND (kind <> 'external' OR $4)",
      db::array_literal(ids), tx.corp(), inactive_too, customers_too));
}

Known known_userids(db::Tx& tx, const std::vector<std::string>& userid_keys, bool inactive_too) {
  return known_of(db::exec(
      tx,
      "SELECT m.userid_key, m.principal_id, " + kRuled +
          " FROM members m JOIN principals p ON p.id = m.principal_id WHERE m.corp_id = $2 AND m.userid_key = "
          "ANY($1::text[]) AND (p.status IN ('active', 'not_activated') OR $3)",
      db::array_literal(userid_keys), tx.corp(), inactive_too));
}

std::optional<PrincipalId> id_of_userid(db::Tx& tx, const std::string& userid_key) {
  const auto rows = db::exec(
      tx, "SELECT principal_id FROM members WHERE corp_id = $1 AND userid_key = $2", tx.corp(), userid_key);
  if (rows.empty()) return std::nullopt;
  return db::id_of<PrincipalId>(rows[0][0]);
}

std::vector<Principal> principals(db::Tx& tx, const std::vector<PrincipalId>& ids) {
  return principals_of(db::exec(
      tx,
      "SELECT " + kPrincipalColumns +
          " FROM unnest($1::uuid[]) WITH ORDINALITY a(id, n) JOIN principals p ON p.id = a.id AND p.corp_id = $2 "
          "LEFT JOIN members m ON m.principal_id = p.id" +
          kMainDepartment + "ORDER BY a.n",
      db::array_literal(ids), tx.corp()));
}

std::optional<Self> principal_of_session(db::Tx& tx, const SessionId& session, const PrincipalId& id) {
  const auto rows = db::exec(
      tx,
      "SELECT " + kPrincipalColumns +
          ", s.device FROM sessions s JOIN principals p ON p.id = s.principal_id LEFT JOIN members m ON m.principal_id "
          "= p.id" +
          kMainDepartment +
          "WHERE s.id = $1 AND s.corp_id = $2 AND s.principal_id = $3 AND s.revoked_at IS NULL AND p.status = 'active'",
      session, tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  return Self{std::move(principals_of(rows).front()), db::text_of(rows[0][8])};
}

std::vector<Principal> list_members(db::Tx& tx, const View& view, const std::string& after, std::int64_t limit) {
  const ViewParams by(view);
  return principals_of(db::exec(
      tx,
      "SELECT " + kPrincipalColumns + " FROM members m JOIN principals p ON p.id = m.principal_id" + kMainDepartment +
          "WHERE m.corp_id = $1 AND m.userid_key > $2 AND p.status <> 'left' AND " + kSeen +
          " ORDER BY m.userid_key LIMIT $9",
      tx.corp(), after, view.ruled, by.own, by.hidden, by.shown, by.hidden_members, by.shown_members, limit));
}

// Two ranges of two indexes instead of one condition with OR: what it costs depends on who is found, not on how many
// people there are. U+10FFFF sorts after every character of a name.
std::vector<Principal> find_members(
    db::Tx& tx, const View& view, const std::string& after, const std::string& query, std::int64_t limit) {
  const ViewParams by(view);
  return principals_of(db::exec(
      tx,
      "WITH found AS (SELECT principal_id FROM members WHERE corp_id = $1 AND userid_key >= lower($10::text) COLLATE "
      "\"C\" AND userid_key < (lower($10::text) || chr(1114111)) COLLATE \"C\" "
      "UNION SELECT id FROM principals WHERE corp_id = $1 AND name_key >= lower($10::text) COLLATE \"C\" AND name_key "
      "< "
      "(lower($10::text) || chr(1114111)) COLLATE \"C\") SELECT " +
          kPrincipalColumns +
          " FROM found f JOIN members m ON m.principal_id = f.principal_id JOIN principals p ON p.id = m.principal_id" +
          kMainDepartment + "WHERE m.corp_id = $1 AND m.userid_key > $2 AND p.status <> 'left' AND " + kSeen +
          " ORDER BY m.userid_key LIMIT $9",
      tx.corp(), after, view.ruled, by.own, by.hidden, by.shown, by.hidden_members, by.shown_members, limit, query));
}

std::optional<Account> account_of_userid(db::Tx& tx, const std::string& userid_key) {
  return account_of(db::exec(tx, kSelectAccount + "WHERE m.corp_id = $1 AND m.userid_key = $2", tx.corp(), userid_key));
}

std::optional<Account> account(db::Tx& tx, const PrincipalId& id) {
  return account_of(db::exec(tx, kSelectAccount + "WHERE m.corp_id = $1 AND m.principal_id = $2", tx.corp(), id));
}

std::int64_t count_other_owners(db::Tx& tx, const PrincipalId& other_than) {
  const auto rows = db::exec(
      tx,
      "SELECT count(*) FROM members m JOIN principals p ON p.id = m.principal_id "
      "WHERE m.corp_id = $1 AND m.role = 'owner' AND p.status = 'active' AND m.principal_id <> $2",
      tx.corp(), other_than);
  return rows[0][0].as<std::int64_t>();
}

std::optional<std::string> taken_userid(db::Tx& tx, const std::vector<std::string>& userid_keys) {
  const auto rows = db::exec(
      tx,
      "SELECT m.userid_key FROM unnest($2::text[]) WITH ORDINALITY a(userid_key, n) "
      "JOIN members m ON m.corp_id = $1 AND m.userid_key = a.userid_key COLLATE \"C\" ORDER BY a.n LIMIT 1",
      tx.corp(), db::array_literal(userid_keys));
  if (rows.empty()) return std::nullopt;
  return db::text_of(rows[0][0]);
}

void insert_members(db::Tx& tx, std::span<const PrincipalId> ids, std::span<const NewMember> members) {
  const std::vector<PrincipalId> id_list(ids.begin(), ids.end());
  // An empty hash stands for none: array literals of text hold no NULL.
  db::exec(
      tx,
      "WITH new AS (SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) "
      "AS n(id, userid, name, title, role, hash)), "
      "p AS (INSERT INTO principals (id, corp_id, kind, name, status, created_at) "
      "SELECT id, $1, 'member', name, CASE WHEN hash = '' THEN 'not_activated' ELSE 'active' END, $2 FROM new) "
      "INSERT INTO members (principal_id, corp_id, userid, title, role, password_hash, "
      "password_changed_at) "
      "SELECT id, $1, userid, title, role, nullif(hash, ''), CASE WHEN hash <> '' THEN "
      "$2::timestamptz END FROM new",
      tx.corp(), tx.now(), db::array_literal(id_list), column(members, [](const auto& m) { return m.userid; }),
      column(members, [](const auto& m) { return m.name; }), column(members, [](const auto& m) { return m.title; }),
      column(members, [](const auto& m) { return name_of(m.role); }),
      column(members, [](const auto& m) { return m.password_hash.value_or(""); }));
}

std::int64_t place_members(db::Tx& tx, std::span<const PrincipalId> ids, std::span<const NewMember> members) {
  const std::vector<PrincipalId> id_list(ids.begin(), ids.end());
  const auto rows = db::exec(
      tx, "SELECT weft_place_members($1, $2::uuid[], $3::text[], $4)", tx.corp(), db::array_literal(id_list),
      column(members, [](const auto& m) { return m.department; }), tx.now());
  return db::number_of(rows[0][0]);
}

std::optional<std::string> path_of_department(db::Tx& tx, const std::string& names) {
  const auto rows = db::exec(
      tx, "SELECT path FROM departments WHERE corp_id = $1 AND number = weft_find_department($1, $2)", tx.corp(),
      names);
  if (rows.empty()) return std::nullopt;
  return db::text_of(rows[0][0]);
}

void replace_name_keys(
    db::Tx& tx, const std::vector<PrincipalId>& members, const std::vector<PrincipalId>& owners,
    const std::vector<std::string>& keys) {
  db::exec(
      tx, "DELETE FROM member_keys WHERE corp_id = $1 AND principal_id = ANY ($2::uuid[])", tx.corp(),
      db::array_literal(members));
  db::exec(
      tx,
      "INSERT INTO member_keys (corp_id, key, principal_id) SELECT $1, k.key, k.id FROM unnest($2::uuid[], $3::text[]) "
      "AS k(id, key) ON CONFLICT DO NOTHING",
      tx.corp(), db::array_literal(owners), db::array_literal(keys));
  db::exec(
      tx, "UPDATE members SET keyed = true WHERE corp_id = $1 AND principal_id = ANY ($2::uuid[]) AND NOT keyed",
      tx.corp(), db::array_literal(members));
}

void update_status(db::Tx& tx, const PrincipalId& id, PrincipalStatus status) {
  db::exec(tx, "UPDATE principals SET status = $3 WHERE corp_id = $1 AND id = $2", tx.corp(), id, name_of(status));
}

void update_password(db::Tx& tx, const PrincipalId& id, const std::string& hash) {
  db::exec(
      tx, "UPDATE members SET password_hash = $3, password_changed_at = $4 WHERE corp_id = $1 AND principal_id = $2",
      tx.corp(), id, hash, tx.now());
}

}  // namespace weft::identity::store
