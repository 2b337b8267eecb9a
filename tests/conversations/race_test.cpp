// Two transactions at the same time: somebody is put into a conversation while the company lets that person go.
#include "conversations/world.hpp"
#include "support/wait.hpp"

namespace weft::test {
namespace {

/// dave is about to go, in a transaction that is not committed.
struct Going : testing::Test {
  World world;
  std::string chat = world.group("alice", {"bob"});
  std::unique_ptr<pqxx::connection> connection;
  std::unique_ptr<db::Tx> going;

  Going() {
    const PrincipalId dave = world.person("dave");
    db::PoolOptions options = world.pool(1);
    options.role = "";
    connection = db::connect(options);
    going = std::make_unique<db::Tx>(*connection, world.clock);
    going->set_corp(world.corp);
    db::exec(*going, "UPDATE principals SET status = 'left' WHERE corp_id = $1 AND id = $2", world.corp, dave);
  }
  /// Calls, lets dave go while the call waits for that, and gives its answer.
  Json meanwhile(const std::string& operation, const Json& input) {
    std::future<Json> answer = std::async(
        std::launch::async, [&, operation, input] { return world.call("alice", operation, input); });
    EXPECT_TRUE(wait_until(
        [&] { return waiting() > 0 || answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
    going->commit();
    return answer.get();
  }
  std::int64_t waiting() {
    return world.as_owner([](db::Tx& tx) {
      return db::number_of(
          db::exec(
              tx,
              "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
              .at(0)[0]);
    });
  }
  std::int64_t places() {
    const PrincipalId dave = world.person("dave");
    return world.as_owner([&](db::Tx& tx) {
      return db::number_of(
          db::exec(
              tx,
              "SELECT count(*) FROM participants p JOIN conversations c ON c.id = p.conversation_id WHERE "
              "p.principal_id = $1 AND p.left_seq IS NULL AND c.kind <> 'inbox'",
              dave)
              .at(0)[0]);
    });
  }
};

TEST_F(Going, IsNotAddedToAGroup) {
  const Json answer = meanwhile("group.add_members", {{"conversation", chat}, {"members", {"bob", "dave"}}});
  EXPECT_EQ(code(answer), "conflict");
  EXPECT_EQ(answer.at("field"), "members");
  EXPECT_EQ(places(), 0);
}

TEST_F(Going, IsNotPutIntoANewGroup) {
  EXPECT_EQ(code(meanwhile("group.create", {{"name", "New"}, {"members", {"bob", "dave"}}})), "conflict");
  EXPECT_EQ(places(), 0);
}

TEST_F(Going, IsNotWrittenTo) {
  EXPECT_EQ(code(meanwhile("conversation.open_direct", {{"peer", "dave"}})), "conflict");
  EXPECT_EQ(places(), 0);
}

TEST(Coming, HoldsTheStatusOfWhoIsPutIn) {
  World world;
  const std::string chat = world.group("alice", {"bob"});
  const PrincipalId alice = world.person("alice"), dave = world.person("dave");
  const auto connection = db::connect(world.pool(1));
  db::Tx coming(*connection, world.clock);
  coming.set_corp(world.corp);
  const auto group = ConversationId::parse(chat).value();
  conversations::add_members(coming, group, alice, std::span(&dave, 1), 2000, {});
  const auto let_go = [&](const PrincipalId& who) {
    return world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      return db::exec(tx, "SELECT id FROM principals WHERE id = $1 FOR NO KEY UPDATE NOWAIT", who).size();
    });
  };
  EXPECT_THROW(let_go(dave), std::exception) << "who lets dave go finds the new group among dave's";
  EXPECT_EQ(let_go(alice), 1u);
}

}  // namespace
}  // namespace weft::test
