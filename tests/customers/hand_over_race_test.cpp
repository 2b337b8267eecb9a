// Exactly one owner, whatever happens at once: hand-overs, refusals, cancels, undos, jobs and off-boarding in threads,
// and a thread that looks at every moment.
#include "customers/hand_over_world.hpp"
#include "customers/one_owner.hpp"

#include <random>
#include <thread>

namespace weft::test {
namespace {

constexpr int kCustomers = 6;
constexpr int kRounds = 40;  // of each of the threads

using Violations = std::vector<std::pair<const char*, const char*>>;

Violations violations() {
  Violations list = kOwnerViolations;
  list.emplace_back(
      "hand-overs that are not told of as often as they happened",
      "SELECT count(*) FROM hand_overs h WHERE (SELECT count(*) FROM contact_events e WHERE e.kind = 'handed_over' AND "
      "e.detail ->> 'hand_over' = h.id::text) <> CASE h.status WHEN 'done' THEN 1 WHEN 'undone' THEN 2 ELSE 0 END");
  return list;
}

struct HandOverRace : HandOverWorld {
  std::vector<std::string> customers;
  const std::vector<std::string> employees{"emma", "nora", "omar", "pia"};

  HandOverRace() {
    world.employee("pia");
    world.employee("quinn");
    for (int i = 0; i < kCustomers; ++i) {
      customers.push_back("c" + std::to_string(i));
      world.customer(customers.back(), employees[static_cast<std::size_t>(i) % employees.size()]);
    }
    set_rules([](customers::Serving& rules) {
      rules.refusal_s.value = 60;
      rules.hand_overs.value = 100;
    });
  }

  std::string waiting(std::mt19937& random, const char* status) {
    const Json list = items(world.call("olga", "hand_over.list", {{"status", status}, {"limit", 20}}));
    return list.empty() ? "" : list[random() % list.size()].at("id").get<std::string>();
  }
  /// One thing out of all that may happen.
  void act(std::mt19937& random) {
    const std::string& from = employees[random() % employees.size()];
    const std::string& to = employees[random() % employees.size()];
    const std::string& customer = customers[random() % customers.size()];
    switch (random() % 5) {
      case 0:
      case 1: world.call("olga", "hand_over.begin", input(from, to, customers, Json::object())); break;
      case 2: {
        const std::string verb = random() % 2 == 0 ? "visit.refuse_hand_over" : "visit.accept_hand_over";
        for (const Json& offer : items(world.call(customer, "visit.hand_overs", Json::object())))
          world.call(customer, verb, {{"hand_over", offer.at("id")}});
        break;
      }
      case 3:
        if (const auto id = waiting(random, "waiting"); !id.empty())
          world.call("olga", "hand_over.cancel", {{"hand_over", id}});
        break;
      default:
        if (const auto id = waiting(random, "done"); !id.empty())
          world.call("olga", "hand_over.undo", {{"hand_over", id}});
    }
  }
  void run_due() {
    try {
      world.clock.advance(std::chrono::seconds(20));
      run_jobs();
      world.in_company([&](db::Tx& tx) { return customers::end_hand_overs_to(tx, world.people.at("quinn")); });
    } catch (const ApiError& error) {  // somebody else was in the way: the next step does it
      EXPECT_EQ(error.code(), Errc::busy) << error.what();
    }
  }
};

TEST_F(HandOverRace, LeavesExactlyOneOwnerAtEveryMoment) {
  begin("emma", "quinn", {"c0"});
  OwnerLooker looker(world, violations());
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= 3; ++seed)
    threads.emplace_back([&, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < kRounds; ++i)
        act(random);
    });
  threads.emplace_back([&] {
    for (int i = 0; i < kRounds; ++i)
      run_due();
  });
  threads.emplace_back([&] {
    leave("quinn");
    leave("pia");  // owner of customers, and new owner of some that wait
  });
  for (auto& thread : threads)
    thread.join();
  looker.stop();
  EXPECT_GT(looker.looks(), 0);
  EXPECT_GT(world.count("SELECT count(*) FROM hand_overs WHERE status = 'done' OR status = 'undone'"), 0);
  EXPECT_EQ(
      world.count("SELECT count(*) FROM hand_overs WHERE status = 'waiting' AND to_id = (SELECT principal_id FROM "
                  "members WHERE userid = 'quinn')"),
      0);
}

}  // namespace
}  // namespace weft::test
