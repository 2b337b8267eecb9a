// Migrations: order, altered or newer schemas, several processes at once, and what an administrator is told.
#include "support/postgres.hpp"
#include <weft/base/error.hpp>
#include <weft/db/migrations.hpp>
#include <weft/db/sql.hpp>
#include <weft/db/workers.hpp>

#include <gtest/gtest.h>

#include <thread>

namespace weft::db {
namespace {

const std::vector<Migration> kThree = {
    {1, "0001_one", "CREATE TABLE one (n int); INSERT INTO one VALUES (1);"},
    {2, "0002_two", "CREATE TABLE two AS SELECT n + 1 AS n FROM one;"},
    {3, "0003_three", "CREATE TABLE three AS SELECT n + 1 AS n FROM two;"},
};

std::vector<Migration> first(std::size_t count) {
  return {kThree.begin(), kThree.begin() + static_cast<std::ptrdiff_t>(count)};
}

std::string value(const std::string& url, const std::string& sql) {
  pqxx::connection connection(url);
  pqxx::nontransaction work(connection);
  return text_of(work.exec1(sql)[0]);
}

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const OperatorError& error) {
    return error.what();
  }
  return "nothing was refused";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Migrate, AppliesInOrderAndOnce) {
  const std::string url = test::empty_database();
  const MigrationReport fresh = migrate(url, kThree);
  EXPECT_EQ(fresh.before, 0);
  EXPECT_EQ(fresh.after, 3);
  EXPECT_EQ(value(url, "SELECT n FROM three"), "3");
  const MigrationReport again = migrate(url, kThree);
  EXPECT_EQ(again.before, 3);
  EXPECT_EQ(again.after, 3);
}

TEST(Migrate, AppliesOnlyWhatIsNew) {
  const std::string url = test::empty_database();
  migrate(url, first(1));
  const MigrationReport report = migrate(url, kThree);
  EXPECT_EQ(report.before, 1);
  EXPECT_EQ(report.after, 3);
}

TEST(Migrate, RefusesAnAlteredMigration) {
  const std::string url = test::empty_database();
  migrate(url, kThree);
  auto altered = kThree;
  altered[1].sql += "-- just a comment\n";
  EXPECT_TRUE(contains(refusal([&] { migrate(url, altered); }), "0002_two was altered"));
  EXPECT_TRUE(contains(refusal([&] { schema_version(url, altered); }), "0002_two was altered"));
}

TEST(Migrate, RefusesANewerSchema) {
  const std::string url = test::empty_database();
  migrate(url, kThree);
  const std::string line = refusal([&] { migrate(url, first(2)); });
  EXPECT_TRUE(contains(line, "0003_three")) << line;
  EXPECT_TRUE(contains(line, "start the newer version")) << line;
}

TEST(Migrate, RollsBackTheOneThatFails) {
  const std::string url = test::empty_database();
  auto broken = kThree;
  broken[2].sql = "CREATE TABLE half (n int); SELECT 1 / 0;";
  const std::string line = refusal([&] { migrate(url, broken); });
  EXPECT_TRUE(contains(line, "0003_three failed")) << line;
  EXPECT_EQ(schema_version(url, kThree), 2);
  EXPECT_EQ(value(url, "SELECT to_regclass('half') IS NULL"), "t");
  EXPECT_EQ(migrate(url, kThree).after, 3);
}

TEST(Migrate, RefusesAHoleInTheNumbers) {
  const std::string url = test::empty_database();
  EXPECT_THROW(migrate(url, {kThree[0], kThree[2]}), std::logic_error);
}

TEST(Migrate, IsDoneOnceByManyAtOnce) {
  const std::string url = test::empty_database();
  std::vector<std::thread> threads;
  std::atomic<int> applied{0};
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const MigrationReport report = migrate(url, kThree);
      applied += report.after - report.before;
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(applied, 3);
}

TEST(Migrate, SchemaVersionOfAnEmptyDatabaseIsZero) {
  EXPECT_EQ(schema_version(test::empty_database(), kThree), 0);
}

TEST(Migrate, TheEmbeddedOnesBringAnEpoch) {
  const std::string url = test::fresh_database();
  EXPECT_EQ(schema_version(url, embedded_migrations()), static_cast<int>(embedded_migrations().size()));
  EXPECT_EQ(value(url, "SELECT count(*) FROM server_state WHERE epoch IS NOT NULL"), "1");
}

TEST(Migrate, TellsTheAdministratorWhatToRunWhenRolesAreMissing) {
  // The roles are the cluster's and exist by now: a user who may not grant them is in the same position.
  test::fresh_database();
  const std::string admin = test::empty_database();
  {
    pqxx::connection connection(admin);
    pqxx::nontransaction work(connection);
    work.exec("DROP ROLE IF EXISTS \"odd User\"");
    work.exec("CREATE ROLE \"odd User\" LOGIN");
  }
  const std::string line = refusal([&] { migrate(admin + " user='odd User'", kThree); });
  EXPECT_TRUE(contains(line, "GRANT weft_app, weft_maintenance TO \"odd User\";")) << line;
}

TEST(Migrate, TellsTheAdministratorWhenTheUserDoesNotOwnTheDatabase) {
  const std::string admin = test::empty_database();
  const std::string line = refusal([&] { migrate(admin + " user=weft_owner", kThree); });
  EXPECT_TRUE(contains(line, "ALTER DATABASE")) << line;
}

TEST(Migrate, RefusesAnotherEncoding) {
  const std::string admin = test::empty_database();
  const std::string name = "latin_" + std::to_string(getpid());
  {
    pqxx::connection connection(admin);
    pqxx::nontransaction(connection)
        .exec("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
  }
  const std::string line = refusal([&] { migrate(admin + " dbname=" + name, kThree); });
  EXPECT_TRUE(contains(line, "UTF8")) << line;
}

TEST(Migrate, SaysWhyItCannotConnect) {
  const std::string line = refusal([] { migrate("host=/nowhere user=x dbname=y", kThree); });
  EXPECT_TRUE(contains(line, "cannot connect to PostgreSQL")) << line;
  EXPECT_TRUE(contains(line, "database.url")) << line;
}

TEST(Migrate, NeverRepeatsThePasswordOfAMalformedUrl) {
  const std::string line = refusal([] { migrate("postgresql://user:secret@host:port:5/x?bogus=1", kThree); });
  EXPECT_FALSE(contains(line, "secret")) << line;
}

}  // namespace
}  // namespace weft::db
