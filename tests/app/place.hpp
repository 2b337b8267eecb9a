// A place to run commands on: a data directory, and a database of the test program's own cluster (fast) or a private
// one (real).
#pragma once
#include "app/program.hpp"

#include <string>
#include <vector>

namespace weft::test {

struct Place {
  std::string data;
  std::string url;  ///< empty: private PostgreSQL

  /// The flags that make a command work here, behind `words`.
  std::vector<std::string> args(std::vector<std::string> words) const;
  Ended run(const std::vector<std::string>& words, const std::string& input = {}) const;
  /// The same, which must succeed.
  Ended need(const std::vector<std::string>& words, const std::string& input = {}) const;
};

/// With an empty, migrated database.
Place fresh_place();
/// With a database that holds nothing at all.
Place blank_place();
/// With a private PostgreSQL, not made yet.
Place private_place();
/// With the company `acme`, its owner `olga` (password kPassword) and the members `mia` and `max`.
Place company_place();

inline const std::string kPassword = "correct horse";

/// Runs one statement on the place's database.
void sql(const Place& place, const std::string& statement);
/// The first field of the first row.
std::string sql_value(const Place& place, const std::string& query);

}  // namespace weft::test
