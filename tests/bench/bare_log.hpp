// The durable part of the reference: messages in a PostgreSQL table, committed before anybody hears of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct pg_conn;

namespace weft::bench {

/// One libpq connection and one table. Throws std::runtime_error with PostgreSQL's words when anything fails.
class BareLog {
 public:
  /// Makes a table of its own, named after this process.
  explicit BareLog(const std::string& conninfo);
  /// Commits all texts in one transaction: a plain INSERT for one, a set-based one for several.
  void commit(const std::vector<std::string>& texts);

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  void must(const std::string& sql);
  void prepare(const char* name, const std::string& sql);
  void execute(const char* statement, const std::vector<std::string>& values);

  std::unique_ptr<pg_conn, Close> connection_;
  std::string table_;
  std::int64_t seq_ = 0;
};

}  // namespace weft::bench
