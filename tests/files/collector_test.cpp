// What nothing refers to is removed, and nothing else is, whoever comes in between.
#include "files/store.hpp"
#include "files/world.hpp"
#include <weft/files/backup_lock.hpp>

namespace weft::test {
namespace {

struct Collector : testing::Test {
  FilesWorld world;
  std::string team = world.world.group("alice", {"bob"});
  void pass(int hours) { world.world.clock.advance(std::chrono::hours(hours)); }
};

TEST_F(Collector, RemovesWhatWasNeverUsed) {
  const std::string file = world.file("alice");
  pass(23);
  world.tidy();
  EXPECT_EQ(world.get_code("alice", file), "ok");
  pass(2);
  world.tidy();
  EXPECT_EQ(world.get_code("alice", file), "not_found");
  EXPECT_EQ(world.on_disk(), 0u);
  EXPECT_EQ(world.usage().stored, 0);
}

TEST_F(Collector, LeavesWhatIsAttached) {
  const std::string file = world.file("alice");
  world.send("alice", team, file);
  pass(1000);
  world.tidy();
  EXPECT_EQ(world.get_code("bob", file), "ok");
}

TEST_F(Collector, RemovesWhatRetentionReleased) {
  const std::string file = world.file("alice");
  const Seq seq = world.send("alice", team, file).at("seq");
  world.in_tx([&](db::Tx& tx) { files::release(tx, *ConversationId::parse(team), 1, seq); });
  pass(23);
  world.tidy();
  EXPECT_EQ(world.on_disk(), 1u);
  pass(2);
  world.tidy();
  EXPECT_EQ(world.on_disk(), 0u);
}

TEST_F(Collector, LeavesWhatIsAttachedElsewhere) {
  const std::string file = world.file("alice");
  const Seq seq = world.send("alice", team, file).at("seq");
  const std::string other = world.world.group("alice", {"carol"});
  world.send("alice", other, file);
  world.in_tx([&](db::Tx& tx) { files::release(tx, *ConversationId::parse(team), 1, seq); });
  pass(48);
  world.tidy();
  EXPECT_EQ(world.get_code("carol", file), "ok");
}

TEST_F(Collector, LeavesAContentThatAnotherFileHas) {
  world.file("alice");
  pass(20);
  const std::string second = world.file("bob");
  pass(5);
  world.tidy();
  EXPECT_EQ(world.get("bob", {{"file", second}}).bytes, "some text");
}

TEST_F(Collector, KeepsWhatRecallsSealed) {
  const std::string file = world.file("alice");
  const Seq seq = world.send("alice", team, file).at("seq");
  world.call("alice", "message.recall", {{"conversation", team}, {"seq", seq}});
  pass(48);
  world.tidy();
  EXPECT_EQ(world.on_disk(), 1u);  // with the sealed message, until retention takes both
}

TEST_F(Collector, FindsAFileGoneOrHeldNeverHalf) {
  // A message is resolved and the collector runs at the same moment: either the send is refused, or the file stays.
  for (int round = 0; round < 10; ++round) {
    const std::string file = world.file("alice", "round " + std::to_string(round));
    pass(25);
    auto sent = std::async(std::launch::async, [&] { return code(world.send("alice", team, file)); });
    world.tidy();
    const std::string outcome = sent.get();
    world.tidy();
    EXPECT_EQ(world.get_code("bob", file), outcome) << round;
  }
}

TEST_F(Collector, WaitsForWhoHoldsAFile) {
  const std::string file = world.file("alice");
  pass(25);
  db::PoolOptions options = world.world.pool(1);
  const auto connection = db::connect(options);
  db::Tx sender(*connection, world.world.clock);
  sender.set_corp(world.world.corp);
  world.files.hold(sender, *FileId::parse(file));
  world.tidy();  // passes over what is locked
  sender.commit();
  world.tidy();
  EXPECT_EQ(world.get_code("alice", file), "ok");
}

TEST_F(Collector, TakesTheLocksInTheOrderOfWhoPublishes) {
  std::set<Digest> contents;
  for (const std::string text : {"first text", "second text"}) {
    world.file("alice", text);
    contents.insert(sha256(text));
  }
  pass(25);
  std::future<void> removal;
  world.in_tx([&](db::Tx& tx) {
    files::store::lock_content(tx, *contents.rbegin());
    removal = std::async(std::launch::async, [&] { world.tidy(); });
    const auto waits = [&] {
      return !db::exec(tx, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted LIMIT 1").empty();
    };
    EXPECT_TRUE(wait_until(waits));
    db::exec(tx, "UPDATE file_usage SET stored = stored + 0 WHERE corp_id = $1", tx.corp());  // as the rows are written
  });
  EXPECT_NO_THROW(removal.get());
  EXPECT_EQ(world.on_disk(), 0u);
}

TEST_F(Collector, LeavesAContentThatIsPublishedMeanwhile) {
  // The row of a content is gone, its bytes are not yet: an upload of the same bytes comes in between.
  world.file("alice");
  world.world.as_owner([](db::Tx& tx) {
    db::exec(tx, "DELETE FROM files");
    return db::exec(tx, "DELETE FROM file_contents").affected_rows();
  });
  const std::string again = world.file("alice");
  world.sweep();
  EXPECT_EQ(world.get("alice", {{"file", again}}).bytes, "some text");
}

TEST_F(Collector, SweepsWhatAKilledProcessLeft) {
  world.file("alice");
  world.world.as_owner([](db::Tx& tx) {
    db::exec(tx, "DELETE FROM files");
    return db::exec(tx, "DELETE FROM file_contents").affected_rows();
  });
  EXPECT_EQ(world.on_disk(), 1u);
  world.sweep();
  EXPECT_EQ(world.on_disk(), 0u);
}

TEST_F(Collector, SweepsAgainAndAgainUntilAllWasSeen) {
  const std::string file = world.file("alice");
  constexpr int kMany = 5'100, kStrays = 3;
  for (int i = 0; i < kMany; ++i) {
    const std::filesystem::path path = world.directory + "/files/" +
                                       files::content_path({world.world.corp, sha256(std::to_string(i))});
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path).put('x');
  }
  world.in_tx([](db::Tx& tx) {
    db::exec(
        tx,
        "INSERT INTO file_contents (corp_id, sha256, size, type, examined, asked_at, created_at) SELECT $1, "
        "sha256(i::text::bytea), 1, 'text/plain', 'done', now(), now() FROM generate_series($2::int, $3::int) i",
        tx.corp(), int{kStrays}, kMany - 1);
  });
  const auto connection = db::connect(world.world.pool(1));
  int slices = 1;
  while (world.files.sweep(*connection))
    ++slices;
  EXPECT_GT(slices, 1);
  EXPECT_EQ(world.on_disk(), 1u + kMany - kStrays);
  EXPECT_EQ(world.get_code("alice", file), "ok");
}

TEST_F(Collector, RestsDuringABackup) {
  const std::string file = world.file("alice");
  pass(25);
  const auto backup = db::connect(world.world.pool(1));
  pqxx::nontransaction work(*backup);
  work.exec("SELECT pg_advisory_lock(" + std::to_string(files::kBackupLock) + ")");
  world.tidy();
  world.sweep();
  EXPECT_EQ(world.get("alice", {{"file", file}}).bytes, "some text");
  work.exec("SELECT pg_advisory_unlock(" + std::to_string(files::kBackupLock) + ")");
  world.tidy();
  EXPECT_EQ(world.on_disk(), 0u);
}

TEST_F(Collector, EndsResultsInTheirTime) {
  const PrincipalId bob = world.world.person("bob");
  world.in_tx([&](db::Tx& tx) {
    files::store_bytes(
        tx, *world.store, {"export.csv", bob, {files::Use::Kind::result, bob, tx.now() + std::chrono::hours(1)}},
        "a,b\n1,2\n");
  });
  pass(2);
  world.tidy();
  EXPECT_EQ(world.on_disk(), 1u);
  pass(25);
  world.tidy();
  EXPECT_EQ(world.on_disk(), 0u);
}

}  // namespace
}  // namespace weft::test
