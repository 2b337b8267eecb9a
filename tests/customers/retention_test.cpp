// What the company keeps for some days it keeps no longer of customers.
#include "groups/retention.hpp"

#include "customers/world.hpp"

namespace weft::test {
namespace {

using namespace std::chrono_literals;

TEST(CustomerRetention, TakesChatsAndNotes) {
  CustomerWorld world;
  world.person("olga");
  world.roles["olga"] = api::Role::owner;
  const std::string chat = world.customer("carl", "emma");
  const std::string notes = world.in_company([&](db::Tx& tx) {
    identity::set_role(tx, world.people.at("olga"), api::Role::owner);
    return customers::notes_of(tx, ConversationId::parse(chat).value(), world.people.at("emma")).str();
  });
  world.send("carl", chat, "old");
  world.send("emma", notes, "old note");
  world.clock.advance(24h * 8);
  const Json young = world.send("carl", chat, "young");
  ASSERT_EQ(code(world.call("olga", "retention.set", {{"days", 7}})), "ok");
  world.in_company([](db::Tx& tx) {
    db::Job job;
    job.corp = tx.corp();
    job.state = {"{}"};
    for (int steps = 0; steps < 1000; ++steps) {
      const db::Step step = groups::retention_step({})(tx, job);
      job.state = step.state;
      if (step.next != db::Next::again) return 0;
    }
    ADD_FAILURE() << "the walk does not end";
    return 0;
  });
  EXPECT_EQ(world.entries("emma", chat, {{"after", 0}})["first_seq"], young.at("seq"));
  EXPECT_EQ(world.kinds("emma", notes), std::vector<std::string>{});
}

}  // namespace
}  // namespace weft::test
