// Roles are the cluster's, not the database's: they may exist already, or need an administrator.
#include "db/roles.hpp"

#include <weft/base/error.hpp>

#include <pqxx/pqxx>

namespace weft::db {
namespace {

bool role_exists(pqxx::transaction_base& work, const std::string& role) {
  return !work.exec_params("SELECT 1 FROM pg_roles WHERE rolname = $1", role).empty();
}

// Directly or through a group; a superuser counts as a member of everything and needs no grant.
bool is_member(pqxx::transaction_base& work, const std::string& role) {
  return work.exec_params1("SELECT pg_has_role($1, 'MEMBER')", role)[0].as<bool>();
}

void ensure_role(pqxx::transaction_base& work, const std::string& role) {
  if (!role_exists(work, role)) {
    try {
      work.exec("CREATE ROLE " + role + " NOLOGIN");
    } catch (const pqxx::sql_error& error) {
      if (error.sqlstate() != "42710" && error.sqlstate() != "23505") throw;  // another database's start was quicker
    }
  }
  if (!is_member(work, role)) work.exec("GRANT " + role + " TO CURRENT_USER");
}

/// The everyday role must not see through row-level security, neither by itself nor through a role it belongs to.
void check_app_role(pqxx::transaction_base& work) {
  const auto row = work.exec1(
      "SELECT rolsuper OR rolbypassrls OR pg_has_role('weft_app', 'weft_maintenance', 'MEMBER')"
      " FROM pg_roles WHERE rolname = 'weft_app'");
  if (!row[0].as<bool>()) return;
  throw OperatorError(
      "role weft_app sees the data of every company: as administrator run "
      "ALTER ROLE weft_app NOSUPERUSER NOBYPASSRLS; REVOKE weft_maintenance FROM weft_app;");
}

}  // namespace

void ensure_roles(pqxx::transaction_base& work) {
  const std::string user = work.exec1("SELECT quote_ident(current_user)")[0].c_str();
  try {
    ensure_role(work, "weft_app");
    ensure_role(work, "weft_maintenance");
  } catch (const pqxx::insufficient_privilege&) {
    std::string sql;
    for (const std::string role : {"weft_app", "weft_maintenance"}) {
      if (!role_exists(work, role)) sql += " CREATE ROLE " + role + " NOLOGIN;";
    }
    throw OperatorError(
        "the user of database.url may not create roles: as administrator run" + sql +
        " GRANT weft_app, weft_maintenance TO " + user + ";");
  }
  check_app_role(work);
}

}  // namespace weft::db
