// What stands in a customer's timeline is told to the outside, by whatever way it came there.
#include "platform/webhooks_world.hpp"
#include "support/plans.hpp"
#include <weft/base/json.hpp>

#include <algorithm>

namespace weft::test {
namespace {

struct ToldCustomers : testing::Test {
  WebhooksWorld place;
  CustomerWorld& world = place.world;
  std::string chat = world.customer("carl", "emma");
  customers::ContactId carl{world.people.at("carl").uuid()};
};

TEST_F(ToldCustomers, AreAllThatStandsInTheirTimelines) {
  place.make("a", {{"events", {"customer.*", "hand_over.*"}}});
  std::map<std::string, std::int64_t> wanted;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<customers::EventKind>>([&](auto one) {
    world.in_company([&](db::Tx& tx) {
      customers::note(tx, {.contact = carl, .kind = one.value});
      return 0;
    });
    const std::string name = customers::told_as(one.value);
    EXPECT_EQ(world.count("SELECT count(*) FROM outbox WHERE kind = '" + name + "'"), name.empty() ? 0 : 1) << one.name;
    if (!name.empty()) ++wanted[name];
  });
  EXPECT_EQ(world.count("SELECT count(*) FROM outbox"), std::ssize(wanted));
  const auto kinds = customers::told_kinds();
  constexpr int kBeside = 2;  // customer.remarked and customer.passed_on are no events of a timeline
  EXPECT_EQ(std::ssize(wanted) + kBeside, std::count_if(kinds.begin(), kinds.end(), [](const api::EventKindSpec& kind) {
              return kind.name.starts_with("customer.") || kind.name.starts_with("hand_over.");
            }));
}

TEST_F(ToldCustomers, AreToldOfLikeACustomerFact) {
  place.make("a", {{"events", {"customer.*"}}});
  world.in_company([&](db::Tx& tx) {
    customers::note(
        tx, {.contact = carl,
             .kind = customers::EventKind::rated,
             .employee = world.person("emma"),
             .conversation = ConversationId::parse(chat),
             .detail = {{"score", 5}, {"text", "very good"}}});
    return 0;
  });
  const Json body = Json::parse(place.text("SELECT body FROM outbox"));
  const auto fact = read_json<customers::CustomerFact>(body);
  EXPECT_EQ(fact.customer, carl);
  EXPECT_EQ(fact.employee, world.person("emma"));
  EXPECT_EQ(fact.conversation->str(), chat);
  EXPECT_FALSE(fact.actor);
  EXPECT_EQ(Json::parse(fact.detail.text), (Json{{"score", 5}}));
  EXPECT_EQ(place.text("SELECT line FROM outbox"), carl.str());
}

TEST_F(ToldCustomers, CostNoMoreStatementsThanTheirTimelines) {
  place.make("a", {{"events", {"customer.*"}}});
  auto options = world.pool(1);
  const auto connection = db::connect(options);
  const auto run = [&](auto&& work) {
    db::Tx tx(*connection, world.clock);
    tx.set_corp(world.corp);
    const auto before = prepared_count(tx);
    work(tx);
    const auto added = prepared_count(tx) - before;
    tx.commit();
    return added;
  };
  const customers::ContactEvent event{.contact = carl, .kind = customers::EventKind::visited};
  run([](db::Tx&) {});  // what counts them is one itself
  EXPECT_EQ(run([&](db::Tx& tx) { customers::note(tx, event); }), 1u);
  EXPECT_EQ(world.count("SELECT count(*) FROM outbox"), 1);
}

}  // namespace
}  // namespace weft::test
