// What must be equal before a backup and after a restore; and the manifest that carries it.
#pragma once
#include <weft/db/workers.hpp>

#include <boost/describe.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weft::app {

struct Chain {
  std::string company;  ///< handle
  std::int64_t seq = 0;
  std::string hash;  ///< hexadecimal
};
BOOST_DESCRIBE_STRUCT(Chain, (), (company, seq, hash))

struct Facts {
  int schema = 0;
  int postgres = 0;  ///< 150006 for 15.6
  std::string epoch;
  std::map<std::string, std::int64_t> rows;  ///< of each table
  std::int64_t head_seq_sum = 0;             ///< over all conversations
  std::int64_t message_sum = 0;
  std::vector<Chain> audit;  ///< the end of each company's chain
};
BOOST_DESCRIBE_STRUCT(Facts, (), (schema, postgres, epoch, rows, head_seq_sum, message_sum, audit))

struct Part {
  std::string name;
  std::uint64_t size = 0;
  std::string sha256;
};
BOOST_DESCRIBE_STRUCT(Part, (), (name, size, sha256))

/// manifest.json, the first file of an archive.
struct Manifest {
  int format = 1;
  std::string weft;  ///< version
  std::string created_at;
  Facts facts;
  std::vector<Part> parts;
};
BOOST_DESCRIBE_STRUCT(Manifest, (), (format, weft, created_at, facts, parts))

/// Reads the facts in one snapshot and, while it is open, calls `with_snapshot` with its name (for pg_dump --snapshot)
/// and the size of the database in bytes.
Facts read_facts(
    const db::PoolOptions& owner,
    const std::function<void(const std::string& snapshot, std::uint64_t size)>& with_snapshot = {});

/// One line for each difference, the epoch and the PostgreSQL version left out; empty: equal.
std::vector<std::string> differences(const Facts& wanted, const Facts& found);

/// The companies whose audit chain is broken, with the first bad row: "acme: row 17".
std::vector<std::string> broken_chains(const db::PoolOptions& owner);

/// While it lives the server removes no file from its disk. Waits for one that is being removed.
std::shared_ptr<pqxx::connection> keep_files(const db::PoolOptions& owner);

/// Begins a new life of the data: clients forget what they hold. Returns the new epoch.
std::string renew_epoch(const db::PoolOptions& owner);

/// True when the database has none of our tables.
bool is_blank(const db::PoolOptions& owner);
/// Throws everything in it away.
void make_blank(const db::PoolOptions& owner);
/// Creates the roles that a dump grants rights to. OperatorError when an administrator must do it.
void need_roles(const db::PoolOptions& owner);

}  // namespace weft::app
