// Inserts messages through libpq and waits for the commit.
#include "bench/bare_log.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <stdexcept>

namespace weft::bench {

namespace {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

void check(const Result& result, PGconn* connection) {
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(connection));
}

/// A PostgreSQL array literal of texts that hold no quote and no backslash (bench texts never do).
std::string array_literal(const std::vector<std::string>& texts) {
  std::string literal = "{";
  for (const auto& text : texts) {
    if (literal.size() > 1) literal += ',';
    literal += '"' + text + '"';
  }
  return literal + "}";
}

}  // namespace

void BareLog::Close::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

BareLog::BareLog(const std::string& conninfo)
    : connection_(PQconnectdb(conninfo.c_str())), table_("bare_entries_" + std::to_string(::getpid())) {
  if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
  must("SET client_min_messages = warning");
  must("DROP TABLE IF EXISTS " + table_);
  must(
      "CREATE TABLE " + table_ +
      " (conversation int, seq bigint, body text, created_at timestamptz DEFAULT now(), PRIMARY KEY "
      "(conversation, seq))");
  prepare("one", "INSERT INTO " + table_ + " VALUES (1, $1::bigint, $2::text)");
  prepare(
      "many", "INSERT INTO " + table_ +
                  " SELECT 1, $1::bigint + ordinality - 1, body FROM unnest($2::text[]) WITH ORDINALITY AS "
                  "t(body, ordinality)");
}

void BareLog::must(const std::string& sql) {
  const Result result(PQexec(connection_.get(), sql.c_str()));
  check(result, connection_.get());
}

void BareLog::prepare(const char* name, const std::string& sql) {
  const Result result(PQprepare(connection_.get(), name, sql.c_str(), 0, nullptr));
  check(result, connection_.get());
}

void BareLog::execute(const char* statement, const std::vector<std::string>& values) {
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const auto& value : values)
    pointers.push_back(value.c_str());
  const Result result(PQexecPrepared(
      connection_.get(), statement, static_cast<int>(pointers.size()), pointers.data(), nullptr, nullptr, 0));
  check(result, connection_.get());
}

void BareLog::commit(const std::vector<std::string>& texts) {
  const auto first = std::to_string(seq_ + 1);
  if (texts.size() == 1)
    execute("one", {first, texts.front()});
  else
    execute("many", {first, array_literal(texts)});
  seq_ += static_cast<std::int64_t>(texts.size());
}

}  // namespace weft::bench
