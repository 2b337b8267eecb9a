// No statement of this room reads a table from end to end that grows with the use of the server.
#include "support/plans.hpp"

#include "files/store.hpp"
#include "files/world.hpp"

namespace weft::test {
namespace {

/// One worker: what the operations prepare is prepared on its connection.
struct FilePlans : testing::Test {
  FilesWorld world{test_files(), 1};
  std::string team = world.world.group("alice", {"bob"});

  void crowd() {
    world.world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.world.corp);
      const PrincipalId alice = world.world.person("alice");
      db::exec(
          tx,
          "INSERT INTO file_contents (corp_id, sha256, size, type, examined, asked_at, created_at) SELECT $1, "
          "sha256(i::text::bytea), "
          "10, 'text/plain', 'done', now(), now() FROM generate_series(1, 3000) i",
          world.world.corp);
      db::exec(
          tx,
          "INSERT INTO files (id, corp_id, sha256, name, owner_id, used, created_at) SELECT gen_random_uuid(), $1, "
          "sha256(i::text::bytea), 'a', $2, true, now() FROM generate_series(1, 3000) i",
          world.world.corp, alice);
      db::exec(
          tx,
          "INSERT INTO file_uses (file_id, corp_id, kind, conversation_id, seq) SELECT id, corp_id, 'message', "
          "gen_random_uuid(), 1 FROM files");
      db::exec(
          tx,
          "INSERT INTO uploads (id, corp_id, owner_id, name, size, purpose, created_at, expires_at, file_id) SELECT "
          "gen_random_uuid(), $1, $2, 'a', 10, 'file', now(), $3::timestamptz + interval '9 days', gen_random_uuid() "
          "FROM "
          "generate_series(1, 3000)",
          world.world.corp, alice, world.world.clock.now());
      db::exec(
          tx,
          "INSERT INTO participants (conversation_id, principal_id, corp_id, joined_seq) SELECT c.id, "
          "gen_random_uuid(), $1, 1 FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 300)) c, "
          "generate_series(1, 20)",
          world.world.corp);
      for (const char* table : {"file_contents", "files", "file_uses", "uploads", "participants"})
        db::exec(tx, "ANALYZE " + std::string(table));
      return 0;
    });
  }
  void use_everything() {
    const std::string file = world.file("alice");
    world.send("alice", team, file);
    world.get("bob", {{"file", file}});
    world.call("bob", "file.get", {{"file", file}});
    const std::string upload = world.call("alice", "upload.create", {{"name", "a"}, {"size", 10}}).at("id");
    world.put("alice", "upload.put", {{"upload", upload}, {"offset", 0}}, "0123456789");
    world.call("alice", "upload.complete", {{"upload", upload}});
    world.call("alice", "upload.cancel", {{"upload", upload}});
    world.call("alice", "upload.get", {{"upload", upload}});
  }
  template <class Body>
  void on_worker(Body body) {
    std::promise<api::Outcome> done;
    world.world.dispatcher.transact(
        [&](db::Tx& tx) {
          tx.set_corp(world.world.corp);
          body(tx);
          return std::string();
        },
        [&](api::Outcome outcome) { done.set_value(std::move(outcome)); });
    const api::Outcome outcome = done.get_future().get();
    if (const auto* error = std::get_if<ApiError>(&outcome)) ADD_FAILURE() << error->detail();
  }
};

TEST_F(FilePlans, UseAnIndexForEveryTableThatGrows) {
  crowd();
  use_everything();
  on_worker([&](db::Tx& tx) {
    const PrincipalId alice = world.world.person("alice");
    const files::Use use{files::Use::Kind::result, alice, tx.now()};
    const FileId file = files::store_bytes(tx, *world.store, {"a", alice, use}, "made by the server");
    const files::Needed needed{api::Permission::directory_export, {1}};
    const FileId other = files::store_bytes(
        tx, *world.store, {"b", alice, {files::Use::Kind::result, alice, {}, {needed}}}, "by right");
    EXPECT_THROW(files::load(tx, world.caller("alice"), other), ApiError);
    files::detach(tx, files::Use::Kind::result, alice, file);
    files::detach_all_but(tx, files::Use::Kind::avatar, alice, file);
    files::release(tx, *ConversationId::parse(team), 1, 5);
    const files::store::ContentRow waiting{sha256("some text"), 9, "text/plain", files::Examined::waiting};
    files::store::insert_content(tx, waiting, tx.now());
    files::store::count_lost_look(tx, waiting.sha256);
    files::store::end_waiting(tx, 5);
    EXPECT_GT(prepared_count(tx), 30u);
    for (const std::string& read : whole_reads(tx))
      ADD_FAILURE() << read;
  });
}

TEST_F(FilePlans, OfTheCollectorUseAnIndex) {
  crowd();
  world.file("alice");
  world.world.clock.advance(std::chrono::hours(48));
  const auto connection = db::connect(world.world.pool(1));
  while (world.files.tidy(*connection, world.world.corp)) {}
  world.file("alice");
  while (world.files.sweep(*connection)) {}
  db::Tx tx(*connection, world.world.clock);
  tx.set_corp(world.world.corp);
  EXPECT_GT(prepared_count(tx), 8u);
  for (const std::string& read : whole_reads(tx))
    ADD_FAILURE() << read;
}

}  // namespace
}  // namespace weft::test
