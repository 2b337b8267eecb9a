// The private PostgreSQL's life: first start, stop, attach, take-over.
#include "db/cluster.hpp"
#include "db/postmaster.hpp"
#include "support/postgres.hpp"
#include "support/program.hpp"
#include "support/wait.hpp"
#include <weft/base/process.hpp>
#include <weft/db/private_postgres.hpp>

#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace weft::db {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::wait_until;

std::unique_ptr<PrivatePostgres> start(const std::string& dir) {
  PrivatePostgresOptions options;
  options.data_dir = dir;
  options.durable = false;
  return PrivatePostgres::start(options);
}

std::string ask(const std::string& url, const std::string& sql) {
  pqxx::connection connection(url);
  const auto rows = pqxx::nontransaction(connection).exec(sql);
  return rows.empty() || rows.columns() == 0 ? "" : rows[0][0].c_str();
}

bool answering(const PrivatePostgres& postgres) {
  try {
    return ask(postgres.url(), "SELECT 1") == "1";
  } catch (const pqxx::failure&) {
    return false;
  }
}

bool alive(pid_t pid) {
  return kill(pid, 0) == 0;
}

unsigned mode_of(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 ? info.st_mode & 0777U : 0U;
}

TEST(PrivatePostgres, FirstStartMakesAUsableCluster) {
  const std::string dir = test::scratch_dir();
  const auto postgres = start(dir);
  EXPECT_FALSE(postgres->attached());
  EXPECT_EQ(ask(postgres->url(), "SELECT current_user || ' ' || current_database()"), "weft_owner weft");
  EXPECT_EQ(ask(postgres->url(), "SHOW server_encoding"), "UTF8");
  EXPECT_EQ(ask(postgres->url(), "SELECT upper('é')"), "É");
  EXPECT_EQ(ask(postgres->url(), "SHOW data_checksums"), "on");
  EXPECT_EQ(ask(postgres->url(), "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"), "f");
  EXPECT_EQ(ask(postgres->admin_url(), "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'weft_app'"), "f");
}

TEST(PrivatePostgres, IsReachableByItsSocketOnly) {
  const std::string dir = test::scratch_dir();
  const auto postgres = start(dir);
  EXPECT_EQ(ask(postgres->url(), "SHOW listen_addresses"), "");
  EXPECT_EQ(mode_of(dir + "/postgres-socket"), 0700U);
  EXPECT_EQ(mode_of(dir + "/postgres"), 0700U);
  EXPECT_TRUE(fs::is_socket(dir + "/postgres-socket/.s.PGSQL.5432"));
}

TEST(PrivatePostgres, IsOutOfReachOfTheTerminal) {
  const auto postgres = start(test::scratch_dir());
  EXPECT_NE(getsid(postgres->pid()), getsid(0));
  EXPECT_NE(getpgid(postgres->pid()), getpgid(0));
}

TEST(PrivatePostgres, StopLeavesNoProcess) {
  const std::string dir = test::scratch_dir();
  const auto postgres = start(dir);
  const pid_t pid = postgres->pid();
  postgres->stop();
  EXPECT_FALSE(alive(pid));
  EXPECT_FALSE(fs::exists(dir + "/postgres/postmaster.pid"));
}

TEST(PrivatePostgres, SecondStartIsQuickAndFindsEverything) {
  const std::string dir = test::scratch_dir();
  ask(start(dir)->url(), "CREATE TABLE kept AS SELECT 1");
  const auto before = std::chrono::steady_clock::now();
  const auto postgres = start(dir);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 3s);
  EXPECT_EQ(ask(postgres->url(), "SELECT * FROM kept"), "1");
}

TEST(PrivatePostgres, AttachesToARunningOneAndLeavesItRunning) {
  const std::string dir = test::scratch_dir();
  const auto owner = start(dir);
  {
    const auto guest = start(dir);
    EXPECT_TRUE(guest->attached());
    EXPECT_EQ(guest->pid(), owner->pid());
    EXPECT_TRUE(answering(*guest));
  }
  EXPECT_TRUE(answering(*owner));
}

TEST(PrivatePostgres, AGuestTakesOverWhenTheOwnerStops) {
  const std::string dir = test::scratch_dir();
  auto owner = start(dir);
  const auto guest = start(dir);
  owner.reset();
  EXPECT_TRUE(wait_until([&] { return !guest->attached() && answering(*guest); }, 5s));
}

TEST(PrivatePostgres, ATuningFileOfTheOperatorIsRead) {
  const std::string dir = test::scratch_dir();
  std::ofstream(dir + "/postgresql.local.conf") << "work_mem = '7MB'\n";
  const auto postgres = start(dir);
  EXPECT_EQ(ask(postgres->url(), "SHOW work_mem"), "7MB");
}

TEST(PrivatePostgres, APathTooLongForASocketIsNoObstacle) {
  const std::string dir = test::scratch_dir() + "/" + std::string(120, 'x') + " and a blank, too";
  const auto postgres = start(dir);
  EXPECT_TRUE(answering(*postgres));
  const std::string socket_dir = locate_cluster(dir, false).socket_dir;
  EXPECT_EQ(mode_of(socket_dir), 0700U);
  postgres->stop();
  fs::remove_all(socket_dir);
}

TEST(PrivatePostgres, ALargeLogIsSetAside) {
  const std::string dir = test::scratch_dir();
  { std::ofstream(dir + "/postgres.log") << std::string(17UL << 20U, 'x'); }
  const auto postgres = start(dir);
  EXPECT_LT(fs::file_size(dir + "/postgres.log"), 1U << 20U);
  EXPECT_EQ(fs::file_size(dir + "/postgres.log.1"), 17U << 20U);
}

// What an administrator started with pg_ctl is used and left running.
TEST(PrivatePostgres, UsesAClusterStartedByHand) {
  const std::string dir = test::scratch_dir();
  std::string pg_ctl;
  {
    const auto first = start(dir);
    pg_ctl = first->bin_dir() + "/pg_ctl";
  }
  ASSERT_EQ(run_program({pg_ctl, "-D", dir + "/postgres", "-w", "-l", dir + "/hand.log", "start"}).status, 0);
  {
    const auto postgres = start(dir);
    EXPECT_TRUE(postgres->attached());
    EXPECT_TRUE(answering(*postgres));
  }
  EXPECT_EQ(run_program({pg_ctl, "-D", dir + "/postgres", "status"}).status, 0);
  EXPECT_EQ(run_program({pg_ctl, "-D", dir + "/postgres", "-m", "fast", "-w", "stop"}).status, 0);
}

}  // namespace
}  // namespace weft::db
