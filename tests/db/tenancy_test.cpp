// Row-level security: the server's role sees and writes the rows of the transaction's company and nothing else.
#include "db/clock.hpp"
#include "support/postgres.hpp"
#include <weft/db/sql.hpp>
#include <weft/db/workers.hpp>

#include <gtest/gtest.h>

namespace weft::db {
namespace {

using test::kClock;

class TenancyTest : public testing::Test {
 protected:
  TenancyTest() {
    options_.url = test::fresh_database();
    options_.role = "";
    owner_ = connect(options_);
    Tx tx(*owner_, kClock);
    exec(tx, "CREATE TABLE notes (corp_id uuid NOT NULL, text text NOT NULL)");
    exec(tx, "SELECT weft_tenant_table('notes')");
    tx.commit();
    options_.role = "weft_app";
    app_ = connect(options_);
    write(ours_, ours_, "ours");
    write(theirs_, theirs_, "theirs");
  }

  void write(const CorpId& tenant, const CorpId& row, const std::string& text) {
    Tx tx(*app_, kClock);
    tx.set_corp(tenant);
    exec(tx, "INSERT INTO notes VALUES ($1, $2)", row, text);
    tx.commit();
  }

  PoolOptions options_;
  std::unique_ptr<pqxx::connection> owner_, app_;
  CorpId ours_ = CorpId::make(), theirs_ = CorpId::make();
};

TEST_F(TenancyTest, SeesItsOwnRowsOnly) {
  Tx tx(*app_, kClock);
  tx.set_corp(ours_);
  const Rows rows = exec(tx, "SELECT text FROM notes");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(text_of(rows[0][0]), "ours");
}

TEST_F(TenancyTest, SeesNothingWithoutATenant) {
  Tx tx(*app_, kClock);
  EXPECT_TRUE(exec(tx, "SELECT 1 FROM notes").empty());
}

TEST_F(TenancyTest, RefusesToWriteForAnotherCompany) {
  EXPECT_THROW(write(ours_, theirs_, "planted"), std::exception);
}

TEST_F(TenancyTest, RefusesToWriteWithoutATenant) {
  Tx tx(*app_, kClock);
  EXPECT_THROW(exec(tx, "INSERT INTO notes VALUES ($1, 'planted')", ours_), std::exception);
}

TEST_F(TenancyTest, CannotMoveARowToAnotherCompany) {
  Tx tx(*app_, kClock);
  tx.set_corp(ours_);
  EXPECT_THROW(exec(tx, "UPDATE notes SET corp_id = $1", theirs_), std::exception);
}

TEST_F(TenancyTest, UpdatesAndDeletesPassOverOtherCompanies) {
  Tx tx(*app_, kClock);
  tx.set_corp(ours_);
  EXPECT_EQ(exec(tx, "UPDATE notes SET text = 'x'").affected_rows(), 1U);
  EXPECT_EQ(exec(tx, "DELETE FROM notes").affected_rows(), 1U);
}

TEST_F(TenancyTest, MaintenanceSeesEverything) {
  Tx tx(*owner_, kClock);
  EXPECT_EQ(exec(tx, "SELECT 1 FROM notes").size(), 2U);
}

TEST_F(TenancyTest, TheServersRoleOwnsNothingAndCannotEscape) {
  Tx tx(*app_, kClock);
  const Row role = exec(
      tx,
      "SELECT rolsuper OR rolbypassrls OR rolcreaterole, pg_has_role('weft_maintenance', 'MEMBER')"
      " FROM pg_roles WHERE rolname = current_user")[0];
  EXPECT_FALSE(bool_of(role[0]));
  EXPECT_FALSE(bool_of(role[1]));
  EXPECT_TRUE(exec(tx, "SELECT 1 FROM pg_class WHERE pg_has_role('weft_app', relowner, 'MEMBER')").empty());
  EXPECT_THROW(exec(tx, "ALTER TABLE notes DISABLE ROW LEVEL SECURITY"), std::exception);
}

// Every table that knows companies must stand behind the fence, also those that later migrations bring.
TEST_F(TenancyTest, EveryTableWithACompanyIsFenced) {
  Tx tx(*owner_, kClock);
  const Rows open = exec(
      tx,
      "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'corp_id'"
      " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
      "   AND NOT (c.relrowsecurity AND c.relforcerowsecurity"
      "            AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant'))"
      // A partition may lack the fence only when the server's role cannot reach it past its parent.
      "   AND (NOT c.relispartition OR has_table_privilege('weft_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE'))");
  for (const Row& row : open)
    ADD_FAILURE() << "table " << row[0].c_str() << " has a corp_id and no fence";
}

// With the company known once a statement, an index that begins with corp_id is used.
TEST_F(TenancyTest, PolicyUsesTheIndex) {
  Tx tx(*owner_, kClock);
  exec(tx, "CREATE INDEX notes_corp ON notes (corp_id)");
  exec(tx, "SET LOCAL enable_seqscan = off");
  exec(tx, "SET LOCAL ROLE weft_app");
  tx.set_corp(ours_);
  std::string plan;
  for (const Row& row : exec(tx, "EXPLAIN SELECT text FROM notes"))
    plan += text_of(row[0]) + "\n";
  EXPECT_NE(plan.find("Index Cond: (corp_id = $0)"), std::string::npos) << plan;
}

}  // namespace
}  // namespace weft::db
