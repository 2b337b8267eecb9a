// Serving a customer together: sharing, colleagues in the chat, notes.
#include "customers/world.hpp"

#include <algorithm>
#include <thread>

namespace weft::test {
namespace {

struct CustomerSharing : ::testing::Test {
  CustomerWorld world;
  std::string chat = world.customer("carl", "emma");
  std::string follow = world.follow("carl", "emma")->id.str();

  CustomerSharing() {
    world.promote("olga", api::Role::owner);
    world.employee("nora");
    world.person("bob");
  }
  Json share(const std::string& who, const std::string& to) {
    return world.call(who, "follow.share", {{"follow", follow}, {"to", to}, {"message", "ask Nora about prices"}});
  }
  Json colleagues(const std::string& who, const std::string& operation, const std::string& colleague) {
    return world.call(
        who, "customer_chat." + operation + "_colleague", {{"conversation", chat}, {"members", {colleague}}});
  }
};

TEST_F(CustomerSharing, GivesTheColleagueAChatOfItsOwn) {
  world.call("emma", "follow.update", {{"follow", follow}, {"remark", "Carl of Acme"}});
  const Json shared = share("emma", "nora");
  const std::string other = shared["conversation"];
  EXPECT_NE(other, chat);
  EXPECT_EQ(world.kinds("carl", other), (std::vector<std::string>{"created", "shared"}));
  EXPECT_EQ(world.kinds("nora", other), (std::vector<std::string>{"created", "shared"}));
  const Json told = items(world.entries("carl", other, {{"after", 0}})).back()["body"];
  EXPECT_FALSE(told.contains("message")) << "that is for the colleague";
  EXPECT_EQ(
      world.count("SELECT count(*) FROM entries e JOIN conversations c ON c.id = e.conversation_id WHERE c.kind = "
                  "'inbox' AND e.kind = 'shared' AND e.body ->> 'message' = 'ask Nora about prices'"),
      1);
  EXPECT_EQ(world.follow("carl", "nora")->remark, "Carl of Acme");
  EXPECT_EQ(world.follow("carl", "emma")->status, customers::FollowStatus::active);
  EXPECT_EQ(code(world.send("carl", other, "hello nora")), "ok");
  EXPECT_EQ(code(world.entries("emma", other)), "not_found");
  EXPECT_EQ(share("emma", "nora")["field"], "to");
}

TEST_F(CustomerSharing, HappensOnceHoweverManyDoItAtATime) {
  std::vector<std::string> codes(4);
  std::vector<std::thread> threads;
  for (std::string& answer : codes)
    threads.emplace_back([&] { answer = code(share("emma", "nora")); });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "ok"), 1);
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "conflict"), 3);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'shared'"), 1);
}

TEST_F(CustomerSharing, KeepsToTheRulesOfServing) {
  EXPECT_EQ(share("emma", "bob")["field"], "to");
  EXPECT_EQ(code(share("emma", "bob")), "forbidden") << "the name is not verified";
  EXPECT_EQ(code(share("nora", "nora")), "not_found");
  EXPECT_EQ(code(share("emma", "emma")), "invalid_argument");
  world.call("olga", "serving.set", {{"in_company", 1}});
  EXPECT_EQ(code(share("emma", "nora")), "conflict");
  world.call("olga", "serving.set", {{"in_company", 10}});
  EXPECT_EQ(code(share("olga", "nora")), "ok");
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'follow.share'"), 1);
}

TEST_F(CustomerSharing, LetsColleaguesTakePartBeforeTheCustomersEyes) {
  EXPECT_EQ(colleagues("emma", "add", "nora")["changed"], Json::array({world.people.at("nora").str()}));
  EXPECT_EQ(colleagues("emma", "add", "nora")["changed"], Json::array());
  EXPECT_EQ(world.kinds("carl", chat), (std::vector<std::string>{"created", "members_added"}));
  EXPECT_EQ(code(world.send("nora", chat, "hello from nora")), "ok");
  EXPECT_EQ(world.call("nora", "contact.get", {{"contact", world.people.at("carl").str()}})["follows"].size(), 1u);
  EXPECT_EQ(code(colleagues("nora", "add", "olga")), "not_found") << "who is in charge decides";
  EXPECT_EQ(colleagues("emma", "add", "bob")["field"], "members[0]");
  EXPECT_EQ(colleagues("nora", "remove", "nora")["changed"].size(), 1u) << "but anybody may go";
  EXPECT_EQ(code(world.send("nora", chat, "still there?")), "not_a_participant");
  EXPECT_EQ(code(colleagues("emma", "remove", "emma")), "invalid_argument");
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind IN ('joined', 'parted')"), 2);
}

TEST_F(CustomerSharing, WritesNotesThatNoCustomerSees) {
  const auto open = [&](const std::string& who) {
    return world.call(who, "customer_note.open", {{"conversation", chat}});
  };
  const std::string notes = open("emma")["conversation"];
  EXPECT_EQ(open("emma")["conversation"], notes);
  EXPECT_EQ(code(open("nora")), "not_found");
  EXPECT_EQ(code(open("olga")), "not_found") << "managing is not taking part";
  EXPECT_EQ(code(world.send("emma", notes, "he is important")), "ok");
  colleagues("emma", "add", "nora");
  EXPECT_EQ(open("nora")["conversation"], notes);
  EXPECT_EQ(code(world.send("nora", notes, "I see")), "ok");
  EXPECT_EQ(code(world.entries("carl", notes)), "not_found");
  colleagues("emma", "remove", "nora");
  EXPECT_EQ(code(world.send("nora", notes, "still me")), "not_a_participant");
}

}  // namespace
}  // namespace weft::test
