// Violent ends: the postmaster killed, its owner killed, both, and what they leave behind.
#include "db/cluster.hpp"
#include "db/postmaster.hpp"
#include "support/postgres.hpp"
#include "support/program.hpp"
#include "support/wait.hpp"
#include <weft/base/process.hpp>
#include <weft/db/private_postgres.hpp>

#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
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
  options.durable = false;  // a killed process loses nothing that was written to the page cache
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

/// Another process that owns a cluster, like a server: this program again, running KeepsAClusterUntilItIsKilled.
class OwnerProcess {
 public:
  explicit OwnerProcess(const std::string& dir) {
    setenv("WEFT_TEST_OWN", dir.c_str(), 1);
    Background program;
    program.args = {
        test::program_path(), "--gtest_also_run_disabled_tests", "--gtest_filter=*KeepsAClusterUntilItIsKilled"};
    program.log_file = dir + ".owner.log";
    program.death_signal = SIGKILL;
    pid_ = start_program(program);
    unsetenv("WEFT_TEST_OWN");
    ready_ = wait_until([&] { return fs::exists(dir + "/ready"); });
  }
  ~OwnerProcess() { kill_now(); }
  OwnerProcess(const OwnerProcess&) = delete;
  OwnerProcess& operator=(const OwnerProcess&) = delete;

  bool ready() const { return ready_; }
  void kill_now() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
  bool ready_ = false;
};

TEST(PostgresCrash, DISABLED_KeepsAClusterUntilItIsKilled) {
  const char* dir = std::getenv("WEFT_TEST_OWN");
  if (!dir) GTEST_SKIP() << "only as another process";
  const auto postgres = start(dir);
  std::ofstream(std::string(dir) + "/ready") << "1";
  pause();
}

TEST(PostgresCrash, AKilledPostmasterIsStartedAgain) {
  const auto postgres = start(test::scratch_dir());
  ask(postgres->url(), "CREATE TABLE kept AS SELECT 1");
  const pid_t first = postgres->pid();
  kill(first, SIGKILL);
  EXPECT_TRUE(wait_until([&] { return postgres->restarts() == 1 && answering(*postgres); }, 10s));
  EXPECT_NE(postgres->pid(), first);
  EXPECT_EQ(ask(postgres->url(), "SELECT * FROM kept"), "1");
}

// A backend in the middle of a statement does not notice that its postmaster is gone, and nothing can start beside it.
TEST(PostgresCrash, ABusyBackendDoesNotKeepItDown) {
  const auto postgres = start(test::scratch_dir());
  pqxx::connection busy(postgres->url());
  std::thread query([&] {
    try {
      pqxx::nontransaction(busy).exec(
          "DO $$ DECLARE n int := 0; BEGIN FOR i IN 1..2000000000 LOOP n := (n + i) % 7; END LOOP; END $$");
    } catch (const pqxx::failure&) {}
  });
  EXPECT_TRUE(wait_until([&] {
    return ask(postgres->admin_url(),
               "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO %' AND state = 'active'") == "1";
  }));
  kill(postgres->pid(), SIGKILL);
  EXPECT_TRUE(wait_until([&] { return postgres->restarts() == 1 && answering(*postgres); }, 10s));
  query.join();
}

TEST(PostgresCrash, AKilledOwnersClusterStopsAndCanBeStartedAgain) {
  const std::string dir = test::scratch_dir();
  OwnerProcess owner(dir);
  ASSERT_TRUE(owner.ready());
  const auto pid = read_pid_file(locate_cluster(dir, true));
  ASSERT_TRUE(pid);
  {
    const auto guest = start(dir);
    EXPECT_TRUE(guest->attached());
    ask(guest->url(), "CREATE TABLE kept AS SELECT 1");
  }
  owner.kill_now();
  const auto before = std::chrono::steady_clock::now();
  const auto postgres = start(dir);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  EXPECT_FALSE(postgres->attached());
  EXPECT_NE(postgres->pid(), pid->pid);
  EXPECT_EQ(ask(postgres->url(), "SELECT * FROM kept"), "1");
}

TEST(PostgresCrash, WithoutItsOwnerTheClusterStopsByItself) {
  const std::string dir = test::scratch_dir();
  const Cluster cluster = locate_cluster(dir, true);
  OwnerProcess owner(dir);
  ASSERT_TRUE(owner.ready());
  const auto pid = read_pid_file(cluster);
  ASSERT_TRUE(pid);
  owner.kill_now();
  EXPECT_TRUE(wait_until([&] { return !runs_cluster(pid->pid, cluster); }));
}

TEST(PostgresCrash, OwnerAndPostmasterKilledTogether) {
  const std::string dir = test::scratch_dir();
  OwnerProcess owner(dir);
  ASSERT_TRUE(owner.ready());
  const auto pid = read_pid_file(locate_cluster(dir, true));
  ASSERT_TRUE(pid);
  owner.kill_now();
  kill(pid->pid, SIGKILL);
  const auto postgres = start(dir);
  EXPECT_TRUE(answering(*postgres));
}

TEST(PostgresCrash, APidFileNamingAnotherProgramIsRemoved) {
  const std::string dir = test::scratch_dir();
  start(dir)->stop();
  // The number was given to somebody else meanwhile: this very process.
  std::ofstream(dir + "/postgres/postmaster.pid") << getpid() << "\n"
                                                  << dir << "/postgres\n0\n5432\n"
                                                  << dir << "\n\n0 0\nready\n";
  const auto postgres = start(dir);
  EXPECT_TRUE(answering(*postgres));
}

TEST(PostgresCrash, AGuestTakesOverFromAKilledOwner) {
  const std::string dir = test::scratch_dir();
  OwnerProcess owner(dir);
  ASSERT_TRUE(owner.ready());
  const auto guest = start(dir);
  owner.kill_now();
  EXPECT_TRUE(wait_until([&] { return !guest->attached() && answering(*guest); }, 10s));
}

TEST(PostgresCrash, AnInterruptedFirstStartIsDoneAgain) {
  const std::string dir = test::scratch_dir();
  fs::create_directory(dir + "/postgres.new");
  std::ofstream(dir + "/postgres.new/half") << "half";
  EXPECT_TRUE(answering(*start(dir)));
  EXPECT_FALSE(fs::exists(dir + "/postgres.new"));
}

}  // namespace
}  // namespace weft::db
