// How every connection of the server is set up.
#include "db/connection.hpp"

#include "db/conninfo.hpp"
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/db/line.hpp>

#include <pqxx/pqxx>

namespace weft::db {

std::unique_ptr<pqxx::connection> open_connection(const PoolOptions& options) {
  auto connection = std::make_unique<pqxx::connection>(
      conninfo(options.url, {{"application_name", "weft " + options.name}}));
  // libpqxx would quietly reconnect and lose role and tenant: a broken connection must stay broken.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection->inhibit_reactivation(true);
#pragma GCC diagnostic pop
  // Notices belong to nobody here: once a handler has come and gone, libpq no longer prints them on stderr.
  const pqxx::quiet_errorhandler silence(*connection);
  return connection;
}

void prepare_session(pqxx::connection& connection, const PoolOptions& options) {
  std::string sql = "SET timezone = 'UTC'; SET client_min_messages = 'warning'";
  // Every statement of the server is a look-up by index with few rows: one plan for good, whatever the statistics say
  // of a table that was empty a moment ago.
  sql += "; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off";
  sql += "; SET statement_timeout = " + std::to_string(options.statement_timeout.count());
  sql += "; SET idle_in_transaction_session_timeout = " + std::to_string(options.idle_in_transaction.count());
  if (!options.role.empty()) sql += "; SET ROLE " + connection.quote_name(options.role);
  pqxx::nontransaction(connection).exec(sql);
}

std::unique_ptr<pqxx::connection> connect(const PoolOptions& options) {
  Line nobody_watches;
  return connect(options, nobody_watches);
}

std::unique_ptr<pqxx::connection> connect(const PoolOptions& options, Line& line) {
  try {
    auto connection = open_connection(options);
    line.attach(connection->sock());
    const Line::Waiting waiting(line);
    prepare_session(*connection, options);
    return connection;
  } catch (const OperatorError&) {
    throw;
  } catch (const std::exception& error) {
    line.detach();
    // The reason is for the operator, not for the caller of an operation.
    log::warn("no connection to the database: {}", error.what());
    throw ApiError(Errc::unavailable, "the database is not reachable", {}, 1);
  }
}

void require_sessions(const PoolOptions& options) {
  const auto first = connect(options);
  const auto second = connect(options);
  const auto process_of = [](pqxx::transaction_base& work) {
    return work.exec1("SELECT pg_backend_pid()")[0].as<int>();
  };
  const auto once = [&process_of](pqxx::connection& connection) {
    pqxx::nontransaction work(connection);
    return process_of(work);
  };
  const int process = once(*first);
  pqxx::work held(*second);  // gets the process that `first` has just left, where processes are lent out
  if (process_of(held) != process && once(*first) == process) return;
  throw OperatorError(
      "database.url leads to a pooler that lends out PostgreSQL for one transaction at a time, and the fence between "
      "companies needs sessions: set the pooler to session mode (pgbouncer: pool_mode = session), or name PostgreSQL "
      "itself");
}

void require_durable(pqxx::connection& connection, bool allow_unsafe) {
  for (const char* setting : {"fsync", "full_page_writes", "synchronous_commit"}) {
    pqxx::nontransaction work(connection);
    const auto rows = work.exec(std::string("SHOW ") + setting);
    if (std::string(rows[0][0].c_str()) != "off") continue;
    if (!allow_unsafe) {
      throw OperatorError(
          std::string("PostgreSQL runs with ") + setting +
          " = off and may lose messages that were acknowledged: switch it on, or set " +
          "database.allow_unsafe = true to accept the loss");
    }
    log::warn("PostgreSQL runs with {} = off: acknowledged messages may be lost in a crash", setting);
  }
}

}  // namespace weft::db
