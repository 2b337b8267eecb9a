// The one statement of the log lanes: arrays in, verdicts out.
#include "conversations/store_append.hpp"

#include <weft/db/sql.hpp>

namespace weft::conversations::store {
namespace {

const std::string kAppend =
    "SELECT o_i, o_verdict, o_seq, o_message_no, o_at FROM weft_append($1::uuid, $2::timestamptz, $3::uuid[], "
    "$4::uuid[], $5::text[], $6::uuid[], $7::jsonb[])";

struct Columns {
  std::string conversations, actors, client_ids, hashes, bodies;
};

Columns columns_of(std::span<const Send* const> sends) {
  std::vector<ConversationId> conversations;
  std::vector<PrincipalId> actors;
  std::vector<std::string> client_ids, hashes, bodies;
  for (const Send* send : sends) {
    conversations.push_back(send->conversation);
    actors.push_back(send->actor);
    client_ids.push_back(send->client_id);
    hashes.push_back(send->hash);
    bodies.push_back(send->body);
  }
  return {
      db::array_literal(conversations), db::array_literal(actors), db::array_literal(client_ids),
      db::array_literal(hashes), db::array_literal(bodies)};
}

std::vector<Verdict> verdicts_of(const db::Rows& rows, std::size_t count) {
  std::vector<Verdict> verdicts(count);
  for (const auto& row : rows) {
    Verdict& verdict = verdicts.at(row[0].as<std::size_t>() - 1);
    verdict.word = row[1].c_str();
    verdict.seq = row[2].is_null() ? 0 : row[2].as<Seq>();
    verdict.message_no = row[3].is_null() ? 0 : row[3].as<std::int64_t>();
    verdict.at = db::time_of(row[4]);
  }
  return verdicts;
}

template <class Transaction>
std::vector<Verdict> call(Transaction& work, const CorpId& corp, Time now, std::span<const Send* const> sends) {
  const Columns columns = columns_of(sends);
  const auto rows = work.exec_params(
      kAppend, corp.str(), to_rfc3339(now), columns.conversations, columns.actors, columns.client_ids, columns.hashes,
      columns.bodies);
  return verdicts_of(rows, sends.size());
}

std::vector<Verdict> run(
    pqxx::connection& connection, const CorpId& corp, Time now, std::span<const Send* const> sends,
    const std::function<bool(const std::vector<Verdict>&)>& before_commit) {
  if (!before_commit) {
    pqxx::nontransaction work(
        connection);  // the statement is its own transaction: one round trip, and its end is the commit
    return call(work, corp, now, sends);
  }
  pqxx::work work(connection);
  auto verdicts = call(work, corp, now, sends);
  if (!before_commit(verdicts)) throw Failed{true, "rolled back on purpose"};
  work.commit();
  return verdicts;
}

/// Timeouts, deadlocks, serialisation failures, full disk, too many connections.
bool passing(const std::string& state) {
  return state == "57014" || state == "40P01" || state == "40001" || state == "55P03" || state.starts_with("53");
}

/// The server is being shut down or is not up yet: as good as a lost connection.
bool going_away(const std::string& state) {
  return state == "57P01" || state == "57P02" || state == "57P03";
}

}  // namespace

Appender::Appender(const db::PoolOptions& options) : connection_(db::connect(options)) {
  pqxx::nontransaction work(*connection_);
  work.exec(
      "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off; SET plan_cache_mode = "
      "force_generic_plan; SET jit = off");
}

Appender::~Appender() = default;

std::vector<Verdict> Appender::append(
    const CorpId& corp, Time now, std::span<const Send* const> sends,
    const std::function<bool(const std::vector<Verdict>&)>& before_commit) {
  try {
    return run(*connection_, corp, now, sends, before_commit);
  } catch (const pqxx::broken_connection&) {
    throw Lost{};
  } catch (const pqxx::in_doubt_error&) {
    throw Lost{};
  } catch (const pqxx::sql_error& error) {
    if (going_away(error.sqlstate())) throw Lost{};
    throw Failed{passing(error.sqlstate()), error.what()};
  }
}

}  // namespace weft::conversations::store
