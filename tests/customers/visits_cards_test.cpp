// What a customer sees on cards, and what it may bring.
#include "customers/ways_world.hpp"

namespace weft::test {
namespace {

struct VisitCard : testing::Test {
  WayWorld world;

  /// A picture of somebody, as set by itself.
  std::string portray(const std::string& userid) {
    const std::string id = world.file(userid, "me.png");
    world.in_company([&](db::Tx& tx) {
      db::exec(tx, "UPDATE members SET avatar = $2::uuid WHERE principal_id = $1", world.people.at(userid), id);
      api::Caller caller;
      caller.corp = tx.corp();
      caller.principal = world.people.at(userid);
      const auto file = FileId::parse(id).value();
      files::attach(tx, caller, file, {files::Use::Kind::avatar, caller.principal, std::nullopt});
      return 0;
    });
    return id;
  }
  /// What an operation that sends bytes answers: "ok" when it has some.
  std::string fetched(const std::string& operation, const Json& input, const std::string& who = "") {
    api::Context context;
    context.address = "192.0.2.7";
    context.transfer = std::make_shared<api::Transfer>();
    if (!who.empty()) {
      api::Caller caller;
      caller.corp = world.corp;
      caller.principal = world.people.at(who);
      caller.session = world.sessions.at(who);
      caller.customer = true;
      context.caller = caller;
    }
    std::promise<api::Outcome> promise;
    world.dispatcher.transact(
        [&](db::Tx& tx) {
          tx.set_corp(world.corp);
          return world.registry.find(operation)->transact(tx, context, input);
        },
        [&](api::Outcome outcome) { promise.set_value(std::move(outcome)); });
    const api::Outcome outcome = promise.get_future().get();
    if (const auto* error = std::get_if<ApiError>(&outcome)) return std::string(error_info(error->code()).name);
    return context.transfer->download->source ? "ok" : "empty";
  }
  Json upload(const std::string& who, std::int64_t size, const std::string& purpose = "file") {
    return world.call(who, "upload.create", {{"name", "a.bin"}, {"size", size}, {"purpose", purpose}});
  }
  std::string rules(const Json& change) { return code(world.call("olga", "file.set_rules", change)); }
};

constexpr std::int64_t kMiB = 1 << 20;

TEST_F(VisitCard, ShowsAPictureToWhoMeetsTheEmployee) {
  const Json way = world.way({"emma"});
  world.way({"nora"});
  const std::string file = portray("emma");
  portray("nora");
  EXPECT_EQ(world.look(way).at("card").at("avatar"), file);
  const std::string code = WayWorld::code_of(way);
  const auto by_code = [&](const std::string& who, const std::string& link) {
    return fetched("visit.picture", {{"code", link}, {"employee", world.people.at(who).str()}});
  };
  EXPECT_EQ(by_code("emma", code), "ok");
  EXPECT_EQ(by_code("nora", code), "not_found") << "is none of this way's";
  EXPECT_EQ(by_code("olga", code), "not_found") << "has no picture";
  EXPECT_EQ(by_code("emma", std::string(56, 'a')), "not_found");
  world.start("carl", way);
  EXPECT_EQ(fetched("file.content", {{"file", file}}, "carl"), "ok");
  world.start("dora", world.way({"nora"}));
  EXPECT_EQ(fetched("file.content", {{"file", file}}, "dora"), "not_found") << "never met emma";
  const Json chats = world.call("carl", "visit.get", Json::object()).at("chats");
  EXPECT_EQ(chats.at(0).at("card").at("avatar"), file);
}

TEST_F(VisitCard, SaysThatTheOperatorVerifiedTheCompany) {
  const Json way = world.way({"emma"});
  EXPECT_EQ(world.look(way).at("company").at("verified"), false);
  const auto verify = [&](bool verified) {
    return world.in_company([&](db::Tx& tx) {
      customers::verify_company(tx, verified);
      return 0;
    });
  };
  verify(true);
  verify(true);
  EXPECT_EQ(world.look(way).at("company").at("verified"), true);
  world.start("carl", way);
  EXPECT_EQ(world.call("carl", "visit.get", Json::object()).at("page").at("company").at("verified"), true);
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'company.verify'"), 1);
  verify(false);
  EXPECT_EQ(world.look(way).at("company").at("verified"), false);
}

TEST_F(VisitCard, BringsFilesWhileItHasAnOpenChat) {
  const Json started = world.start("carl", world.way({"emma"}));
  EXPECT_EQ(code(upload("carl", kMiB)), "ok");
  EXPECT_EQ(upload("carl", kMiB, "avatar").at("field"), "purpose");
  EXPECT_EQ(upload("carl", kMiB, "import").at("field"), "purpose");
  world.call("carl", "visit.leave", {{"conversation", started.at("conversation")}});
  EXPECT_EQ(code(upload("carl", kMiB)), "conversation_closed");
  EXPECT_EQ(code(upload("emma", kMiB)), "ok");
}

TEST_F(VisitCard, BringsSoMuchADay) {
  world.start("carl", world.way({"emma"}));
  EXPECT_EQ(rules({{"customer_day_mb", 10}}), "ok");
  EXPECT_EQ(code(upload("carl", 6 * kMiB)), "ok");
  const Json refused = upload("carl", 6 * kMiB);
  EXPECT_EQ(code(refused), "rate_limited");
  EXPECT_GT(refused.at("retry_after").get<int>(), 0);
  world.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(code(upload("carl", 6 * kMiB)), "ok");
}

TEST_F(VisitCard, LeavesHalfOfTheRoomToEmployees) {
  const Json way = world.way({"emma"});
  world.start("carl", way);
  world.start("dora", way);
  EXPECT_EQ(rules({{"quota_mb", 20}}), "ok");
  const Json first = upload("carl", 6 * kMiB);
  EXPECT_EQ(code(first), "ok");
  EXPECT_EQ(code(upload("dora", 6 * kMiB)), "payload_too_large") << "customers have 10 of 20";
  EXPECT_EQ(code(upload("emma", 12 * kMiB)), "ok");
  EXPECT_EQ(code(upload("emma", 6 * kMiB)), "payload_too_large");
  EXPECT_EQ(code(world.call("carl", "upload.cancel", {{"upload", first.at("id")}})), "ok");
  EXPECT_EQ(code(upload("dora", 6 * kMiB)), "ok");
  EXPECT_EQ(world.call("olga", "file.rules", Json::object()).at("usage").at("customers"), 6 * kMiB);
  EXPECT_EQ(rules({{"quota_mb", 0}, {"customers_mb", 7}}), "ok");
  EXPECT_EQ(code(upload("dora", 2 * kMiB)), "payload_too_large");
}

}  // namespace
}  // namespace weft::test
