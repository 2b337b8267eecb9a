// Being there for a group: the associate who is called, hours, and greetings said once to all who came together.
#include "customers/group_world.hpp"

namespace weft::test {
namespace {

struct GroupService : ::testing::Test {
  CustomerGroupWorld world;
  std::string group = world.customer_group("emma", {"nora"});
  std::string way = world.join_way("emma", {group});

  Json here(Json more = Json::object()) const {
    more["conversation"] = group;
    return more;
  }
  Json call(const std::string& name, const std::string& client_id, Json more = Json::object()) {
    more["client_id"] = client_id;
    return world.call(name, "customer_group.call_associate", here(std::move(more)));
  }
  /// The world's clock begins on Friday 2027-01-15 at 08:00 UTC.
  Json nine_to_five() const {
    return {{"zone", "UTC"}, {"spans", {{{"days", {1, 2, 3, 4, 5}}, {"from", "09:00"}, {"to", "17:00"}}}}};
  }
};

TEST_F(GroupService, CallsTheAssociate) {
  world.join("carl", way);
  const Json called = call("carl", "c1", {{"text", "@Emma when do you open?"}});
  ASSERT_EQ(code(called), "ok") << called;
  EXPECT_EQ(called.at("open"), true);
  EXPECT_EQ(world.inbox_kinds("emma").back(), "associate_called");
  EXPECT_EQ(world.said("nora", group), std::vector<std::string>{"@Emma when do you open?"});
  const Json entry = items(world.entries("emma", group, {{"after", called.at("seq").get<Seq>() - 1}}))[0];
  EXPECT_EQ(entry.at("body").at("mentions")[0], world.people.at("emma").str());
  const Json again = call("carl", "c1", {{"text", "@Emma when do you open?"}});
  EXPECT_EQ(again.at("duplicate"), true);
  EXPECT_EQ(again.at("seq"), called.at("seq"));
  EXPECT_EQ(world.said("nora", group).size(), 1U);
  EXPECT_EQ(code(call("carl", "c1", {{"text", "something else"}})), "idempotency_conflict");
}

TEST_F(GroupService, AnswersOncePerCustomerWhileItIsAway) {
  world.join("carl", way);
  world.join("dora", way);
  const Json set = world.call(
      "emma", "customer_group.update", here({{"hours", nine_to_five()}, {"off_hours", "We are back at nine."}}));
  ASSERT_EQ(code(set), "ok") << set;
  const Json shown = world.call("carl", "customer_group.associate", here());
  EXPECT_EQ(shown.at("open"), false);
  EXPECT_EQ(shown.at("hours"), "Mon-Fri 09:00-17:00 (UTC)");
  EXPECT_EQ(shown.at("card").at("name"), "Name of emma");
  EXPECT_EQ(call("carl", "1").at("answered"), true);
  EXPECT_EQ(call("carl", "2").at("answered"), false);
  EXPECT_EQ(call("dora", "1").at("answered"), true);
  world.clock.advance(std::chrono::minutes(61));
  const Json now_open = call("carl", "3");
  EXPECT_EQ(now_open.at("open"), true);
  EXPECT_EQ(now_open.at("answered"), false);
  world.clock.advance(std::chrono::hours(8));
  EXPECT_EQ(call("carl", "4").at("answered"), true) << "it is away again";
  world.clock.advance(std::chrono::hours(20));
  EXPECT_EQ(call("carl", "5").at("answered"), false) << "and still is, at the weekend";
  const auto said = world.said("emma", group);
  EXPECT_EQ(std::count(said.begin(), said.end(), "We are back at nine."), 3);
}

TEST_F(GroupService, AnswersAMentionAsItAnswersACall) {
  world.join("carl", way);
  world.call("emma", "customer_group.update", here({{"hours", nine_to_five()}, {"off_hours", "We are back at nine."}}));
  const auto mention = [&](const std::string& whom, const std::string& client_id) {
    const Json body = {{"text", "hello?"}, {"mentions", {world.people.at(whom).str()}}};
    return world.call("carl", "message.send", here({{"client_id", client_id}, {"kind", "text"}, {"body", body}}));
  };
  ASSERT_EQ(code(mention("nora", "1")), "ok");
  EXPECT_EQ(world.said("nora", group), std::vector<std::string>{"hello?"}) << "nora does not run the group";
  const Json sent = mention("emma", "2");
  ASSERT_EQ(code(sent), "ok") << sent;
  EXPECT_EQ(world.said("carl", group), (std::vector<std::string>{"hello?", "hello?", "We are back at nine."}));
  EXPECT_EQ(mention("emma", "2").at("duplicate"), true);
  mention("emma", "3");
  EXPECT_EQ(call("carl", "4").at("answered"), false) << "once, however it is called";
  EXPECT_EQ(world.said("emma", group).size(), 5U);
  EXPECT_EQ(code(world.send("emma", group, "I am early")), "ok");
  world.clock.advance(std::chrono::minutes(61));
  mention("emma", "5");
  EXPECT_EQ(world.said("emma", group).size(), 7U) << "it is there";
}

TEST_F(GroupService, RefusesHoursThatAreNone) {
  Json hours = nine_to_five();
  hours["zone"] = "Nowhere/Town";
  EXPECT_EQ(world.call("emma", "customer_group.update", here({{"hours", hours}}))["field"], "hours.zone");
  EXPECT_EQ(code(world.call("nora", "customer_group.update", here({{"off_hours", "x"}}))), "forbidden");
  world.call("emma", "customer_group.update", here({{"hours", nine_to_five()}}));
  const Json cleared = world.call("emma", "customer_group.update", here({{"clear", {"hours"}}}));
  EXPECT_TRUE(cleared.at("hours").is_null());
}

TEST_F(GroupService, GreetsTogetherWhoCameTogether) {
  const std::string welcome = world.welcome("Hello {name}, I am {employee} of {company}.");
  world.call("emma", "customer_group.update", here({{"welcome", welcome}}));
  world.join("carl", way);
  world.join("dora", way);
  world.join("gone", way);
  world.call("gone", "customer_group.leave", here());
  EXPECT_EQ(world.count("SELECT count(*) FROM jobs WHERE kind = 'group_welcome'"), 1);
  EXPECT_EQ(world.greet(), 2);
  EXPECT_EQ(world.said("carl", group), std::vector<std::string>{"Hello carl, dora, I am Name of emma of Acme."});
  EXPECT_EQ(world.greet(), 1) << "nobody is greeted twice";
  world.join("late", way);
  world.greet();
  EXPECT_EQ(world.said("carl", group).size(), 2U);
}

TEST_F(GroupService, LosesNoGreetingWhenAStepDies) {
  const std::string welcome = world.welcome("Hello {name}.");
  world.way.clear();
  way = world.join_way("emma", {group}, {{"welcome", welcome}});
  world.join("carl", way);
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    db::Savepoint cut_off(tx);
    db::Job job;
    job.state.text = Json{{"way", world.way}}.dump();
    customers::group_jobs(world.parts()).at("group_welcome").step(tx, job);
    return 0;
  });
  EXPECT_EQ(world.said("carl", group).size(), 0U);
  EXPECT_EQ(world.count("SELECT count(*) FROM group_arrivals"), 1);
  world.greet();
  EXPECT_EQ(world.said("carl", group), std::vector<std::string>{"Hello carl."});
}

TEST_F(GroupService, KeepsALibraryOfGreetings) {
  const std::string welcome = world.welcome("Hello {name}.");
  const auto make = [&](const std::string& text) {
    return world.call("olga", "group_welcome.create", {{"name", "Next"}, {"greeting", {{"text", text}}}});
  };
  EXPECT_EQ(make(std::string(3001, 'x'))["field"], "greeting.text");
  EXPECT_EQ(code(make(std::string(3000, 'x'))), "ok");
  for (int i = 2; i < 100; ++i)
    make("more");
  EXPECT_EQ(code(make("too many")), "conflict");
  EXPECT_EQ(items(world.call("emma", "group_welcome.list", Json::object())).size(), 100U);
  world.call("emma", "customer_group.update", here({{"welcome", welcome}}));
  EXPECT_EQ(code(world.call("olga", "group_welcome.delete", {{"welcome", welcome}})), "ok");
  EXPECT_TRUE(world.call("emma", "customer_group.get", here()).at("welcome").is_null());
  EXPECT_EQ(world.call("emma", "customer_group.update", here({{"welcome", welcome}}))["field"], "welcome");
}

}  // namespace
}  // namespace weft::test
