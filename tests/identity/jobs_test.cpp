// job.*: who sees which jobs, and who ends them.
#include "identity/world.hpp"
#include <weft/db/jobs.hpp>

namespace weft::identity {
namespace {

class JobOperations : public testing::Test {
 protected:
  JobOperations() {
    corp = world.company("acme");
    world.member(corp, "mia");
    world.member(corp, "max");
    mia = world.sign_in("mia").token;
    max = world.sign_in("max").token;
    olga = world.sign_in("olga").token;
    theirs = put(world.caller(mia).principal);
    servers = put(std::nullopt);
  }
  std::string put(std::optional<PrincipalId> started_by) {
    std::string id;
    world.as_server([&](db::Tx& tx) {
      tx.set_corp(corp);
      db::NewJob job{"test"};
      job.started_by = started_by;
      id = db::enqueue(tx, job).str();
    });
    return id;
  }
  std::size_t listed(const std::string& token) {
    return world.ok("job.list", Json::object(), token).at("items").size();
  }

  World world;
  CorpId corp;
  std::string mia, max, olga, theirs, servers;
};

TEST_F(JobOperations, ShowTheirStarterAndWhoHoldsTheSettings) {
  EXPECT_EQ(world.ok("job.get", {{"job", theirs}}, mia).at("status"), "waiting");
  EXPECT_EQ(world.ok("job.get", {{"job", servers}}, olga).at("kind"), "test");
  EXPECT_EQ(world.error("job.get", {{"job", theirs}}, max).code(), Errc::not_found);
  EXPECT_EQ(world.error("job.get", {{"job", servers}}, mia).code(), Errc::not_found);
  EXPECT_EQ(listed(mia), 1U);
  EXPECT_EQ(listed(max), 0U);
  EXPECT_EQ(listed(olga), 2U);
}

TEST_F(JobOperations, PageThroughTheList) {
  const Json first = world.ok("job.list", {{"limit", 1}}, olga);
  const Json second = world.ok("job.list", {{"limit", 1}, {"cursor", first.at("next_cursor")}}, olga);
  EXPECT_EQ(first["items"][0]["id"], servers);
  EXPECT_EQ(second["items"][0]["id"], theirs);
  EXPECT_TRUE(second.at("next_cursor").is_null());
}

TEST_F(JobOperations, EndAJobOnceAndNeverTheServersOwn) {
  EXPECT_EQ(world.error("job.cancel", {{"job", theirs}}, max).code(), Errc::not_found);
  EXPECT_EQ(world.ok("job.cancel", {{"job", theirs}}, mia).at("status"), "cancelled");
  EXPECT_EQ(world.error("job.cancel", {{"job", theirs}}, mia).code(), Errc::conflict);
  EXPECT_EQ(world.error("job.cancel", {{"job", servers}}, olga).code(), Errc::conflict);
  EXPECT_EQ(world.count("audit_log WHERE action = 'job.cancel'"), 1);
}

}  // namespace
}  // namespace weft::identity
