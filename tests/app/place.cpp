// Databases and companies for the tests of commands.
#include "app/place.hpp"

#include "support/postgres.hpp"

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include <atomic>
#include <filesystem>

namespace weft::test {
namespace {

/// As weft makes it: open to nobody else.
std::string data_dir() {
  const std::string path = scratch_dir();
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

}  // namespace

std::vector<std::string> Place::args(std::vector<std::string> words) const {
  words.insert(words.end(), {"--config", "/dev/null", "--data", data});
  if (!url.empty()) words.insert(words.end(), {"--set", "database.url=" + url, "--set", "database.allow_unsafe=true"});
  return words;
}

Ended Place::run(const std::vector<std::string>& words, const std::string& input) const {
  return run_weft(args(words), input);
}

Ended Place::need(const std::vector<std::string>& words, const std::string& input) const {
  Ended ended = run(words, input);
  EXPECT_EQ(ended.status, 0) << words.front() << ": " << ended.err;
  return ended;
}

Place fresh_place() {
  return {data_dir(), fresh_database()};
}

Place blank_place() {
  static std::atomic<int> count{0};
  const std::string name = "blank_" + std::to_string(++count);
  pqxx::connection connection(cluster().admin_url());
  pqxx::nontransaction(connection).exec("CREATE DATABASE " + name + " TEMPLATE template0 OWNER weft_owner");
  return {data_dir(), cluster().url() + " dbname=" + name};
}

Place private_place() {
  return {scratch_dir() + "/data", ""};
}

Place company_place() {
  Place place = fresh_place();
  place.need(
      {"init", "--company", "Acme Ltd", "--handle", "acme", "--owner", "olga", "--name", "Olga", "--password-stdin"},
      kPassword + "\n");
  for (const char* member : {"mia", "max"})
    place.need({"user", "add", member, "--name", std::string("The ") + member, "--password-stdin"}, kPassword + "\n");
  return place;
}

void sql(const Place& place, const std::string& statement) {
  pqxx::connection connection(place.url);
  pqxx::nontransaction(connection).exec(statement);
}

std::string sql_value(const Place& place, const std::string& query) {
  pqxx::connection connection(place.url);
  return pqxx::nontransaction(connection).exec(query)[0][0].c_str();
}

}  // namespace weft::test
