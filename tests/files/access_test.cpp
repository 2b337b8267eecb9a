// A file may be read through what it is attached to, and by nobody else.
#include "files/world.hpp"

namespace weft::test {
namespace {

struct FileAccess : testing::Test {
  FilesWorld world;
  std::string team = world.world.group("alice", {"bob"});
};

TEST_F(FileAccess, IsTheUploadersBeforeUse) {
  const std::string file = world.file("alice");
  EXPECT_EQ(world.get_code("alice", file), "ok");
  EXPECT_EQ(world.get_code("bob", file), "not_found");
  EXPECT_EQ(code(world.call("bob", "file.get", {{"file", file}})), "not_found");
}

TEST_F(FileAccess, IsTheReadersOfTheMessage) {
  const std::string file = world.file("alice");
  world.send("alice", team, file);
  EXPECT_EQ(world.get_code("bob", file), "ok");
  EXPECT_EQ(world.get_code("carol", file), "not_found");
}

TEST_F(FileAccess, FollowsTheSpanOfAMembership) {
  const std::string before = world.file("alice", "before");
  world.send("alice", team, before);
  world.world.person("carol");
  world.call("alice", "group.add_members", {{"conversation", team}, {"members", {"carol"}}});
  const std::string during = world.file("alice", "during");
  world.send("alice", team, during);
  world.call("carol", "group.leave", {{"conversation", team}});
  const std::string after = world.file("alice", "after the end");
  world.send("alice", team, after);
  EXPECT_EQ(world.get_code("carol", before), "not_found");
  EXPECT_EQ(world.get_code("carol", during), "ok");
  EXPECT_EQ(world.get_code("carol", after), "not_found");
}

TEST_F(FileAccess, EndsWithARecall) {
  const std::string file = world.file("alice");
  const auto seq = world.send("alice", team, file).at("seq");
  EXPECT_EQ(code(world.call("alice", "message.recall", {{"conversation", team}, {"seq", seq}})), "ok");
  EXPECT_EQ(world.get_code("bob", file), "not_found");
  EXPECT_EQ(world.get_code("alice", file), "not_found");
}

TEST_F(FileAccess, EndsWithRetention) {
  const std::string file = world.file("alice");
  const Seq seq = world.send("alice", team, file).at("seq");
  world.in_tx([&](db::Tx& tx) { files::release(tx, *ConversationId::parse(team), seq, seq); });
  EXPECT_EQ(world.get_code("bob", file), "not_found");
}

TEST_F(FileAccess, TravelsWithAForward) {
  const std::string file = world.file("alice");
  const auto seq = world.send("alice", team, file).at("seq");
  const std::string other = world.world.group("bob", {"carol"});
  const Json sent = world.call(
      "bob", "message.send",
      {{"conversation", other},
       {"client_id", "x"},
       {"kind", "forward"},
       {"body", {{"conversation", team}, {"seq", seq}}}});
  EXPECT_EQ(code(sent), "ok") << sent;
  EXPECT_EQ(world.get_code("carol", file), "ok");
  world.call("alice", "message.recall", {{"conversation", team}, {"seq", seq}});
  EXPECT_EQ(world.get_code("carol", file), "ok");  // a copy is a message of its own
}

TEST_F(FileAccess, IsNeededToSend) {
  const std::string file = world.file("alice");
  const Json refused = world.send("bob", team, file);
  EXPECT_EQ(code(refused), "not_found");
  EXPECT_EQ(refused.at("field"), "body.file");
  world.send("alice", team, file);
  EXPECT_EQ(code(world.send("bob", team, file)), "ok");  // who can read it can send it on
}

TEST_F(FileAccess, IsRefusedForAFileOfAnotherCompany) {
  const std::string file = world.file("alice");
  const CorpId home = world.world.corp;
  world.world.corp = world.world.as_owner([](db::Tx& tx) { return identity::create_company(tx, "other", "Other"); });
  EXPECT_EQ(world.get_code("eve", file), "not_found");
  EXPECT_EQ(code(world.call("eve", "file.get", {{"file", file}})), "not_found");
  const std::string chat = world.world.group("eve", {"mallory"});
  EXPECT_EQ(code(world.send("eve", chat, file)), "not_found");
  // The same bytes are another content there: nothing tells that somebody else has them.
  world.file("eve");
  EXPECT_EQ(world.on_disk(), 2u);
  world.world.corp = home;
}

TEST_F(FileAccess, OfAResultIsItsOwnersUntilItExpires) {
  FileId file;
  const PrincipalId bob = world.world.person("bob");
  world.in_tx([&](db::Tx& tx) {
    const files::Use use{files::Use::Kind::result, bob, tx.now() + std::chrono::hours(1)};
    file = files::store_bytes(tx, *world.store, {"export.csv", bob, use}, "a,b\n1,2\n");
  });
  EXPECT_EQ(world.get("bob", {{"file", file.str()}}).bytes, "a,b\n1,2\n");
  EXPECT_EQ(world.get_code("alice", file.str()), "not_found");
  world.world.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(world.get_code("bob", file.str()), "not_found");
}

TEST_F(FileAccess, OfAResultAsksForTheRightBehindItEachTime) {
  const PrincipalId bob = world.world.person("bob");
  const auto rank = [&](api::Role role) { world.in_tx([&](db::Tx& tx) { identity::set_role(tx, bob, role); }); };
  const auto made = [&](std::vector<std::int64_t> departments) {
    FileId file;
    world.in_tx([&](db::Tx& tx) {
      const files::Needed needed{api::Permission::directory_export, std::move(departments)};
      const files::Use use{files::Use::Kind::result, bob, tx.now() + std::chrono::hours(1), {needed}};
      file = files::store_bytes(tx, *world.store, {"export.csv", bob, use}, "a,b\n1,2\n");
    });
    return file.str();
  };
  rank(api::Role::admin);
  const std::string all = made({1}), of_a_department_that_is_gone = made({77});
  EXPECT_EQ(world.get_code("bob", all), "ok");
  EXPECT_EQ(world.get_code("bob", of_a_department_that_is_gone), "ok") << "the company's right is over everything";
  EXPECT_EQ(world.get_code("alice", all), "not_found");
  rank(api::Role::member);
  EXPECT_EQ(world.get_code("bob", all), "not_found");
  EXPECT_EQ(code(world.call("bob", "file.get", {{"file", all}})), "not_found");
  EXPECT_EQ(code(world.send("bob", world.world.group("bob", {"alice"}), all)), "not_found");
  const auto regional = [&](const std::string& department) {
    world.in_tx([&](db::Tx& tx) {
      db::exec(tx, "SELECT weft_department_at($1, 'North', now())", tx.corp());
      db::exec(
          tx,
          "INSERT INTO role_assignments (corp_id, principal_id, role_id, company, granted_at) SELECT corp_id, $2, id, "
          "false, now() FROM roles WHERE corp_id = $1 AND builtin = 'directory_admin' ON CONFLICT DO NOTHING",
          tx.corp(), bob);
      db::exec(tx, "DELETE FROM role_scopes WHERE corp_id = $1", tx.corp());
      db::exec(
          tx,
          "INSERT INTO role_scopes (corp_id, principal_id, role_id, department) SELECT corp_id, $2, id, $3 FROM roles "
          "WHERE corp_id = $1 AND builtin = 'directory_admin'",
          tx.corp(), bob, department);
    });
  };
  const std::string north = made({2});
  EXPECT_EQ(world.get_code("bob", north), "not_found");
  regional("2");
  EXPECT_EQ(world.get_code("bob", north), "ok");
  EXPECT_EQ(world.get_code("bob", all), "not_found") << "the table has more in it than the right reaches by now";
  regional("1");
  EXPECT_EQ(world.get_code("bob", all), "ok");
  EXPECT_EQ(world.get_code("bob", of_a_department_that_is_gone), "not_found");
  world.world.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(world.get_code("bob", all), "not_found");
}

TEST_F(FileAccess, OfAResultAsksForEachOfTheRightsBehindIt) {
  const PrincipalId bob = world.world.person("bob");
  const auto may = [&](std::string_view permissions) {
    world.in_tx([&](db::Tx& tx) {
      db::exec(tx, "DELETE FROM role_assignments WHERE corp_id = $1 AND principal_id = $2", tx.corp(), bob);
      db::exec(
          tx,
          "WITH role AS (INSERT INTO roles (corp_id, id, name, permissions, created_at, changed_at) VALUES ($1, "
          "gen_random_uuid(), $3::text, $3::text::text[], now(), now()) RETURNING id) INSERT INTO role_assignments "
          "(corp_id, "
          "principal_id, role_id, company, granted_at) SELECT $1, $2, id, true, now() FROM role",
          tx.corp(), bob, permissions);
    });
  };
  std::string file;
  world.in_tx([&](db::Tx& tx) {
    const std::vector<files::Needed> needed{
        {api::Permission::directory_export, {1}}, {api::Permission::members_manage, {}}};
    const files::Use use{files::Use::Kind::result, bob, std::nullopt, needed};
    file = files::store_bytes(tx, *world.store, {"export.csv", bob, use}, "a,b\n1,2\n").str();
  });
  EXPECT_EQ(world.get_code("bob", file), "not_found");
  may("{directory_export,members_manage}");
  EXPECT_EQ(world.get_code("bob", file), "ok");
  may("{directory_export}");
  EXPECT_EQ(world.get_code("bob", file), "not_found");
  may("{members_manage}");
  EXPECT_EQ(world.get_code("bob", file), "not_found");
}

TEST_F(FileAccess, OfAnAvatarFollowsWhoSeesTheMember) {
  const std::string file = world.file("alice");
  const PrincipalId alice = world.world.person("alice");
  const api::Caller caller = world.caller("alice");
  world.in_tx([&](db::Tx& tx) {
    files::attach(tx, caller, *FileId::parse(file), {files::Use::Kind::avatar, alice, std::nullopt});
  });
  EXPECT_EQ(world.get_code("bob", file), "ok");
  world.files.set_visibility([](db::Tx&, const api::Caller& who, const PrincipalId&) { return who.userid != "bob"; });
  EXPECT_EQ(world.get_code("bob", file), "not_found");
  EXPECT_EQ(world.get_code("carol", file), "ok");
  const std::string next = world.file("alice", "another face");
  world.in_tx([&](db::Tx& tx) {
    files::attach(tx, caller, *FileId::parse(next), {files::Use::Kind::avatar, alice, std::nullopt});
    files::detach_all_but(tx, files::Use::Kind::avatar, alice, *FileId::parse(next));
  });
  EXPECT_EQ(world.get_code("carol", file), "not_found");
  EXPECT_EQ(world.get_code("carol", next), "ok");
}

TEST_F(FileAccess, FillsTheBodyOfTheMessage) {
  const std::string file = world.file("alice");
  world.send("alice", team, file);
  const Json entry = items(world.world.entries("bob", team)).back();
  const Json wanted = {{"kind", "file"}, {"file", file}, {"name", "a.txt"}, {"size", 9}, {"type", "text/plain"}};
  EXPECT_EQ(entry.at("body"), wanted);
}

TEST_F(FileAccess, LeavesABatchAloneThatSendsAFileTwice) {
  const std::string file = world.file("alice");
  const Json input = {{"conversation", team}, {"client_id", "again"}, {"kind", "file"}, {"body", {{"file", file}}}};
  const Json first = world.call("alice", "message.send", input);
  const Json second = world.call("alice", "message.send", input);
  EXPECT_EQ(second.at("seq"), first.at("seq"));
  EXPECT_TRUE(second.at("duplicate"));
}

}  // namespace
}  // namespace weft::test
