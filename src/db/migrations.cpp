// Applies migrations: one process at a time, each in its own transaction, nothing that differs from what was applied
// before.
#include "db/conninfo.hpp"
#include "db/roles.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/db/migrations.hpp>

#include <pqxx/pqxx>

namespace weft::db {
namespace {

constexpr auto kTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT "
    "now());"
    "GRANT SELECT ON schema_migrations TO weft_app";

// Any constant that is always the same; held by the session, so a killed process frees it.
constexpr auto kLock = "SET lock_timeout = '60s'; SELECT pg_advisory_lock(8747018530); SET lock_timeout = 0";

std::unique_ptr<pqxx::connection> connect_as_owner(const std::string& url) {
  try {
    return std::make_unique<pqxx::connection>(conninfo(url, {{"application_name", "weft migrate"}}));
  } catch (const pqxx::failure& error) {
    const std::string reason = error.what();
    throw OperatorError(
        "cannot connect to PostgreSQL: " + reason.substr(0, reason.find('\n')) +
        " (check database.url and that the server runs)");
  }
}

void check_numbers(const std::vector<Migration>& migrations) {
  int expected = 0;
  for (const Migration& migration : migrations) {
    if (migration.number != ++expected)
      throw std::logic_error("migrations are not numbered 1, 2, 3 ...: " + migration.name);
  }
}

void check_server(pqxx::transaction_base& work) {
  const auto row = work.exec1(
      "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
      " current_setting('server_encoding'), current_database()");
  if (row[0].as<int>() < 140000) {
    throw OperatorError(std::string("PostgreSQL ") + row[1].c_str() + " is too old: Weft needs 14 or newer");
  }
  if (std::string(row[2].c_str()) != "UTF8") {
    throw OperatorError(
        std::string("database ") + row[3].c_str() + " is encoded in " + row[2].c_str() +
        ": create it again with ENCODING 'UTF8' TEMPLATE template0");
  }
}

/// The newest applied number, after comparing everything applied with what this binary knows.
int check_applied(pqxx::transaction_base& work, const std::vector<Migration>& migrations) {
  int newest = 0;
  for (const auto& row : work.exec("SELECT number, name, checksum FROM schema_migrations ORDER BY number")) {
    newest = row[0].as<int>();
    if (newest > static_cast<int>(migrations.size())) {
      throw OperatorError(
          "the database has schema " + std::string(row[1].c_str()) + ", newer than this program (" +
          std::to_string(migrations.size()) + "): start the newer version, or restore a backup made by this one");
    }
    const Migration& known = migrations[static_cast<std::size_t>(newest) - 1];
    if (hex(sha256(known.sql)) != row[2].c_str()) {
      throw OperatorError(
          "migration " + known.name +
          " was altered after it was applied to this database: "
          "start the version that applied it; changes belong into a new migration");
    }
  }
  return newest;
}

void apply(pqxx::connection& connection, const Migration& migration) {
  try {
    pqxx::work work(connection);
    work.exec(migration.sql);
    work.exec_params(
        "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)", migration.number, migration.name,
        hex(sha256(migration.sql)));
    work.commit();
  } catch (const pqxx::insufficient_privilege& error) {
    throw OperatorError(
        "the user of database.url may not change the schema: make it the owner of the database "
        "(ALTER DATABASE ... OWNER TO ...)");
  } catch (const pqxx::failure& error) {
    const std::string reason = error.what();
    throw OperatorError(
        "migration " + migration.name + " failed and left nothing behind: " + reason.substr(0, reason.find('\n')));
  }
  log::info("applied migration {}", migration.name);
}

void create_table(pqxx::connection& connection) {
  try {
    pqxx::nontransaction(connection).exec(kTable);
  } catch (const pqxx::insufficient_privilege&) {
    throw OperatorError(
        "the user of database.url may not create tables: make it the owner of the database "
        "(ALTER DATABASE ... OWNER TO ...)");
  }
}

MigrationReport migrate_locked(pqxx::connection& connection, const std::vector<Migration>& migrations) {
  MigrationReport report;
  create_table(connection);
  {
    pqxx::nontransaction work(connection);
    report.before = report.after = check_applied(work, migrations);
  }
  for (auto next = static_cast<std::size_t>(report.before); next < migrations.size(); ++next) {
    apply(connection, migrations[next]);
    report.after = migrations[next].number;
  }
  return report;
}

void take_lock(pqxx::transaction_base& work) {
  try {
    work.exec(kLock);
  } catch (const pqxx::sql_error& error) {
    if (error.sqlstate() != "55P03") throw;
    throw OperatorError("another process has been changing the schema for a minute: wait for it, then start again");
  }
}

}  // namespace

MigrationReport migrate(const std::string& url, const std::vector<Migration>& migrations) {
  check_numbers(migrations);
  const auto connection = connect_as_owner(url);
  try {
    {
      pqxx::nontransaction work(*connection);
      work.exec("SET client_min_messages = 'warning'; SET statement_timeout = 0");
      check_server(work);
      take_lock(work);
      ensure_roles(work);
    }
    return migrate_locked(*connection, migrations);
  } catch (const pqxx::failure& error) {
    const std::string reason = error.what();
    throw OperatorError("PostgreSQL refused to prepare the schema: " + reason.substr(0, reason.find('\n')));
  }
}

int schema_version(const std::string& url, const std::vector<Migration>& migrations) {
  check_numbers(migrations);
  const auto connection = connect_as_owner(url);
  pqxx::nontransaction work(*connection);
  if (work.exec1("SELECT to_regclass('schema_migrations')")[0].is_null()) return 0;
  return check_applied(work, migrations);
}

}  // namespace weft::db
