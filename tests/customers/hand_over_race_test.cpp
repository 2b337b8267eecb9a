// Exactly one owner, whatever happens at once: hand-overs, refusals, cancels, undos, jobs and off-boarding in threads,
// and a thread that looks at every moment.
#include "customers/hand_over_world.hpp"
#include "support/wait.hpp"

#include <random>
#include <thread>

namespace weft::test {
namespace {

constexpr int kCustomers = 6;
constexpr int kRounds = 40;  // of each of the threads

/// What must be empty in every snapshot, each with a name.
const std::vector<std::pair<const char*, const char*>> kViolations = {
    {"open chats without exactly one relation of their owner",
     "SELECT count(*) FROM conversations c WHERE c.kind = 'customer' AND c.dismissed_at IS NULL AND (SELECT count(*) "
     "FROM "
     "follows f WHERE f.conversation_id = c.id AND f.status = 'active' AND f.employee_id = c.owner_id) <> 1"},
    {"active relations without an open chat of their own",
     "SELECT count(*) FROM follows f JOIN conversations c ON c.id = f.conversation_id WHERE f.status = 'active' AND "
     "(c.dismissed_at IS NOT NULL OR c.owner_id <> f.employee_id)"},
    {"chats with other than one owner in them",
     "SELECT count(*) FROM conversations c WHERE c.kind = 'customer' AND (SELECT count(*) FROM participants p WHERE "
     "p.conversation_id = c.id AND p.left_seq IS NULL AND p.role = 'owner') <> 1"},
    {"chats whose owner or customer is not in them",
     "SELECT count(*) FROM conversations c WHERE c.kind = 'customer' AND (SELECT count(*) FROM participants p WHERE "
     "p.conversation_id = c.id AND p.left_seq IS NULL AND p.principal_id IN (c.owner_id, c.customer_id)) <> 2"},
    {"loads that are not counts",
     "SELECT count(*) FROM service_loads l WHERE l.customers <> (SELECT count(*) FROM follows f WHERE f.employee_id = "
     "l.principal_id AND f.status = 'active')"},
    {"customers that nobody serves",
     "SELECT count(*) FROM contacts k WHERE NOT EXISTS (SELECT 1 FROM follows f WHERE f.contact_id = k.principal_id "
     "AND "
     "f.status = 'active')"},
    {"hand-overs that are not told of as often as they happened",
     "SELECT count(*) FROM hand_overs h WHERE (SELECT count(*) FROM contact_events e WHERE e.kind = 'handed_over' AND "
     "e.detail ->> 'hand_over' = h.id::text) <> CASE h.status WHEN 'done' THEN 1 WHEN 'undone' THEN 2 ELSE 0 END"}};

struct HandOverRace : HandOverWorld {
  std::vector<std::string> customers;
  const std::vector<std::string> employees{"emma", "nora", "omar", "pia"};
  std::atomic<bool> over{false};
  std::atomic<int> looks{0};

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

  /// Looks as often as it can, each time at one moment.
  void look() {
    db::PoolOptions options = world.pool(1);
    options.role = "";
    const auto connection = db::connect(options);
    while (!over) {
      pqxx::transaction<pqxx::repeatable_read, pqxx::read_only> snapshot(*connection);
      for (const auto& [name, sql] : kViolations)
        EXPECT_EQ(snapshot.exec(sql)[0][0].as<int>(), 0) << name;
      ++looks;
    }
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
  std::thread looker([&] { look(); });
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
  EXPECT_TRUE(wait_until([&] { return looks > 0; }));
  over = true;
  looker.join();
  EXPECT_GT(world.count("SELECT count(*) FROM hand_overs WHERE status = 'done' OR status = 'undone'"), 0);
  EXPECT_EQ(
      world.count("SELECT count(*) FROM hand_overs WHERE status = 'waiting' AND to_id = (SELECT principal_id FROM "
                  "members WHERE userid = 'quinn')"),
      0);
}

}  // namespace
}  // namespace weft::test
