// What a fresh cluster gets over its socket: roles and the database.
#include "db/cluster.hpp"
#include "db/conninfo.hpp"
#include <weft/base/error.hpp>

#include <libpq-fe.h>
#include <pqxx/pqxx>

namespace weft::db {

bool answers(const Cluster& cluster) {
  const std::string text = conninfo(cluster.url(), {{"application_name", "weft attach"}, {"connect_timeout", "2"}});
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(text.c_str()), &PQfinish);
  return PQstatus(connection.get()) == CONNECTION_OK;
}

void ensure_database(const Cluster& cluster) {
  try {
    pqxx::connection connection(conninfo(cluster.admin_url(), {{"application_name", "weft set-up"}}));
    pqxx::nontransaction work(connection);
    if (!work.exec("SELECT 1 FROM pg_database WHERE datname = 'weft'").empty()) return;
    work.exec("SET client_min_messages = 'warning'");
    const auto missing = [&](const std::string& role) {
      return work.exec("SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'").empty();
    };
    if (missing("weft_app")) work.exec("CREATE ROLE weft_app NOLOGIN");
    if (missing("weft_maintenance")) work.exec("CREATE ROLE weft_maintenance NOLOGIN");
    if (missing("weft_owner")) work.exec("CREATE ROLE weft_owner LOGIN");
    work.exec("GRANT weft_app, weft_maintenance TO weft_owner");
    work.exec("CREATE DATABASE weft OWNER weft_owner");  // last: its existence says that all is there
  } catch (const pqxx::failure& error) {
    const std::string reason = error.what();
    throw OperatorError("the new database could not be set up: " + reason.substr(0, reason.find('\n')));
  }
}

}  // namespace weft::db
