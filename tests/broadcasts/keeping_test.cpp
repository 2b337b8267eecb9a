// How long broadcasts are kept, what a customer may ask for of them, and how often somebody may ask for what costs
// much.
#include "broadcasts/world.hpp"
#include <weft/customers/visits.hpp>
#include <weft/files/file_store.hpp>

#include <unistd.h>

namespace weft::test {
namespace {

using std::chrono::days;

struct BroadcastKeeping : BroadcastWorld {
  BroadcastKeeping() {
    for (const char* name : {"carl", "dora", "fred"})
      world.customer(name, "emma");
  }
  bool purge(std::int64_t limit = 100) {
    return world.in_company([&](db::Tx& tx) { return broadcasts::purge_broadcasts(tx, days(400), limit); });
  }
  std::int64_t left(const std::string& table) { return world.count("SELECT count(*) FROM broadcast" + table); }
};

TEST_F(BroadcastKeeping, EndsAfterItsTime) {
  call("dora", "visit.set_broadcasts", {{"zone", "Europe/Berlin"}});
  send_own("emma", {"carl", "dora", "fred"});
  const Json open = draft("emma");
  world.clock.advance(days(399));
  EXPECT_FALSE(purge());
  send_own("emma", {"carl"});
  world.clock.advance(days(2));
  EXPECT_TRUE(purge(2)) << "some rows at a time";
  EXPECT_EQ(left("_recipients"), 2);
  EXPECT_EQ(left("s"), 3);
  while (purge(2)) {}
  EXPECT_EQ(left("s"), 2) << "the draft, and what was sent lately";
  EXPECT_EQ(left("_recipients"), 1);
  EXPECT_EQ(left("_tasks"), 1);
  EXPECT_EQ(left("_terms"), 2) << "carl got one lately, and dora said something";
  EXPECT_EQ(code(act("emma", "get", open)), "ok");
}

TEST_F(BroadcastKeeping, ForgetsNoRefusal) {
  call("carl", "visit.set_broadcasts", {{"refused", true}});
  send_own("emma", {"carl"});
  world.clock.advance(days(500));
  while (purge()) {}
  EXPECT_EQ(call("carl", "visit.broadcasts")["refused"], true);
}

struct BroadcastPrivacy : BroadcastKeeping {
  const std::string scratch = scratch_dir();
  std::unique_ptr<files::FileStore> disk = files::make_disk_store(scratch);
  std::unique_ptr<directory::TableFiles> tables = directory::stored_tables(*disk, scratch + "/tables");

  Json exported() {
    const Json job = call("olga", "contact.export", {{"contact", id("carl")}});
    EXPECT_EQ(code(job), "ok") << job.dump();
    const auto kinds = customers::privacy_jobs(*tables, {}, broadcasts::privacy_parts());
    step_by_hand(world, kinds, "contact.export");
    return world.in_company([&](db::Tx& tx) {
      const auto view = db::load_job(tx, db::JobId::parse(job["id"].get<std::string>()).value()).value();
      api::Caller olga{world.corp, world.people.at("olga"), {}, api::Role::owner, "olga", api::PermissionSet::all()};
      const Json result = Json::parse(view.result.value().text);
      const int file = tables->open(tx, olga, FileId::parse(result["file"].get<std::string>()).value());
      std::string text(1 << 20, ' ');
      text.resize(static_cast<std::size_t>(read(file, text.data(), text.size())));
      close(file);
      return Json::parse(text);
    });
  }
};

TEST_F(BroadcastPrivacy, TellsWhatACustomerWasSentAndWants) {
  const Json made = send_own("emma", {"carl", "dora"}, {{"title", "News"}});
  call("carl", "visit.set_broadcasts", {{"refused", true}, {"zone", "Europe/Berlin"}});
  send_own("emma", {"carl"});
  const Json all = exported();
  ASSERT_EQ(all.at("broadcasts").size(), 1u) << all.dump();
  EXPECT_EQ(all["broadcasts"][0]["broadcast"], made["id"]);
  EXPECT_EQ(all["broadcasts"][0]["title"], "News");
  ASSERT_EQ(all.at("broadcast_terms").size(), 1u);
  EXPECT_EQ(all["broadcast_terms"][0]["zone"], "Europe/Berlin");
  EXPECT_EQ(all["broadcast_terms"][0]["refused_by"], id("carl"));
}

TEST_F(BroadcastPrivacy, ForgetsTheClockOfWhoIsErased) {
  call("carl", "visit.set_broadcasts", {{"refused", true}, {"zone", "Europe/Berlin"}});
  EXPECT_EQ(code(call("olga", "contact.erase", {{"contact", id("carl")}})), "ok");
  EXPECT_EQ(world.count("SELECT count(*) FROM broadcast_terms WHERE zone <> ''"), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM broadcast_terms WHERE refused_at IS NOT NULL"), 1);
}

struct BroadcastMeasured : ::testing::Test {
  CustomerWorld world;
  BroadcastMeasured() {
    world.registry.add(customers::measured(
        broadcasts::operations({nullptr, nullptr, nullptr, 2}), customers::message_meter(1, 2), world.clock));
  }
};

TEST_F(BroadcastMeasured, IsWhatACustomerSays) {
  world.customer("carl", "emma");
  const auto say = [&] { return code(world.call("carl", "visit.set_broadcasts", {{"zone", "Asia/Tokyo"}})); };
  EXPECT_EQ(say(), "ok");
  EXPECT_EQ(say(), "ok");
  EXPECT_EQ(say(), "rate_limited");
  world.clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(say(), "ok");
}

TEST_F(BroadcastMeasured, IsAPreview) {
  world.customer("carl", "emma");
  const Json made = world.call("emma", "broadcast.create", {{"kind", "own"}, {"content", {{"text", "Hello"}}}});
  const auto look = [&] { return code(world.call("emma", "broadcast.preview", {{"broadcast", made.at("id")}})); };
  EXPECT_EQ(look(), "ok");
  EXPECT_EQ(look(), "ok");
  EXPECT_EQ(look(), "rate_limited");
  world.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(look(), "ok");
}

}  // namespace
}  // namespace weft::test
