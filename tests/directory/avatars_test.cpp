// Pictures of members: who sets them, who sees them, and what becomes of those that are replaced.
#include "files/world.hpp"
#include <weft/directory/avatars.hpp>
#include <weft/directory/directory.hpp>

namespace weft::test {
namespace {

std::string picture() {
  std::ifstream file(std::string(WEFT_SOURCE_DIR) + "/tests/files/samples/turned.jpg", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Avatars : testing::Test {
  Avatars() {
    world.world.registry.add(directory::operations());
    world.world.registry.add(directory::avatar_operations(world.files));
    world.files.set_visibility(directory::sees_member);
    for (const char* user : {"ada", "bob", "cem"})
      world.world.person(user);
    world.in_tx([&](db::Tx& tx) { identity::set_role(tx, world.world.person("ada"), api::Role::admin); });
    world.world.roles["ada"] = api::Role::admin;
  }
  std::string upload(const std::string& user, const std::string& bytes = picture()) {
    return world.upload(user, "me.jpg", bytes, "avatar").at("id");
  }
  Json set(const std::string& caller, const std::string& member, const std::string& file) {
    return world.call(caller, "member.set_avatar", {{"member", member}, {"file", file}});
  }
  Json avatar(const std::string& member) { return world.call(member, "member.get", {{"member", member}}).at("avatar"); }
  std::string code(const Json& answer) { return answer.value("code", "ok"); }

  FilesWorld world;
};

TEST_F(Avatars, AreSetByOneselfAndSeenByColleagues) {
  const std::string file = upload("bob");
  EXPECT_EQ(world.get_code("cem", file), "not_found");
  EXPECT_EQ(set("bob", "bob", file).at("avatar"), file);
  EXPECT_EQ(avatar("bob"), file);
  EXPECT_EQ(world.get_code("cem", file), "ok");
  EXPECT_EQ(set("bob", "bob", file).at("avatar"), file) << "a second time changes nothing";
}

TEST_F(Avatars, AreSeenByNobodyWhoDoesNotSeeTheMember) {
  const std::string file = upload("bob");
  set("bob", "bob", file);
  world.call("ada", "visibility.add", {{"kind", "hide"}, {"to", {{"member", "bob"}}}});
  EXPECT_EQ(world.get_code("cem", file), "not_found");
  EXPECT_EQ(code(world.call("cem", "file.get", {{"file", file}})), "not_found");
  EXPECT_EQ(world.get_code("bob", file), "ok");
  EXPECT_EQ(code(world.call("ada", "file.get", {{"file", file}})), "ok") << "who holds directory_see_all";
  EXPECT_EQ(code(set("cem", "bob", upload("cem"))), "not_found");
}

TEST_F(Avatars, OfOthersAreSetByWhoManagesThem) {
  const std::string file = upload("ada");
  EXPECT_EQ(code(set("cem", "bob", upload("cem"))), "forbidden");
  EXPECT_EQ(code(world.call("cem", "member.remove_avatar", {{"member", "bob"}})), "forbidden");
  EXPECT_EQ(code(set("ada", "bob", file)), "ok");
  EXPECT_EQ(code(set("ada", "bob", file)), "ok");
  EXPECT_EQ(world.get_code("cem", file), "ok");
  EXPECT_EQ(
      world.world.as_owner([&](db::Tx& tx) {
        return db::text_of(db::exec(
            tx, "SELECT detail->'after'->>'avatar' FROM audit_log WHERE action = 'member.update' AND target = $1",
            world.world.person("bob").str())[0][0]);
      }),
      file);
  EXPECT_TRUE(world.call("ada", "member.remove_avatar", {{"member", "bob"}}).at("avatar").is_null());
  EXPECT_EQ(world.get_code("cem", file), "not_found");
  EXPECT_EQ(code(set("bob", "bob", upload("ada"))), "not_found") << "a file of somebody else";
}

TEST_F(Avatars, ThatAreReplacedAreCollected) {
  const std::string first = upload("bob");
  set("bob", "bob", first);
  const std::string second = upload("bob", picture() + "x");
  set("bob", "bob", second);
  EXPECT_EQ(world.get_code("cem", first), "not_found");
  EXPECT_EQ(world.get_code("cem", second), "ok");
  world.world.clock.advance(std::chrono::hours(25));
  world.tidy();
  EXPECT_EQ(code(world.call("bob", "file.get", {{"file", first}})), "not_found");
  EXPECT_EQ(world.get_code("bob", second), "ok");
  EXPECT_EQ(
      world.world.as_owner([&](db::Tx& tx) { return db::number_of(db::exec(tx, "SELECT count(*) FROM files")[0][0]); }),
      1);
}

TEST_F(Avatars, ArePicturesOfABearableSize) {
  const std::string text = world.file("bob", "some text");
  const Json refused = set("bob", "bob", text);
  EXPECT_EQ(code(refused), "invalid_argument");
  EXPECT_EQ(refused.at("field"), "file");
  EXPECT_EQ(set("bob", "bob", "01920000-0000-7000-8000-000000000000").at("code"), "not_found");
  const std::string picture_file = upload("bob", picture() + std::string(2000, 'x'));
  world.call("ada", "file.set_rules", {{"image_kb", 1}});
  EXPECT_EQ(code(set("bob", "bob", picture_file)), "payload_too_large");
  EXPECT_TRUE(avatar("bob").is_null());
}

TEST_F(Avatars, ComeByTheMemberToo) {
  const auto picture_of = [&](const std::string& caller, const Json& input) {
    const auto got = world.get(caller, input, "member.avatar");
    if (!got.problem.is_null()) return got.problem.at("code").get<std::string>();
    return got.download.type + " " + got.download.etag;
  };
  EXPECT_EQ(picture_of("cem", {{"member", "bob"}}), "not_found");
  set("bob", "bob", upload("bob"));
  const std::string whole = picture_of("cem", {{"member", "bob"}});
  EXPECT_TRUE(whole.starts_with("image/jpeg ")) << whole;
  EXPECT_NE(picture_of("cem", {{"member", "bob"}, {"size", "small"}}), whole);
  EXPECT_EQ(picture_of("cem", {{"member", "bob"}, {"size", "medium"}}), whole) << "it is smaller than that";
  world.call("ada", "visibility.add", {{"kind", "hide"}, {"to", {{"member", "bob"}}}});
  EXPECT_EQ(picture_of("cem", {{"member", "bob"}}), "not_found");
}

}  // namespace
}  // namespace weft::test
