// What a company allows: sizes, types, names, room.
#include "files/world.hpp"

namespace weft::test {
namespace {

struct FileRules : testing::Test {
  FilesWorld world;
  void set(const Json& change) {
    world.world.roles["olga"] = api::Role::owner;
    const PrincipalId olga = world.world.person("olga");
    world.world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.world.corp);
      identity::set_role(tx, olga, api::Role::owner);
      return 0;
    });
    EXPECT_EQ(code(world.call("olga", "file.set_rules", change)), "ok");
  }
  Json create(std::int64_t size, const std::string& purpose = "file", const std::string& name = "a.txt") {
    return world.call("alice", "upload.create", {{"name", name}, {"size", size}, {"purpose", purpose}});
  }
};

TEST_F(FileRules, BeginAsThoseOfTheModel) {
  const Json rules = world.call("alice", "file.rules", Json::object()).at("rules");
  EXPECT_EQ(rules.at("image_kb"), 10'240);
  EXPECT_EQ(rules.at("voice_kb"), 2'048);
  EXPECT_EQ(rules.at("voice_seconds"), 60);
  EXPECT_EQ(rules.at("video_kb"), 10'240);
  EXPECT_EQ(rules.at("file_kb"), 20'480);
  EXPECT_EQ(rules.at("voice_types"), Json::array({"audio/amr", "audio/x-wav"}));
}

TEST_F(FileRules, HoldForEachPurpose) {
  EXPECT_EQ(code(create(2 << 20, "voice")), "ok");
  EXPECT_EQ(code(create((2 << 20) + 1, "voice")), "payload_too_large");
  EXPECT_EQ(code(create((10 << 20) + 1, "image")), "payload_too_large");
  EXPECT_EQ(code(create((10 << 20) + 1, "file")), "ok");
  EXPECT_EQ(code(create((20 << 20) + 1, "file")), "payload_too_large");
}

TEST_F(FileRules, MayAllowMore) {
  set({{"file_kb", 1 << 20}});
  EXPECT_EQ(code(create(1 << 30, "file")), "ok");
  EXPECT_EQ(code(create((1LL << 30) + 1, "file")), "payload_too_large");  // the server's own limit
}

TEST_F(FileRules, RefuseTypesAndEndings) {
  set({{"refused_types", {"text/html"}}, {"refused_extensions", {"exe"}}});
  EXPECT_EQ(code(create(100, "file", "Setup.EXE")), "invalid_argument");
  EXPECT_EQ(code(world.upload("alice", "a.txt", "<!doctype html><html></html>")), "invalid_argument");
  EXPECT_EQ(code(world.upload("alice", "a.txt", "just some text")), "ok");
}

TEST_F(FileRules, EndAtTheQuota) {
  set({{"quota_mb", 1}});
  EXPECT_EQ(code(create(600'000)), "ok");
  const Json refused = create(600'000);
  EXPECT_EQ(code(refused), "payload_too_large");
  EXPECT_EQ(refused.at("detail"), "the company's room for files is used up");
}

TEST_F(FileRules, LetOneOfTwoHaveTheLastRoom) {
  set({{"quota_mb", 1}});
  world.world.person("alice");
  world.world.person("bob");
  for (int round = 0; round < 5; ++round) {
    const auto ask = [&](const std::string& who) {
      return world.call(who, "upload.create", {{"name", "a"}, {"size", 600'000}});
    };
    auto one = std::async(std::launch::async, ask, "alice");
    auto two = std::async(std::launch::async, ask, "bob");
    const Json answers[] = {one.get(), two.get()};
    const bool first = code(answers[0]) == "ok";
    EXPECT_NE(first, code(answers[1]) == "ok") << answers[0] << answers[1];
    world.call(first ? "alice" : "bob", "upload.cancel", {{"upload", answers[first ? 0 : 1].at("id")}});
  }
}

TEST_F(FileRules, AreChangedByWhoMay) {
  EXPECT_EQ(code(world.call("alice", "file.set_rules", {{"quota_mb", 5}})), "forbidden");
  set({{"quota_mb", 5}});
  const auto rows = world.world.as_owner(
      [&](db::Tx& tx) { return db::exec(tx, "SELECT detail FROM audit_log WHERE action = 'settings.update'").size(); });
  EXPECT_EQ(rows, 1u);
}

}  // namespace
}  // namespace weft::test
