// How connections are set up, and which servers are refused.
#include "db/conninfo.hpp"
#include "db/pooler.hpp"
#include "support/postgres.hpp"
#include <weft/base/error.hpp>
#include <weft/db/sql.hpp>
#include <weft/db/workers.hpp>

#include <gtest/gtest.h>

namespace weft::db {
namespace {

PoolOptions options_for(const std::string& url) {
  PoolOptions options;
  options.url = url;
  return options;
}

std::string show(pqxx::connection& connection, const std::string& setting) {
  return text_of(pqxx::nontransaction(connection).exec1("SHOW " + setting)[0]);
}

TEST(Connect, SetsRoleZoneLimitsAndName) {
  PoolOptions options = options_for(test::fresh_database());
  options.name = "lane";
  options.statement_timeout = std::chrono::milliseconds(1234);
  const auto connection = connect(options);
  EXPECT_EQ(show(*connection, "role"), "weft_app");
  EXPECT_EQ(show(*connection, "timezone"), "UTC");
  EXPECT_EQ(show(*connection, "statement_timeout"), "1234ms");
  EXPECT_EQ(show(*connection, "idle_in_transaction_session_timeout"), "1min");
  EXPECT_EQ(show(*connection, "application_name"), "weft lane");
}

TEST(Connect, IsUnavailableWithoutAServer) {
  try {
    connect(options_for("host=/nowhere user=x"));
    FAIL();
  } catch (const ApiError& error) {
    EXPECT_EQ(error.code(), Errc::unavailable);
    EXPECT_EQ(error.detail().find("nowhere"), std::string::npos) << "the caller of an operation learns no paths";
  }
}

TEST(RequireSessions, RefusesAPoolerInTransactionMode) {
  PoolOptions direct = options_for(test::fresh_database());
  direct.role = "";
  EXPECT_NO_THROW(require_sessions(direct));
  const std::string own = test::scratch_dir();
  const std::string url = test::cluster().url();
  const std::size_t host = url.find("host='") + 6;
  const Pooler pooler(url.substr(host, url.find('\'', host) - host), own);
  PoolOptions pooled = direct;
  pooled.url += " host=" + own;
  EXPECT_THROW(require_sessions(pooled), OperatorError);
}

TEST(RequireDurable, RefusesFsyncOff) {
  const auto connection = connect(options_for(test::fresh_database()));  // the test cluster runs with fsync=off
  EXPECT_THROW(require_durable(*connection, false), OperatorError);
  EXPECT_NO_THROW(require_durable(*connection, true));
}

TEST(RequireDurable, RefusesSynchronousCommitOffAlone) {
  PrivatePostgresOptions options;
  options.data_dir = test::scratch_dir();
  const auto postgres = PrivatePostgres::start(options);
  PoolOptions pool = options_for(postgres->url());
  pool.role = "";
  const auto connection = connect(pool);
  EXPECT_NO_THROW(require_durable(*connection, false));
  pqxx::nontransaction(*connection).exec("SET synchronous_commit = off");
  EXPECT_THROW(require_durable(*connection, false), OperatorError);
}

TEST(Conninfo, ReadsBothForms) {
  EXPECT_NE(conninfo("postgresql://me@db.example/weft").find("host='db.example'"), std::string::npos);
  EXPECT_NE(conninfo("host='/a b' user=me").find("host='/a b'"), std::string::npos);
}

TEST(Conninfo, KeepsWhatTheOperatorWrote) {
  const std::string text = conninfo("host=x connect_timeout=30 application_name=mine", {{"application_name", "weft"}});
  EXPECT_NE(text.find("connect_timeout='30'"), std::string::npos);
  EXPECT_NE(text.find("application_name='mine'"), std::string::npos);
}

TEST(Conninfo, EscapesQuotes) {
  EXPECT_NE(conninfo(R"(password='a\'b\\c')").find(R"(password='a\'b\\c')"), std::string::npos);
}

}  // namespace
}  // namespace weft::db
