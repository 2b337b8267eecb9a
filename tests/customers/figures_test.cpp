// Figures of employees, teams, days and groups: what is counted, when a day begins, and who reads what.
#include "customers/figures_world.hpp"

#include <unistd.h>

#include <thread>

namespace weft::test {
namespace {

using customers::EventKind;
using std::chrono::hours;
using std::chrono::minutes;

struct CustomerFigures : ::testing::Test {
  FiguresWorld world;
  std::string chat = world.customer("carl", "emma");

  static Json range(const std::string& from = "2027-01-15", const std::string& to = "2027-01-15") {
    return {{"from", from}, {"to", to}};
  }
  Json mine(const std::string& who, const Json& days = range()) {
    return world.call(who, "customer_figures.mine", days).at("total");
  }
  /// A step of the job; whether another one is to follow.
  bool count_once() {
    return world.in_company([&](db::Tx& tx) {
      db::Job job;
      job.state = {"{}"};
      return customers::figure_jobs(*world.tables).at("figures.count").step(tx, job).next == db::Next::again;
    });
  }
  Json employees(const std::string& who, Json more = Json::object()) {
    more.update(range());
    return world.call(who, "customer_figures.employees", more);
  }
};

TEST_F(CustomerFigures, CountsWhatHappensAtOnce) {
  world.send("carl", chat, "anybody?");
  world.clock.advance(minutes(3));
  world.send("emma", chat, "yes");
  world.send("emma", chat, "how can I help?");
  const Json seen = mine("emma");
  EXPECT_EQ(seen["added"], 1);
  EXPECT_EQ(seen["chats"], 1);
  EXPECT_EQ(seen["messages"], 2);
  EXPECT_EQ(seen["asked"], 1);
  EXPECT_EQ(seen["replied"], 1);
  EXPECT_EQ(seen["replied_percent"], 100.0);
  EXPECT_EQ(seen["first_reply_minutes"], 3.0);
  EXPECT_EQ(seen["rating"], Json());
  world.send("emma", chat, "one more");
  EXPECT_EQ(mine("emma")["messages"], 3);
  EXPECT_EQ(mine("emma")["chats"], 1);
}

TEST_F(CustomerFigures, BeginsDaysInTheCompanysZone) {
  world.clock.advance(hours(7) + minutes(59));  // 23:59 in Shanghai
  world.send("carl", chat, "late");
  world.clock.advance(minutes(2));
  world.send("emma", chat, "early");
  const Json days = world.call("emma", "customer_figures.mine", range("2027-01-15", "2027-01-16"))["items"];
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0]["figures"]["asked"], 1);
  EXPECT_EQ(days[0]["figures"]["replied"], 0) << "an answer of the next day is none";
  EXPECT_EQ(days[0]["figures"]["replied_percent"], 0.0);
  EXPECT_EQ(days[1]["figures"]["messages"], 1);
  EXPECT_EQ(days[1]["figures"]["asked"], 0);
}

TEST_F(CustomerFigures, FollowsTheZoneFromNowOn) {
  world.clock.advance(hours(9));  // 17:00 UTC, 01:00 of the 16th in Shanghai
  EXPECT_EQ(world.call("olga", "company_time.set", {{"zone", "Mars/Base"}})["field"], "zone");
  EXPECT_EQ(code(world.call("emma", "company_time.set", {{"zone", "Europe/Berlin"}})), "forbidden");
  world.send("emma", chat, "on the 16th");
  EXPECT_EQ(mine("emma", range("2027-01-16", "2027-01-16"))["messages"], 1);
  EXPECT_EQ(world.call("olga", "company_time.set", {{"zone", "Europe/Berlin"}})["zone"], "Europe/Berlin");
  world.send("emma", chat, "still the 15th");
  EXPECT_EQ(mine("emma")["messages"], 1);
  EXPECT_EQ(world.call("emma", "company_time.get", Json::object())["zone"], "Europe/Berlin");
}

TEST_F(CustomerFigures, GivesEachEmployeeTheirOwn) {
  world.send("carl", chat, "one");
  world.employee("nora");
  world.in_company([&](db::Tx& tx) {
    const auto follow = customers::find_follow(tx, world.people.at("carl"), world.people.at("emma")).value();
    return customers::pass_on(tx, follow, world.people.at("nora"), {}, Json::object()).id.str();
  });
  world.clock.advance(minutes(1));
  world.send("nora", chat, "I am here now");
  world.send("carl", chat, "hello nora");
  EXPECT_EQ(mine("emma")["asked"], 1);
  EXPECT_EQ(mine("emma")["replied"], 1) << "the company answered";
  EXPECT_EQ(mine("emma")["messages"], 0);
  EXPECT_EQ(mine("nora")["asked"], 0);
  EXPECT_EQ(mine("nora")["messages"], 1);
  EXPECT_EQ(mine("nora")["chats"], 1);
  EXPECT_EQ(mine("nora")["added"], 0);
}

TEST_F(CustomerFigures, CountsEvents) {
  world.note(EventKind::requested, "carl", "emma");
  world.note(EventKind::rated, "carl", "emma", {{"score", 4}});
  world.note(EventKind::rated, "carl", "emma", {{"score", 5}});
  world.note(EventKind::scanned, "carl", "emma");
  world.in_company([&](db::Tx& tx) {
    const auto follow = customers::find_follow(tx, world.people.at("carl"), world.people.at("emma")).value();
    customers::end_follow(tx, follow, customers::FollowStatus::lost, follow.contact);
    return 0;
  });
  const Json seen = mine("emma");
  EXPECT_EQ(seen["requests"], 1);
  EXPECT_EQ(seen["ratings"], 2);
  EXPECT_EQ(seen["rating"], 4.5);
  EXPECT_EQ(seen["lost"], 1);
}

TEST_F(CustomerFigures, LeavesOutStaffChatsAndNotes) {
  const std::string team = world.group("emma", {"nora"});
  world.send("emma", team, "not for customers");
  const std::string notes = world.in_company([&](db::Tx& tx) {
    return customers::notes_of(tx, ConversationId::parse(chat).value(), world.people.at("emma")).str();
  });
  world.send("emma", notes, "a note");
  EXPECT_EQ(mine("emma")["messages"], 0);
}

TEST_F(CustomerFigures, ShowsLeadersTheirDepartments) {
  world.employee("nora");
  const auto sales = world.place("emma", "Sales/North");
  world.place("nora", "Support");
  const auto all_sales = world.place("lead", "Sales");
  world.grant("lead", "{customer_figures_read}", all_sales);
  world.customer("cora", "nora");
  EXPECT_EQ(code(employees("emma")), "forbidden");
  const Json seen = items(employees("lead"));
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0]["employee"]["userid"], "emma");
  EXPECT_EQ(items(employees("olga")).size(), 2u);
  EXPECT_EQ(items(employees("olga", {{"department", all_sales}})).size(), 1u);
  EXPECT_EQ(employees("lead", {{"employees", {"nora"}}})["field"], "employees[0]");
  EXPECT_EQ(code(employees("lead", {{"department", 1}})), "not_found");
  Json team = range();
  team["department"] = all_sales;
  const Json teams = items(world.call("lead", "customer_figures.teams", team));
  ASSERT_EQ(teams.size(), 2u);
  EXPECT_EQ(teams[0]["department"], all_sales);
  EXPECT_EQ(teams[1]["department"], sales);
  EXPECT_EQ(teams[1]["figures"]["added"], 1);
}

TEST_F(CustomerFigures, PagesByEmployee) {
  for (const char* userid : {"nora", "omar", "pia"})
    world.customer("carl", userid);
  std::set<std::string> seen;
  Json page = employees("olga", {{"limit", 3}});
  EXPECT_EQ(items(page).size(), 3u);
  for (const Json& row : items(page))
    seen.insert(row["employee"]["userid"]);
  page = employees("olga", {{"limit", 3}, {"cursor", page["next_cursor"]}});
  for (const Json& row : items(page))
    seen.insert(row["employee"]["userid"]);
  EXPECT_EQ(seen, (std::set<std::string>{"emma", "nora", "omar", "pia"}));
  EXPECT_EQ(page["next_cursor"], Json());
}

TEST_F(CustomerFigures, RefuseDaysThatAreNotKept) {
  const auto field = [&](const std::string& from, const std::string& to) {
    return world.call("emma", "customer_figures.mine", range(from, to)).value("field", "none");
  };
  EXPECT_EQ(field("2026-02-30", "2027-01-15"), "from");
  EXPECT_EQ(field("2027-01-15", "20270115xx"), "to");
  EXPECT_EQ(field("2027-01-15", "2027-01-14"), "to");
  EXPECT_EQ(field("2027-01-17", "2027-01-18"), "from") << "of days to come there is nothing";
  EXPECT_EQ(field("2026-07-18", "2027-01-15"), "from");
  EXPECT_EQ(field("2026-07-19", "2027-01-15"), "none");
}

TEST_F(CustomerFigures, CountEveryMessageOnceWhoeverCounts) {
  std::vector<std::thread> threads;
  std::atomic<bool> writing{true};
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&] {
      while (writing)
        count_once();
    });
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&] {
      while (writing)
        mine("emma");
    });
  for (int i = 0; i < 60; ++i)
    world.send(i % 3 == 0 ? "carl" : "emma", chat, "message " + std::to_string(i));
  writing = false;
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(mine("emma")["messages"], 40);
  EXPECT_EQ(mine("emma")["chats"], 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM chats_behind"), 0);
}

TEST_F(CustomerFigures, AreCountedByTheJobToo) {
  for (int i = 0; i < 130; ++i)
    world.send("emma", chat, "message " + std::to_string(i));
  auto kinds = customers::figure_jobs(*world.tables);
  const auto step = [&] {
    return world.in_company([&](db::Tx& tx) {
      db::Job job;
      job.state = {"{}"};
      return kinds.at("figures.count").step(tx, job).next == db::Next::again;
    });
  };
  while (step()) {}
  EXPECT_EQ(world.count("SELECT messages FROM chat_days"), 130);
  EXPECT_EQ(world.count("SELECT count(*) FROM chats_behind"), 0);
}

TEST_F(CustomerFigures, BecomeTables) {
  world.send("emma", chat, "hello");
  world.send("carl", world.customer("cora", "nora"), "not hers");
  Json in = range();
  in.update({{"of", "employee_days"}, {"format", "csv"}});
  EXPECT_EQ(code(world.call("emma", "customer_figures.export", in)), "forbidden");
  const std::string id = world.call("olga", "customer_figures.export", in).at("id");
  const std::string text = world.in_company([&](db::Tx& tx) {
    db::Job job;
    job.id = db::JobId::parse(id).value();
    job.started_by = world.people.at("olga");
    job.state = {db::text_of(db::exec(tx, "SELECT state FROM jobs WHERE id = $1", id).at(0)[0])};
    const auto step = customers::figure_jobs(*world.tables).at("figures.export").step(tx, job);
    EXPECT_EQ(step.done, 2);
    const auto file = FileId::parse(Json::parse(step.result.value().text).at("file").get<std::string>()).value();
    api::Caller olga;
    olga.corp = world.corp;
    olga.principal = world.people.at("olga");
    const int descriptor = world.tables->open(tx, olga, file);
    std::string bytes(4096, ' ');
    bytes.resize(static_cast<std::size_t>(read(descriptor, bytes.data(), bytes.size())));
    close(descriptor);
    return bytes;
  });
  EXPECT_NE(text.find("日期,发起申请数"), std::string::npos) << text;
  EXPECT_NE(text.find("Name of emma,emma,,2027-01-15,0,1,1,1,0,0,,,0,0,"), std::string::npos) << text;
}

TEST_F(CustomerFigures, TellTheDaysOfAChatInTheTimeline) {
  const auto told = [&] {
    const Json in = {{"contact", world.people.at("carl").str()}, {"kind", "messages"}};
    const Json page = world.call("emma", "contact.timeline", in);
    Json list = Json::array();
    for (const Json& event : page.at("items"))
      list.push_back({event["detail"]["day"], event["detail"]["received"], event["detail"]["sent"]});
    return list;
  };
  const auto count = [&] { world.call("emma", "customer_figures.mine", range()); };
  world.send("carl", chat, "hello");
  world.send("emma", chat, "hi");
  count();
  EXPECT_EQ(told(), Json::parse(R"([["2027-01-15", 1, 1]])"));
  world.send("carl", chat, "how are you?");
  count();
  EXPECT_EQ(told(), Json::parse(R"([["2027-01-15", 2, 1]])")) << "the same event goes on";
  world.clock.advance(std::chrono::hours(24));
  world.send("emma", chat, "fine");
  count();
  EXPECT_EQ(told(), Json::parse(R"([["2027-01-16", 0, 1], ["2027-01-15", 2, 1]])"));
}

TEST_F(CustomerFigures, CountGroupsUnderTheirOwners) {
  const PrincipalId emma = world.people.at("emma");
  const std::string group = world.group("emma", {"nora"});
  world.in_company([&](db::Tx& tx) {
    db::exec(tx, "UPDATE conversations SET kind = 'customer_group' WHERE id = $1", group);
    db::exec(tx, "INSERT INTO chats_behind (corp_id, conversation_id) VALUES ($1, $2)", world.corp, group);
    return 0;
  });
  world.send("nora", group, "hi");
  world.send("emma", group, "hi");
  Json in = range();
  in["by"] = "owner";
  const Json owners = items(world.call("olga", "customer_figures.groups", in));
  ASSERT_EQ(owners.size(), 1u);
  EXPECT_EQ(owners[0]["owner"]["id"], emma.str());
  EXPECT_EQ(owners[0]["figures"], (Json{{"groups", 1}, {"active", 1}, {"joins", 0}, {"leaves", 0}, {"messages", 2}}));
  in["by"] = "day";
  const Json days = items(world.call("olga", "customer_figures.groups", in));
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0]["day"], "2027-01-15");
}

}  // namespace
}  // namespace weft::test
