// Counts and sums in one snapshot, and the few statements that a restore needs.
#include "app/facts.hpp"
#include "db/roles.hpp"
#include <weft/base/error.hpp>
#include <weft/db/sql.hpp>
#include <weft/files/backup_lock.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/audit.hpp>

namespace weft::app {
namespace {

using Snapshot = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;

constexpr const char* kTables =
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = "
    "'public'::regnamespace ORDER BY 1";
constexpr const char* kSums = "SELECT coalesce(sum(head_seq), 0), coalesce(sum(message_count), 0) FROM conversations";
constexpr const char* kChains =
    "SELECT c.handle, h.seq, encode(h.hash, 'hex') FROM audit_heads h JOIN companies c ON c.id = h.corp_id ORDER BY "
    "c.handle";

std::map<std::string, std::int64_t> count_rows(pqxx::transaction_base& work) {
  std::map<std::string, std::int64_t> rows;
  for (const auto& table : work.exec(kTables)) {
    const std::string name = table[0].as<std::string>();
    rows[name] = work.exec1("SELECT count(*) FROM " + work.quote_name(name))[0].as<std::int64_t>();
  }
  return rows;
}

std::string difference(const std::string& what, const std::string& wanted, const std::string& found) {
  return what + ": the manifest says " + wanted + ", the database " + found;
}

std::string words(const std::vector<Chain>& chains) {
  std::string text;
  for (const Chain& chain : chains)
    text += (text.empty() ? "" : ", ") + chain.company + " " + std::to_string(chain.seq) + " " +
            chain.hash.substr(0, 12);
  return text.empty() ? "none" : text;
}

}  // namespace

Facts read_facts(
    const db::PoolOptions& owner, const std::function<void(const std::string&, std::uint64_t)>& with_snapshot) {
  const auto connection = db::connect(owner);
  Snapshot work(*connection);
  Facts facts;
  facts.postgres = connection->server_version();
  if (with_snapshot) {
    const std::string name = work.exec1("SELECT pg_export_snapshot()")[0].as<std::string>();
    with_snapshot(name, work.exec1("SELECT pg_database_size(current_database())")[0].as<std::uint64_t>());
  }
  facts.schema = work.exec1("SELECT coalesce(max(number), 0) FROM schema_migrations")[0].as<int>();
  facts.epoch = work.exec1("SELECT epoch FROM server_state")[0].as<std::string>();
  facts.rows = count_rows(work);
  const auto sums = work.exec1(kSums);
  facts.head_seq_sum = sums[0].as<std::int64_t>();
  facts.message_sum = sums[1].as<std::int64_t>();
  for (const auto& row : work.exec(kChains))
    facts.audit.push_back({row[0].as<std::string>(), row[1].as<std::int64_t>(), row[2].as<std::string>()});
  return facts;
}

std::vector<std::string> differences(const Facts& wanted, const Facts& found) {
  std::vector<std::string> all;
  if (wanted.schema != found.schema)
    all.push_back(difference("schema", std::to_string(wanted.schema), std::to_string(found.schema)));
  for (const auto& [table, count] : wanted.rows) {
    const auto it = found.rows.find(table);
    const std::int64_t there = it == found.rows.end() ? 0 : it->second;
    if (there != count) all.push_back(difference("rows of " + table, std::to_string(count), std::to_string(there)));
  }
  if (wanted.head_seq_sum != found.head_seq_sum) {
    all.push_back(
        difference("sum of log heads", std::to_string(wanted.head_seq_sum), std::to_string(found.head_seq_sum)));
  }
  if (wanted.message_sum != found.message_sum) {
    all.push_back(difference("messages", std::to_string(wanted.message_sum), std::to_string(found.message_sum)));
  }
  if (words(wanted.audit) != words(found.audit))
    all.push_back(difference("audit chains", words(wanted.audit), words(found.audit)));
  return all;
}

std::vector<std::string> broken_chains(const db::PoolOptions& owner) {
  const SystemClock clock;
  const auto connection = db::connect(owner);
  std::vector<identity::Company> companies;
  {
    db::Tx tx(*connection, clock);
    companies = identity::list_companies(tx);
  }
  std::vector<std::string> broken;
  for (const identity::Company& company : companies) {
    db::Tx tx(*connection, clock);
    if (const auto row = identity::audit::verify_chain(tx, company.id))
      broken.push_back(company.handle + ": row " + std::to_string(*row));
  }
  return broken;
}

std::shared_ptr<pqxx::connection> keep_files(const db::PoolOptions& owner) {
  std::shared_ptr<pqxx::connection> holder = db::connect(owner);
  pqxx::nontransaction(*holder).exec("SELECT pg_advisory_lock(" + std::to_string(files::kBackupLock) + ")");
  return holder;
}

std::string renew_epoch(const db::PoolOptions& owner) {
  const auto connection = db::connect(owner);
  pqxx::work work(*connection);
  const std::string epoch =
      work.exec1("UPDATE server_state SET epoch = gen_random_uuid() RETURNING epoch")[0].as<std::string>();
  work.commit();
  return epoch;
}

bool is_blank(const db::PoolOptions& owner) {
  const auto connection = db::connect(owner);
  pqxx::nontransaction work(*connection);
  return work.exec(kTables).empty();
}

void make_blank(const db::PoolOptions& owner) {
  const auto connection = db::connect(owner);
  pqxx::work work(*connection);
  work.exec("DROP SCHEMA public CASCADE");
  work.exec("CREATE SCHEMA public");
  work.exec("GRANT USAGE ON SCHEMA public TO PUBLIC");
  work.commit();
}

void need_roles(const db::PoolOptions& owner) {
  const auto connection = db::connect(owner);
  pqxx::work work(*connection);
  db::ensure_roles(work);
  work.commit();
}

}  // namespace weft::app
