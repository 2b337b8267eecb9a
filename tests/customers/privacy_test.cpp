// What a customer may ask of the company: everything about it in a file, and that it is erased.
#include "customers/world.hpp"
#include <weft/conversations/indexer.hpp>
#include <weft/files/file_store.hpp>

#include <fstream>

namespace weft::test {
namespace {

struct ContactPrivacy : ::testing::Test {
  CustomerWorld world;
  std::string chat = world.customer("carl", "emma");
  std::string carl = world.people.at("carl").str();
  std::string data = scratch_dir();
  std::unique_ptr<files::FileStore> store = files::make_disk_store(data);
  std::unique_ptr<directory::TableFiles> tables = directory::stored_tables(*store, data + "/tables");

  ContactPrivacy() {
    world.promote("olga", api::Role::owner);
    world.send("carl", chat, "my address is 1 Main Street");
    world.send("emma", chat, "thank you");
    world.call("emma", "contact.update", {{"contact", carl}, {"ids", {{{"provider", "crm"}, {"value", "42"}}}}});
  }
  /// Runs the job to its end, a step a transaction; its result.
  Json run(const Json& view) {
    db::Job job;
    job.id = db::JobId::parse(view.at("id").get<std::string>()).value();
    job.kind = view.at("kind");
    job.started_by = world.people.at("olga");
    job.state = world.in_company([&](db::Tx& tx) {
      return RawJson{db::text_of(db::exec(tx, "SELECT state FROM jobs WHERE id = $1", job.id).at(0)[0])};
    });
    const auto kinds = customers::privacy_jobs(*tables, {conversations::forget_indexed, files::release});
    for (int i = 0; i < 100; ++i) {
      const db::Step step = world.in_company([&](db::Tx& tx) { return kinds.at(job.kind).step(tx, job); });
      if (step.next == db::Next::done) return Json::parse(step.result->text);
      job.state = step.state;
      job.done = step.done.value();
    }
    return {};
  }
  Json hold(const Json& what) {
    Json input = what;
    input["reason"] = "court";
    return world.call("olga", "legal_hold.create", input);
  }
};

TEST_F(ContactPrivacy, CarriesOutEverything) {
  EXPECT_EQ(code(world.call("emma", "contact.export", {{"contact", PrincipalId::make().str()}})), "forbidden");
  const Json result = run(world.call("olga", "contact.export", {{"contact", carl}}));
  EXPECT_EQ(result["entries"], 3);
  const Json everything = world.in_company([&](db::Tx& tx) {
    api::Caller olga{world.corp, world.people.at("olga"), {}, api::Role::owner, "olga", api::PermissionSet::all()};
    const int file = tables->open(tx, olga, FileId::parse(result["file"].get<std::string>()).value());
    std::string text(1 << 20, '\0');
    text.resize(static_cast<std::size_t>(read(file, text.data(), text.size())));
    close(file);
    return Json::parse(text);
  });
  EXPECT_EQ(everything["contacts"][0]["ids"][0]["value"], "42");
  EXPECT_EQ(everything["relations"].size(), 1u);
  EXPECT_EQ(everything["events"][0]["kind"], "added");
  EXPECT_EQ(everything["chats"][0]["entries"][1]["body"]["text"], "my address is 1 Main Street");
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'contact.export'"), 1);
}

TEST_F(ContactPrivacy, ErasesContentAndKeepsCounts) {
  const Json job = world.call("olga", "contact.erase", {{"contact", carl}});
  ASSERT_EQ(code(job), "ok") << job;
  EXPECT_EQ(
      world.count("SELECT count(*) FROM sessions s JOIN contacts c ON c.principal_id = s.principal_id WHERE "
                  "s.revoked_at IS NULL"),
      0);
  EXPECT_EQ(run(job)["kept"], 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM entries WHERE body::text ~ 'Main Street'"), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM principals WHERE name = 'carl'"), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_ids"), 0);
  EXPECT_EQ(world.count("SELECT message_count FROM conversations WHERE kind = 'customer'"), 2);
  EXPECT_GT(world.count("SELECT head_seq FROM conversations WHERE kind = 'customer'"), 3);
  EXPECT_EQ(world.entries("emma", chat, {{"after", 0}})["items"].size(), 0u);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events"), 2) << "added and removed";
  EXPECT_EQ(code(world.call("olga", "contact.erase", {{"contact", carl}})), "conflict");
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'contact.erase'"), 1);
}

TEST_F(ContactPrivacy, KeepsWhatAHoldKeeps) {
  for (const Json& scope :
       {Json{{"scope", "company"}}, Json{{"scope", "conversation"}, {"conversation", chat}},
        Json{{"scope", "person"}, {"principal", "emma"}}}) {
    const Json held = hold(scope);
    ASSERT_EQ(code(held), "ok") << held;
    EXPECT_EQ(code(world.call("olga", "contact.erase", {{"contact", carl}})), "conflict") << scope;
    world.call("olga", "legal_hold.lift", {{"hold", held["id"]}});
  }
  const Json job = world.call("olga", "contact.erase", {{"contact", carl}});
  hold({{"scope", "company"}});
  EXPECT_EQ(run(job)["kept"], 1) << "one set meanwhile wins too";
  EXPECT_EQ(world.count("SELECT count(*) FROM entries WHERE body::text ~ 'Main Street'"), 1);
}

}  // namespace
}  // namespace weft::test
