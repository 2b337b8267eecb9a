// SQL: roles.
#include "identity/store_roles.hpp"

#include "identity/grants.hpp"
#include <weft/db/sql.hpp>

namespace weft::identity::store {
namespace {

std::optional<BuiltIn> builtin_of(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return db::enum_of<BuiltIn>(field);
}

std::optional<std::string> word_of(const std::optional<BuiltIn>& builtin) {
  if (!builtin) return std::nullopt;
  return boost::describe::enum_to_string(*builtin, "");
}

std::string permission_array(api::PermissionSet set) {
  std::vector<std::string> names;
  set.for_each([&](api::Permission permission) { names.emplace_back(name_of(permission)); });
  return db::array_literal(names);
}

RoleRow role_of(const db::Row& row) {
  return {
      db::id_of<RoleId>(row[0]),
      builtin_of(row[1]),
      db::text_of(row[2]),
      db::text_of(row[3]),
      parse_permissions(db::text_of(row[4])),
      db::number_of(row[5])};
}

std::optional<RoleRow> one_role(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return role_of(rows[0]);
}

const std::string kSelectRole =
    "SELECT r.id, r.builtin, r.name, r.description, array_to_string(r.permissions, ','), (SELECT count(*) FROM "
    "role_assignments a WHERE a.corp_id = r.corp_id AND a.role_id = r.id) FROM roles r WHERE r.corp_id = $1 ";

}  // namespace

std::vector<RoleRow> roles(db::Tx& tx) {
  std::vector<RoleRow> list;
  for (const auto& row :
       db::exec(tx, kSelectRole + "ORDER BY r.builtin IS NULL, r.name_key, r.id LIMIT 200", tx.corp()))
    list.push_back(role_of(row));
  return list;
}

std::optional<RoleRow> role(db::Tx& tx, const RoleId& id) {
  return one_role(db::exec(tx, kSelectRole + "AND r.id = $2", tx.corp(), id));
}

std::optional<RoleRow> role(db::Tx& tx, BuiltIn builtin) {
  return one_role(db::exec(tx, kSelectRole + "AND r.builtin = $2", tx.corp(), word_of(builtin)));
}

std::int64_t count_custom_roles(db::Tx& tx) {
  return db::number_of(
      db::exec(tx, "SELECT count(*) FROM roles WHERE corp_id = $1 AND builtin IS NULL", tx.corp())[0][0]);
}

bool insert_role(db::Tx& tx, const RoleRow& role) {
  const auto rows = db::exec(
      tx,
      "INSERT INTO roles (corp_id, id, name, description, permissions, created_at, changed_at) "
      "VALUES ($1, $2, $3, $4, $5::text[], $6, $6) ON CONFLICT (corp_id, name_key) DO NOTHING RETURNING 1",
      tx.corp(), role.id, role.name, role.description, permission_array(role.permissions), tx.now());
  return !rows.empty();
}

bool update_role_definition(db::Tx& tx, const RoleRow& role) {
  const auto rows = db::exec(
      tx,
      "UPDATE roles SET name = $3, description = $4, permissions = $5::text[], changed_at = $6 WHERE corp_id = $1 AND "
      "id = $2 AND NOT EXISTS (SELECT 1 FROM roles o WHERE o.corp_id = $1 AND o.name_key = lower($3::text) AND o.id <> "
      "$2) RETURNING 1",
      tx.corp(), role.id, role.name, role.description, permission_array(role.permissions), tx.now());
  return !rows.empty();
}

void delete_role(db::Tx& tx, const RoleId& id) {
  db::exec(tx, "DELETE FROM roles WHERE corp_id = $1 AND id = $2 AND builtin IS NULL", tx.corp(), id);
}

void insert_builtin_roles(db::Tx& tx) {
  db::exec(tx, "SELECT weft_make_roles($1, $2)", tx.corp(), tx.now());
}

}  // namespace weft::identity::store
