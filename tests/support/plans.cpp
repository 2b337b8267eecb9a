// Sequential scans are switched off for the workers, so one that is still in a plan has no index to take its place, on
// an empty database and on a large one.
#include "support/plans.hpp"

#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

#include <set>

namespace weft::test {
namespace {

const std::set<std::string> kSmall{"companies", "server_state"};

/// The tables that the plan reads from end to end: without an index, or along one without a condition on it.
void collect(const Json& node, std::set<std::string>& tables) {
  const std::string type = node.at("Node Type");
  const bool along = type == "Index Scan" || type == "Index Only Scan" || type == "Bitmap Index Scan";
  if (type == "Seq Scan" || (along && !node.contains("Index Cond"))) {
    const std::string name = node.value("Relation Name", node.value("Index Name", type));
    if (!kSmall.count(name)) tables.insert(name);
  }
  for (const Json& child : node.value("Plans", Json::array()))
    collect(child, tables);
}

std::string nulls(int count) {
  std::string list;
  for (int i = 0; i < count; ++i)
    list += i == 0 ? "(NULL" : ", NULL";
  return count == 0 ? "" : list + ")";
}

}  // namespace

std::vector<std::string> whole_reads(db::Tx& tx) {
  const auto prepared = db::exec(
      tx,
      "SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements "
      "WHERE statement ~ '^(SELECT|INSERT|UPDATE|DELETE|WITH)' AND statement !~ 'pg_prepared_statements'");
  std::vector<std::string> found;
  for (const auto& row : prepared) {
    const std::string call = "\"" + std::string(row[0].c_str()) + "\"" + nulls(row[2].as<int>());
    const auto plan = db::exec(tx, "EXPLAIN (FORMAT JSON) EXECUTE " + call);
    std::set<std::string> tables;
    collect(Json::parse(plan.at(0)[0].c_str()).at(0).at("Plan"), tables);
    for (const std::string& table : tables)
      found.push_back(table + ": " + row[1].c_str());
  }
  return found;
}

std::size_t prepared_count(db::Tx& tx) {
  return db::exec(tx, "SELECT 1 FROM pg_prepared_statements").size();
}

}  // namespace weft::test
