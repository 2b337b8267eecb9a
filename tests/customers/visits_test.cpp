// How customers come by a way: who takes them, what they are told, and how they are known again.
#include "customers/ways_world.hpp"

#include <atomic>
#include <mutex>
#include <thread>

namespace weft::test {
namespace {

struct Visit : testing::Test {
  WayWorld world;
};

std::string id_of(const Json& started) {
  return started.at("conversation");
}

TEST_F(Visit, LooksThenComesInThenChats) {
  const Json way = world.way(
      {"emma"},
      {{"title", "Sales"}, {"state", "poster"}, {"welcome", {{"text", "Hello {name}, I am {employee} of {company}"}}}});
  const Json look = world.look(way);
  EXPECT_EQ(look.at("kind"), "employee");
  EXPECT_EQ(look.at("card").at("name"), "Name of emma");
  EXPECT_EQ(look.at("card").at("verified"), true);
  EXPECT_EQ(look.at("way").at("title"), "Sales");
  EXPECT_TRUE(look.at("closed").is_null());
  const Json started = world.start("carl", way, {{"name", "Carl"}, {"language", "de"}});
  EXPECT_EQ(started.at("status"), "open");
  const std::string chat = id_of(started);
  EXPECT_EQ(code(world.send("carl", chat, "Hi")), "ok");
  EXPECT_EQ(code(world.send("emma", chat, "What can I do?")), "ok");
  EXPECT_EQ(
      world.texts("carl", chat),
      (std::vector<std::string>{"Hello Carl, I am Name of emma of Acme", "Hi", "What can I do?"}));
  const auto follow = world.follow("carl", "emma");
  EXPECT_EQ(follow->state, "poster");
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind IN ('scanned', 'added')"), 2);
}

TEST_F(Visit, OfTheSameDeviceFindsTheSameChat) {
  const Json way = world.way({"emma"});
  const Json first = world.start("carl", way, {{"name", "Carl"}});
  const Json again = world.start("carl", way);
  EXPECT_TRUE(again.at("token").is_null());
  EXPECT_EQ(again.at("contact"), first.at("contact"));
  EXPECT_EQ(again.at("conversation"), first.at("conversation"));
  const Json stranger = world.start("dora", way, {{"visitor", "no such token"}});
  EXPECT_NE(stranger.at("contact"), first.at("contact"));
  EXPECT_TRUE(stranger.at("token").is_string());
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'scanned'"), 2);
  world.clock.advance(std::chrono::hours(1));
  world.start("carl", way);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'scanned'"), 3) << "a scan an hour later";
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'visited'"), 1);
}

TEST_F(Visit, KeepsFirstAndLastTouch) {
  const Json one = world.way({"emma"}, {{"state", "poster"}});
  const Json two = world.way({"nora"}, {{"state", "website"}});
  world.start("carl", one);
  world.start("carl", two);
  EXPECT_EQ(world.count("SELECT count(*) FROM contacts WHERE first_state = 'poster' AND last_state = 'website'"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM follows WHERE status = 'active'"), 2);
}

TEST_F(Visit, NamesTheGuestInTheirLanguage) {
  const Json way = world.way({"emma"});
  world.start("one", way, {{"language", "zh-CN"}});
  world.start("two", way, {{"name", "   "}});
  EXPECT_EQ(world.count("SELECT count(*) FROM principals WHERE name LIKE '访客 %'"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM principals WHERE name LIKE 'Visitor %'"), 1);
}

TEST_F(Visit, TellsInAFriendlyWayThatALinkIsOver) {
  const Json other = world.way({"nora"});
  const Json way = world.way(
      {"emma"}, {{"most_uses", 1}, {"expires_at", "2030-01-01T00:00:00.000Z"}, {"fallback", "nora"}});
  world.start("carl", way);
  const Json used = world.look(way);
  EXPECT_EQ(used.at("kind"), "closed");
  EXPECT_EQ(used.at("closed").at("reason"), "used_up");
  EXPECT_EQ(used.at("closed").at("fallback").at("name"), "Name of nora");
  EXPECT_EQ(used.at("closed").at("code"), WayWorld::code_of(other));
  EXPECT_EQ(world.start("dora", way).at("status"), "closed");
  EXPECT_EQ(world.start("carl", way).at("status"), "open") << "who came by it stays";
  world.call("olga", "contact_way.update", {{"way", way.at("id")}, {"clear", {"most_uses"}}});
  EXPECT_EQ(world.look(way).at("kind"), "employee");
  world.call("olga", "contact_way.update", {{"way", way.at("id")}, {"paused", true}});
  EXPECT_EQ(world.look(way).at("closed").at("reason"), "paused");
  world.call("olga", "contact_way.update", {{"way", way.at("id")}, {"paused", false}});
  world.clock.advance(std::chrono::hours(24 * 365 * 10));
  EXPECT_EQ(world.start("eve", way).at("closed").at("reason"), "expired");
  const std::string unknown(56, 'a');
  EXPECT_EQ(code(world.call("olga", "visit.look", {{"code", unknown}})), "not_found");
  EXPECT_EQ(code(world.call("olga", "visit.start", {{"code", "x"}})), "not_found");
}

TEST_F(Visit, GoesToTheNextInLine) {
  const Json way = world.way({"emma", "nora"});
  world.set_status("emma", "disabled");
  EXPECT_EQ(world.in_charge(world.start("carl", way)), "nora");
  world.set_status("nora", "left");
  const Json nobody = world.start("dora", way);
  EXPECT_EQ(nobody.at("status"), "closed");
  EXPECT_EQ(nobody.at("closed").at("reason"), "nobody");
  EXPECT_TRUE(nobody.at("token").is_null());
  EXPECT_EQ(world.count("SELECT count(*) FROM contacts"), 1) << "nobody is made who cannot come in";
}

TEST_F(Visit, TakesTurnsAndPrefersWhoIsOnline) {
  const Json way = world.way({"emma", "nora", "omar"});
  std::vector<std::string> order;
  for (const char* name : {"c1", "c2", "c3", "c4"}) {
    order.push_back(world.in_charge(world.start(name, way)));
    world.clock.advance(std::chrono::seconds(1));
  }
  EXPECT_EQ(order, (std::vector<std::string>{"emma", "nora", "omar", "emma"}));
  world.presence.online_now = {world.people.at("emma")};
  EXPECT_EQ(world.in_charge(world.start("c5", way)), "emma");
}

TEST_F(Visit, GoesToWhoHasTheFewestCustomers) {
  const Json way = world.way({"emma", "nora"}, {{"balance", "least_open"}});
  const Json own = world.way({"emma"});
  world.start("c1", own);
  world.start("c2", own);
  EXPECT_EQ(world.in_charge(world.start("c3", way)), "nora");
  EXPECT_EQ(world.in_charge(world.start("c4", way)), "nora");
}

TEST_F(Visit, RespectsTheCapOfADay) {
  const Json way = world.way({"emma", "nora"}, {{"daily_cap", 1}});
  EXPECT_EQ(world.in_charge(world.start("c1", way)), "emma");
  EXPECT_EQ(world.in_charge(world.start("c2", way)), "nora");
  EXPECT_EQ(world.start("c3", way).at("closed").at("reason"), "nobody");
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(world.start("c3", way).at("status"), "open");
}

TEST_F(Visit, StopsAtTheEmployeesLimit) {
  const Json way = world.way({"emma"});
  world.in_company([](db::Tx& tx) {
    return db::exec(
               tx,
               "INSERT INTO settings (corp_id, name, value, changed_at) SELECT id, 'serving', '{\"per_employee\": 1}', "
               "now() FROM "
               "companies")
        .affected_rows();
  });
  EXPECT_EQ(world.start("c1", way).at("status"), "open");
  EXPECT_EQ(world.start("c2", way).at("closed").at("reason"), "nobody");
  EXPECT_EQ(world.start("c1", way).at("status"), "open");
}

TEST_F(Visit, ServesADepartment) {
  world.employee("emma");
  const Json way = world.call("olga", "contact_way.create", {{"departments", {1}}});
  ASSERT_EQ(code(way), "ok");
  EXPECT_TRUE(world.look(way).at("card").is_null());
  EXPECT_EQ(world.in_charge(world.start("carl", way)), "emma");
  EXPECT_EQ(world.start("carl", way).at("status"), "open");
  EXPECT_EQ(world.count("SELECT count(*) FROM follows"), 1);
}

TEST_F(Visit, OutsideOfHoursGoesToTheBackup) {
  // The clock stands at 2027-01-15 08:00 UTC, a Friday: 09:00 in Berlin.
  const auto hours = [](const std::string& from, const std::string& to) {
    return Json{{"zone", "Europe/Berlin"}, {"spans", {{{"days", {1, 2, 3, 4, 5}}, {"from", from}, {"to", to}}}}};
  };
  world.employee("emma");
  const Json wrong = world.call("olga", "contact_way.create", {{"employees", {"emma"}}, {"backup", "olga"}});
  EXPECT_EQ(wrong.value("field", ""), "backup") << "olga is not verified";
  world.employee("nora");
  const Json day = world.way({"emma"}, {{"hours", hours("09:00", "18:00")}, {"backup", "nora"}});
  EXPECT_EQ(world.look(day).at("open"), true);
  EXPECT_EQ(world.look(day).at("hours"), "Mon-Fri 09:00-18:00 (Europe/Berlin)");
  EXPECT_EQ(world.in_charge(world.start("c1", day)), "emma");
  const Json night = world.way({"emma"}, {{"hours", hours("22:00", "06:00")}, {"backup", "nora"}});
  EXPECT_EQ(world.look(night).at("open"), false);
  EXPECT_EQ(world.in_charge(world.start("c2", night)), "nora");
  const Json alone = world.way({"emma"}, {{"hours", hours("22:00", "06:00")}});
  EXPECT_EQ(world.in_charge(world.start("c3", alone)), "emma") << "a message is left for the morning";
  world.clock.advance(std::chrono::hours(14));
  EXPECT_EQ(world.look(night).at("open"), true);
  world.clock.advance(std::chrono::hours(6));
  EXPECT_EQ(world.look(night).at("open"), true) << "Friday's night goes on into Saturday";
}

TEST_F(Visit, HoldsOneMemberThroughExclusiveWays) {
  const Json one = world.way({"emma"}, {{"exclusive", true}});
  const Json two = world.way({"nora"}, {{"exclusive", true}});
  const Json first = world.start("carl", one);
  const Json second = world.start("carl", two);
  EXPECT_EQ(id_of(second), id_of(first));
  EXPECT_EQ(world.count("SELECT count(*) FROM follows WHERE status = 'active'"), 1);
}

TEST_F(Visit, GivesTags) {
  world.in_company([](db::Tx& tx) {
    db::exec(
        tx,
        "INSERT INTO contact_tag_groups (corp_id, number, name, created_at) SELECT id, 1, 'G', now() FROM companies");
    return db::exec(
               tx,
               "INSERT INTO contact_tags (corp_id, number, tag_group, name, created_at) SELECT id, n, 1, 'T' || n, "
               "now() FROM companies, generate_series(1, 2) n")
        .affected_rows();
  });
  const Json way = world.way({"emma"}, {{"tags", {1, 2}}});
  world.in_company(
      [](db::Tx& tx) { return db::exec(tx, "DELETE FROM contact_tags WHERE number = 2").affected_rows(); });
  EXPECT_EQ(world.start("carl", way).at("status"), "open");
  EXPECT_EQ(world.count("SELECT sum(tag) FROM follow_tags"), 1);
}

TEST_F(Visit, SendsTheWelcomeWithItsLinksOnce) {
  const Json way = world.way(
      {"emma"}, {{"welcome",
                  {{"text", "Hi {name} {state} {unknown}"},
                   {"attachments", {{{"kind", "link"}, {"url", "https://acme.example/x"}, {"title", "Prices"}}}}}},
                 {"state", "fair"}});
  const std::string chat = id_of(world.start("carl", way, {{"name", "Carl"}}));
  world.start("carl", way);
  EXPECT_EQ(world.texts("carl", chat), (std::vector<std::string>{"Hi Carl fair {unknown}", "link"}));
}

TEST_F(Visit, SendsFilesOfTheWelcomeInTheNameOfTheEmployee) {
  world.employee("emma");
  const std::string file = world.file("olga", "prices.txt");
  const std::string mine = world.file("emma", "mine.txt");
  const auto greeting = [](const std::string& id) { return Json{{"attachments", {{{"kind", "file"}, {"file", id}}}}}; };
  const Json wrong = world.call("olga", "contact_way.create", {{"employees", {"emma"}}, {"welcome", greeting(mine)}});
  EXPECT_EQ(wrong.value("field", ""), "welcome.attachments[0].file") << "what somebody else stored";
  const Json way = world.way({"emma"}, {{"welcome", greeting(file)}});
  EXPECT_EQ(world.count("SELECT count(*) FROM file_uses"), 1) << "it is kept for those to come";
  EXPECT_EQ(way.at("welcome").at("attachments").at(0).at("file"), file);
  const std::string chat = id_of(world.start("carl", way));
  EXPECT_EQ(world.texts("carl", chat), (std::vector<std::string>{"file"}));
  EXPECT_EQ(code(world.call("carl", "file.get", {{"file", file}})), "ok");
  const Json same = world.call("emma", "contact_way.update", {{"way", way.at("id")}, {"welcome", greeting(file)}});
  EXPECT_EQ(code(same), "ok") << "a file that the way has may stay in it, whoever changes the way";
  EXPECT_EQ(code(world.call("emma", "contact_way.update", {{"way", way.at("id")}, {"clear", {"welcome"}}})), "ok");
  EXPECT_EQ(world.count("SELECT count(*) FROM file_uses WHERE kind = 'result'"), 0);
  EXPECT_EQ(code(world.call("carl", "file.get", {{"file", file}})), "ok") << "the chat keeps what was sent";
}

TEST_F(Visit, GivesTheLastPlaceOnce) {
  const Json way = world.way({"emma", "nora"}, {{"most_uses", 3}});
  std::vector<std::thread> threads;
  std::atomic<int> open{0};
  std::atomic<int> closed{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      const Json answer = world.call("olga", "visit.start", {{"code", WayWorld::code_of(way)}});
      ++(answer.at("status") == "open" ? open : closed);
    });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(open, 3);
  EXPECT_EQ(closed, 5);
  EXPECT_EQ(world.count("SELECT uses FROM contact_ways"), 3);
  EXPECT_EQ(world.count("SELECT max(given) - min(given) FROM contact_way_turns"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM contacts"), 3);
}

TEST_F(Visit, OfOneCustomerAtOnceBeginsOneChat) {
  const Json one = world.way({"emma"}, {{"exclusive", true}});
  const Json two = world.way({"nora"}, {{"exclusive", true}});
  world.start("carl", world.way({"omar"}));
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::set<std::string> chats;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      const Json answer = world.call(
          "olga", "visit.start",
          {{"code", WayWorld::code_of(i % 2 == 0 ? one : two)}, {"visitor", world.tokens.at("carl")}});
      const std::lock_guard lock(mutex);
      chats.insert(answer.at("conversation").get<std::string>());
    });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(chats.size(), 1u);
}

}  // namespace
}  // namespace weft::test
