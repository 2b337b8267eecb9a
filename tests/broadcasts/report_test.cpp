// What became of a broadcast: read, replied, counted, written into a table.
#include "broadcasts/world.hpp"
#include <weft/customers/privacy.hpp>
#include <weft/db/announce.hpp>
#include <weft/files/file_store.hpp>

#include <unistd.h>

namespace weft::test {
namespace {

struct BroadcastReport : BroadcastWorld {
  Json recipients(const Json& made, Json more = Json::object()) {
    more["broadcast"] = made.at("id");
    return call("emma", "broadcast.recipients", more);
  }
  Json row_of(const std::string& name, const Json& made) {
    for (const Json& one : items(recipients(made)))
      if (one.at("name") == name) return one;
    return {};
  }
};

TEST_F(BroadcastReport, KnowsWhoHasReadAndReplied) {
  const std::string carl = world.customer("carl", "emma"), dora = world.customer("dora", "emma");
  world.customer("fred", "emma");
  const Json made = send_own("emma", {"carl", "dora", "fred"});
  EXPECT_EQ(row_of("carl", made)["read"], false);
  world.call("carl", "conversation.read", {{"conversation", carl}, {"seq", row_of("carl", made)["seq"]}});
  world.send("dora", dora, "Tell me more");
  EXPECT_EQ(row_of("carl", made)["read"], true);
  EXPECT_EQ(row_of("carl", made)["replied"], false);
  EXPECT_EQ(row_of("dora", made)["replied"], true);
  EXPECT_EQ(row_of("dora", made)["delivered"], true);
  EXPECT_EQ(row_of("fred", made)["read"], false);
  EXPECT_EQ(act("emma", "get", made)["progress"]["counts"]["read"], 0) << "not counted yet";
  world.clock.advance(std::chrono::minutes(1));
  run_jobs();
  const Json counts = act("emma", "get", made)["progress"]["counts"];
  EXPECT_EQ(counts["read"], 2);
  EXPECT_EQ(counts["replied"], 1);
  world.send("carl", carl, "Me, too");
  world.clock.advance(std::chrono::minutes(6));
  run_jobs();
  EXPECT_EQ(act("emma", "get", made)["progress"]["counts"]["replied"], 2);
  EXPECT_EQ(act("emma", "get", made)["progress"]["counts"]["read"], 2) << "each once";
}

TEST_F(BroadcastReport, ComesInPages) {
  for (int i = 0; i < 5; ++i)
    world.customer("c" + std::to_string(i), "emma");
  const Json made = send_own("emma", {"c0", "c1", "c2", "c3", "c4"});
  const Json first = recipients(made, {{"limit", 3}});
  EXPECT_EQ(items(first).size(), 3u);
  const Json second = recipients(made, {{"limit", 3}, {"cursor", first["next_cursor"]}});
  EXPECT_EQ(items(second).size(), 2u);
  EXPECT_TRUE(second["next_cursor"].is_null());
  EXPECT_EQ(items(recipients(made, {{"state", "refused"}})).size(), 0u);
  EXPECT_EQ(recipients(made, {{"limit", 1001}})["field"], "limit");
  EXPECT_EQ(items(call("emma", "broadcast.list")).size(), 1u);
  EXPECT_EQ(items(call("nora", "broadcast.list", {{"all", true}})).size(), 0u);
  EXPECT_EQ(items(call("olga", "broadcast.list", {{"all", true}})).size(), 1u);
}

TEST_F(BroadcastReport, IsWrittenIntoATable) {
  world.customer("carl", "emma");
  const Json made = send_own("emma", {"carl"});
  const std::string scratch = scratch_dir();
  const auto disk = files::make_disk_store(scratch);
  const auto tables = directory::stored_tables(*disk, scratch + "/tables");
  kinds = broadcasts::jobs({nullptr, nullptr, tables.get()});
  EXPECT_EQ(code(call("zoe", "broadcast.export", {{"broadcast", made["id"]}, {"format", "csv"}})), "not_found");
  const Json job = call("emma", "broadcast.export", {{"broadcast", made["id"]}, {"format", "csv"}});
  ASSERT_EQ(code(job), "ok") << job.dump();
  run_jobs();
  const std::string text = world.in_company([&](db::Tx& tx) {
    const auto view = db::load_job(tx, db::JobId::parse(job["id"].get<std::string>()).value()).value();
    const Json result = Json::parse(view.result.value().text);
    EXPECT_EQ(result["rows"], 1);
    api::Caller caller;
    caller.corp = world.corp;
    caller.principal = world.people.at("emma");
    const int file = tables->open(tx, caller, FileId::parse(result["file"].get<std::string>()).value());
    std::string bytes(4096, ' ');
    bytes.resize(static_cast<std::size_t>(read(file, bytes.data(), bytes.size())));
    close(file);
    return bytes;
  });
  EXPECT_NE(text.find("carl," + id("carl") + ",Name of emma," + id("emma") + ",sent"), std::string::npos) << text;
}

TEST_F(BroadcastReport, TellsWhoListensThatItBeganAndEnded) {
  world.in_company([](db::Tx& tx) {
    db::set_listener(tx, {.target = make_uuid(), .delivery_kind = "test", .events = {"broadcast.*"}});
    return 0;
  });
  world.customer("carl", "emma");
  send_own("emma", {"carl"});
  EXPECT_EQ(world.count("SELECT count(*) FROM outbox WHERE kind = 'broadcast.started'"), 1);
  EXPECT_EQ(
      world.count("SELECT count(*) FROM outbox WHERE kind = 'broadcast.ended' AND body -> 'counts' ->> 'sent' = '1'"),
      1);
}

TEST_F(BroadcastReport, CountsTheCustomerAndNoColleague) {
  const std::string carl = world.customer("carl", "emma");
  const Json made = send_own("emma", {"carl"});
  const Json added = call("emma", "customer_chat.add_colleague", {{"conversation", carl}, {"members", {"nora"}}});
  ASSERT_EQ(code(added), "ok") << added.dump();
  ASSERT_EQ(code(world.send("nora", carl, "I am here, too")), "ok");
  EXPECT_EQ(row_of("carl", made)["read"], false);
  EXPECT_EQ(row_of("carl", made)["replied"], false);
}

TEST_F(BroadcastReport, IsAmongWhatIsTakenBackWhenACustomerIsErased) {
  const auto& kinds = customers::kTablesOfCustomers;
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), broadcasts::kExportJob), 1);
}

}  // namespace
}  // namespace weft::test
