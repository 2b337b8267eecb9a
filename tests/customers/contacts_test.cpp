// Relations: how they begin, end and change hands, and that exactly one employee is in charge at every moment.
#include "customers/world.hpp"
#include <weft/conversations/customer_chats.hpp>
#include <weft/identity/settings.hpp>

#include <thread>

namespace weft::test {
namespace {

using customers::FollowStatus;
using customers::ServingTrouble;

struct CustomerRelation : ::testing::Test {
  CustomerWorld world;

  Json pass_on(const std::string& customer, const std::string& from, const std::string& to) {
    return world.in_company([&](db::Tx& tx) {
      const auto follow = customers::find_follow(tx, world.people.at(customer), world.people.at(from)).value();
      return Json(customers::pass_on(tx, follow, world.people.at(to), {}, {{"hand_over", "x"}}).conversation.str());
    });
  }
  void end(const std::string& customer, const std::string& employee, FollowStatus status) {
    world.in_company([&](db::Tx& tx) {
      const auto follow = customers::find_follow(tx, world.people.at(customer), world.people.at(employee)).value();
      customers::end_follow(tx, follow, status, follow.contact);
      return 0;
    });
  }
};

TEST_F(CustomerRelation, BeginsWithAChatThatBothWriteIn) {
  const std::string chat = world.customer("carl", "emma");
  EXPECT_EQ(code(world.send("carl", chat, "hello")), "ok");
  EXPECT_EQ(code(world.send("emma", chat, "welcome")), "ok");
  EXPECT_EQ(world.kinds("carl", chat), (std::vector<std::string>{"created", "message", "message"}));
  EXPECT_EQ(world.count("SELECT customers FROM service_loads"), 1);
  EXPECT_EQ(world.count("SELECT customers FROM customer_heads"), 1);
}

TEST_F(CustomerRelation, ShowsCustomersNoMoreThanACard) {
  const std::string chat = world.customer("carl", "emma");
  const Json list = items(world.call("carl", "conversation.list", Json::object()));
  const auto found = std::find_if(list.begin(), list.end(), [&](const Json& one) { return one["id"] == chat; });
  ASSERT_NE(found, list.end());
  EXPECT_EQ((*found)["peer"]["name"], "Name of emma");
  EXPECT_EQ((*found)["peer"]["userid"], "");
  EXPECT_EQ((*found)["peer"]["department"], "");
  const Json known = world.call("carl", "conversation.get", {{"conversation", chat}});
  for (const Json& member : known["members"]["items"])
    EXPECT_EQ(member["principal"]["userid"], "");
  const Json seen = world.call("emma", "conversation.get", {{"conversation", chat}});
  EXPECT_EQ(seen["conversation"]["peer"]["name"], "carl");
  EXPECT_EQ(seen["conversation"]["kind"], "customer");
}

TEST_F(CustomerRelation, IsNobodyElsesAffair) {
  const std::string chat = world.customer("carl", "emma");
  world.employee("nora");
  const std::string carl = world.people.at("carl").str();
  EXPECT_EQ(code(world.call("emma", "presence.get", {{"principals", {carl}}})), "ok");
  EXPECT_EQ(world.call("nora", "presence.get", {{"principals", {carl}}})["field"], "principals[0]");
  EXPECT_EQ(world.call("emma", "conversation.open_direct", {{"peer", carl}})["field"], "peer");
  EXPECT_EQ(world.call("emma", "group.create", {{"name", "Us"}, {"members", {"nora", carl}}})["field"], "members[1]");
  const std::string team = world.group("emma", {"nora"});
  EXPECT_EQ(
      world.call("emma", "group.add_members", {{"conversation", team}, {"members", {carl}}})["field"], "members[0]");
  const Json called = world.call(
      "emma", "message.send",
      {{"conversation", chat},
       {"client_id", "m"},
       {"kind", "text"},
       {"body", {{"text", "@carl"}, {"mentions", {carl}}}}});
  EXPECT_EQ(code(called), "ok");
}

TEST_F(CustomerRelation, RefusesWhatCustomersDoNotSend) {
  const std::string chat = world.customer("carl", "emma");
  const auto send = [&](const std::string& kind, const Json& body) {
    return world.call(
        "carl", "message.send", {{"conversation", chat}, {"client_id", kind}, {"kind", kind}, {"body", body}});
  };
  EXPECT_EQ(send("contact", {{"principal", "emma"}})["field"], "kind");
  EXPECT_EQ(send("text", {{"text", "@emma"}, {"mentions", {"emma"}}})["field"], "body.mentions[0]");
  EXPECT_EQ(code(send("location", {{"name", "here"}, {"latitude", 1.5}, {"longitude", 2.5}})), "ok");
}

TEST_F(CustomerRelation, HidesUseridsInCardsOfColleagues) {
  const std::string chat = world.customer("carl", "emma");
  world.employee("nora");
  const auto card = [&](const std::string& conversation) {
    const Json sent = world.call(
        "emma", "message.send",
        {{"conversation", conversation},
         {"client_id", conversation},
         {"kind", "contact"},
         {"body", {{"principal", "nora"}}}});
    return world.entries("emma", conversation, {{"after", 0}})["items"].at(
        sent.at("seq").get<std::size_t>() - 1)["body"];
  };
  EXPECT_EQ(card(chat)["userid"], "");
  EXPECT_EQ(card(chat)["name"], "Name of nora");
  const std::string team = world.group("emma", {"nora"});
  EXPECT_EQ(card(team)["userid"], "nora");
  world.call(
      "emma", "message.send",
      {{"conversation", chat},
       {"client_id", "f"},
       {"kind", "forward"},
       {"body", {{"conversation", team}, {"seq", 2}}}});
  EXPECT_EQ(world.entries("carl", chat, {{"after", 2}})["items"].at(0)["body"]["message"]["userid"], "");
}

TEST_F(CustomerRelation, TellsNoCustomerWhatBecameOfAnEmployee) {
  const std::string chat = world.customer("carl", "emma");
  world.set_status("emma", "left");
  EXPECT_EQ(
      world.call("carl", "conversation.get", {{"conversation", chat}})["conversation"]["peer"]["status"], "active");
}

TEST_F(CustomerRelation, KnowsNoUseridInEdits) {
  const std::string chat = world.customer("carl", "emma");
  const Json seq = world.send("carl", chat, "hello").at("seq");
  const Json edited = world.call(
      "carl", "message.edit",
      {{"conversation", chat}, {"seq", seq}, {"body", {{"text", "@emma"}, {"mentions", {"emma"}}}}});
  EXPECT_EQ(edited["field"], "body.mentions[0]");
}

TEST_F(CustomerRelation, StopsAtTheCompanysLimit) {
  world.employee("emma");
  world.in_company([](db::Tx& tx) {
    customers::Serving rules;
    rules.in_company.value = 1;
    identity::save_settings(tx, customers::kServingSettings, rules, {});
    return 0;
  });
  world.customer("carl", "emma");
  EXPECT_THROW(world.customer("cora", "emma"), ApiError);
  EXPECT_EQ(world.count("SELECT customers FROM customer_heads"), 1);
}

TEST_F(CustomerRelation, TellsWhyNobodyMayServe) {
  const auto trouble = [&](const std::string& userid) {
    const PrincipalId id = world.person(userid);
    return world.in_company([&](db::Tx& tx) { return customers::serving_trouble(tx, id); });
  };
  EXPECT_EQ(trouble("new"), ServingTrouble::not_verified);
  world.employee("emma");
  EXPECT_EQ(trouble("emma"), std::nullopt);
  world.set_status("emma", "disabled");
  EXPECT_EQ(trouble("emma"), ServingTrouble::disabled);
  world.set_status("emma", "left");
  EXPECT_EQ(trouble("emma"), ServingTrouble::left);
}

TEST_F(CustomerRelation, ClosesTheChatWhenItEnds) {
  const std::string chat = world.customer("carl", "emma");
  end("carl", "emma", FollowStatus::lost);
  EXPECT_EQ(code(world.send("emma", chat, "still there?")), "conversation_closed");
  EXPECT_EQ(world.count("SELECT customers FROM service_loads"), 0);
  EXPECT_EQ(world.customer("carl", "emma"), chat) << "who comes back finds the chat again";
  EXPECT_EQ(code(world.send("emma", chat, "welcome back")), "ok");
  EXPECT_EQ(world.kinds("carl", chat), (std::vector<std::string>{"created", "closed", "reopened", "message"}));
}

TEST_F(CustomerRelation, GoesOverWithTheWholeHistory) {
  const std::string chat = world.customer("carl", "emma");
  world.send("carl", chat, "one");
  world.send("emma", chat, "two");
  world.employee("nora");
  EXPECT_EQ(pass_on("carl", "emma", "nora"), chat);
  EXPECT_EQ(world.follow("carl", "emma")->status, FollowStatus::handed_over);
  EXPECT_EQ(world.follow("carl", "nora")->status, FollowStatus::active);
  EXPECT_EQ(world.kinds("nora", chat), (std::vector<std::string>{"created", "message", "message", "handed_over"}));
  EXPECT_EQ(code(world.send("emma", chat, "three")), "not_a_participant");
  EXPECT_EQ(code(world.send("nora", chat, "hello from nora")), "ok");
  EXPECT_EQ(code(world.send("carl", chat, "hello nora")), "ok");
}

TEST_F(CustomerRelation, MergesIntoTheChatThatTheNewOwnerHas) {
  const std::string old_chat = world.customer("carl", "emma");
  const std::string own = world.customer("carl", "nora");
  world.send("carl", old_chat, "one");
  EXPECT_EQ(pass_on("carl", "emma", "nora"), own);
  EXPECT_EQ(code(world.send("carl", old_chat, "anybody?")), "conversation_closed");
  EXPECT_EQ(code(world.send("carl", own, "here")), "ok");
  EXPECT_EQ(world.kinds("nora", old_chat), (std::vector<std::string>{"created", "message", "handed_over", "closed"}));
  EXPECT_EQ(world.count("SELECT count(*) FROM follows WHERE status = 'active'"), 1);
}

TEST_F(CustomerRelation, KeepsNotesFromTheCustomer) {
  const std::string chat = world.customer("carl", "emma");
  world.employee("nora");
  const std::string notes = world.in_company([&](db::Tx& tx) {
    return customers::notes_of(tx, ConversationId::parse(chat).value(), world.people.at("emma")).str();
  });
  EXPECT_EQ(code(world.send("emma", notes, "he is important")), "ok");
  EXPECT_EQ(code(world.entries("carl", notes)), "not_found");
  pass_on("carl", "emma", "nora");
  EXPECT_EQ(code(world.send("nora", notes, "thank you")), "ok");
  EXPECT_EQ(code(world.send("emma", notes, "still me")), "not_a_participant");
}

TEST_F(CustomerRelation, HasOneInChargeWhateverHappensAtOnce) {
  const std::string chat = world.customer("carl", "emma");
  for (const char* userid : {"nora", "omar", "pia"})
    world.employee(userid);
  const auto move = [&](const std::string& to) {
    try {
      world.in_company([&](db::Tx& tx) {
        const auto follow = customers::follow_of(tx, ConversationId::parse(chat).value());
        if (follow) customers::pass_on(tx, *follow, world.people.at(to), {}, Json::object());
        return 0;
      });
    } catch (const ApiError&) {  // somebody was faster
    }
  };
  std::vector<std::thread> threads;
  for (const char* to : {"nora", "omar", "pia", "emma"})
    threads.emplace_back([&, to] {
      for (int i = 0; i < 10; ++i)
        move(to);
    });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(world.count("SELECT count(*) FROM follows WHERE status = 'active'"), 1);
  EXPECT_EQ(world.count("SELECT sum(customers) FROM service_loads"), 1);
  EXPECT_EQ(
      world.count(
          "SELECT count(*) FROM conversations c JOIN follows f ON f.conversation_id = c.id AND f.employee_id = "
          "c.owner_id AND f.status = 'active' JOIN participants p ON p.conversation_id = c.id AND p.principal_id "
          "= c.owner_id AND p.left_seq IS NULL AND p.role = 'owner' WHERE c.member_count = 2"),
      1);
}

}  // namespace
}  // namespace weft::test
