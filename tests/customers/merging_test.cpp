// Merging contacts and undoing it: what moves, what stays, who may.
#include "customers/group_world.hpp"
#include "customers/one_owner.hpp"
#include <weft/customers/hand_over.hpp>
#include <weft/identity/settings.hpp>

namespace weft::test {
namespace {

struct MergingWorld : CustomerGroupWorld {
  explicit MergingWorld(int threads = 4) : CustomerGroupWorld(threads) {
    registry.add(customers::merging_operations());
    registry.add(customers::hand_over_operations());
    promote("olga", api::Role::owner);
  }
  Json merge(const std::string& contact, const std::string& other, const std::string& who = "olga") {
    return call(who, "contact.merge", {{"contact", people.at(contact).str()}, {"other", people.at(other).str()}});
  }
  Json unmerge(const std::string& other, const std::string& who = "olga") {
    return call(who, "contact.unmerge", {{"contact", people.at(other).str()}});
  }
  std::string session_of(const std::string& name) {
    return in_company([&](db::Tx& tx) {
      return db::text_of(db::exec(tx, "SELECT principal_id FROM sessions WHERE id = $1", sessions.at(name)).at(0)[0]);
    });
  }
  void expect_one_owner() {
    for (const auto& [name, sql] : kOwnerViolations)
      EXPECT_EQ(count(sql), 0) << name;
  }
};

struct ContactMerge : ::testing::Test {
  MergingWorld world;
  std::string carls = world.customer("carl", "emma");
  std::string karls = world.customer("karl", "nora");
  std::string carl = world.people.at("carl").str();
  std::string karl = world.people.at("karl").str();

  Json get(const std::string& name) {
    return world.call("olga", "contact.get", {{"contact", world.people.at(name).str()}});
  }
};

TEST_F(ContactMerge, MovesRelationsChatsAndTheDevice) {
  world.send("karl", karls, "from karl");
  world.call(
      "nora", "contact.update",
      {{"contact", karl}, {"company", "Acme"}, {"ids", {{{"provider", "crm"}, {"value", "7"}}}}});
  const Json merged = world.merge("carl", "karl");
  ASSERT_EQ(code(merged), "ok") << merged.dump();
  EXPECT_EQ(merged["follows"][0]["result"], "moved");
  EXPECT_EQ(merged["contact"]["company"], "Acme");
  EXPECT_EQ(merged["contact"]["ids"][0]["value"], "7");
  const Json carl_now = get("carl");
  EXPECT_EQ(carl_now["follows"].size(), 2u);
  EXPECT_EQ(world.session_of("karl"), carl) << "the device goes on as the contact that goes on";
  EXPECT_EQ(code(world.entries("karl", karls)), "ok") << "what it was in is its to read";
  EXPECT_EQ(code(world.send("karl", karls, "late")), "not_a_participant");
  EXPECT_EQ(world.kinds("carl", karls), (std::vector<std::string>{"created", "message", "customer_changed"}));
  EXPECT_EQ(code(world.send("carl", karls, "I am both")), "ok");
  EXPECT_EQ(code(world.send("nora", karls, "good")), "ok");
  world.expect_one_owner();
}

TEST_F(ContactMerge, ClosesTheSecondChatOfOneEmployee) {
  const auto tags = world.tags({"red"});
  const std::string second = world.customer("karl", "emma");
  const std::string follow = world.follow("karl", "emma")->id.str();
  world.call("emma", "follow.tag", {{"follow", follow}, {"add", tags}});
  world.call("emma", "follow.update", {{"follow", follow}, {"remark", "Karl"}});
  const Json merged = world.merge("carl", "karl");
  ASSERT_EQ(merged["follows"].size(), 2u) << merged.dump();
  std::map<std::string, std::string> results;
  for (const Json& one : merged["follows"])
    results[one["conversation"]] = one["result"];
  EXPECT_EQ(results[second], "joined");
  EXPECT_EQ(results[karls], "moved");
  EXPECT_EQ(code(world.send("carl", second, "hello?")), "conversation_closed");
  EXPECT_EQ(world.follow("carl", "emma")->remark, "Karl");
  const Json card = get("carl");
  for (const Json& one : card["follows"])
    EXPECT_EQ(one["tags"], one["conversation"] == carls || one["conversation"] == second ? Json(tags) : Json::array());
  world.expect_one_owner();

  const Json undone = world.unmerge("karl");
  ASSERT_EQ(code(undone), "ok") << undone.dump();
  EXPECT_TRUE(undone["not_restored"].empty()) << undone.dump();
  EXPECT_EQ(code(world.send("karl", second, "again")), "ok");
  EXPECT_EQ(code(world.send("karl", karls, "again")), "ok");
  EXPECT_EQ(code(world.send("carl", second, "mine?")), "not_a_participant");
  EXPECT_EQ(world.follow("carl", "emma")->remark, "");
  EXPECT_EQ(world.session_of("karl"), karl);
  EXPECT_EQ(get("carl")["follows"].size(), 1u);
  EXPECT_EQ(get("karl")["follows"].size(), 2u);
  world.expect_one_owner();
}

TEST_F(ContactMerge, PutsWhatIsOverAside) {
  const auto old = world.follow("carl", "emma").value();
  world.in_company([&](db::Tx& tx) {
    customers::end_follow(tx, old, customers::FollowStatus::lost, world.people.at("carl"));
    return 0;
  });
  world.customer("carl", "nora");
  world.in_company([&](db::Tx& tx) {
    const auto nora = customers::find_follow(tx, world.people.at("carl"), world.people.at("nora")).value();
    customers::end_follow(tx, nora, customers::FollowStatus::removed, world.people.at("nora"));
    return 0;
  });
  ASSERT_EQ(code(world.merge("carl", "karl")), "ok");
  EXPECT_EQ(world.follow("carl", "nora")->conversation.str(), karls);
  EXPECT_EQ(world.follow("carl", "emma")->id, old.id);
  EXPECT_EQ(world.follow("karl", "nora")->status, customers::FollowStatus::removed);
  ASSERT_EQ(code(world.unmerge("karl")), "ok");
  EXPECT_EQ(world.follow("karl", "nora")->conversation.str(), karls);
  EXPECT_EQ(world.follow("carl", "nora")->status, customers::FollowStatus::removed);
}

TEST_F(ContactMerge, KeepsOneOfTwoPlacesInAGroup) {
  const std::string both = world.customer_group("emma"), one = world.customer_group("nora", {}, "Club");
  const std::string first = world.join_way("emma", {both}), second = world.join_way("nora", {one});
  for (const char* name : {"carl", "karl"})
    world.join(name, first);
  world.join("karl", second);
  ASSERT_EQ(code(world.merge("carl", "karl")), "ok");
  EXPECT_EQ(code(world.send("carl", one, "here I am")), "ok");
  EXPECT_EQ(world.count("SELECT sum(customers) FROM customer_groups"), 2);
  EXPECT_EQ(world.count("SELECT sum(member_count) FROM conversations WHERE kind = 'customer_group'"), 4);
  const Json undone = world.unmerge("karl");
  ASSERT_EQ(undone["not_restored"].size(), 1u) << undone.dump();
  EXPECT_EQ(undone["not_restored"][0]["name"], both);
  EXPECT_EQ(code(world.send("karl", one, "back")), "ok");
  EXPECT_EQ(code(world.send("carl", one, "mine?")), "not_a_participant");
  EXPECT_EQ(world.count("SELECT sum(customers) FROM customer_groups"), 2);
}

TEST_F(ContactMerge, FollowsWhatWasHandedOverSince) {
  world.employee("pia");
  ASSERT_EQ(code(world.merge("carl", "karl")), "ok");
  world.in_company([&](db::Tx& tx) {
    const auto from = customers::find_follow(tx, world.people.at("carl"), world.people.at("nora")).value();
    return customers::pass_on(tx, from, world.people.at("pia"), {}, Json::object()).id;
  });
  ASSERT_EQ(code(world.unmerge("karl")), "ok");
  EXPECT_EQ(world.follow("karl", "pia")->conversation.str(), karls);
  EXPECT_FALSE(world.follow("carl", "pia").has_value());
  world.expect_one_owner();
}

TEST_F(ContactMerge, TakesHandOversThatWaitAlong) {
  world.employee("pia");
  const Json begun = world.call("olga", "hand_over.begin", {{"from", "nora"}, {"to", "pia"}, {"customers", {karl}}});
  ASSERT_EQ(begun["results"][0]["code"], "started") << begun.dump();
  ASSERT_EQ(code(world.merge("carl", "karl")), "ok");
  const Json offers = world.call("carl", "visit.hand_overs", Json::object());
  ASSERT_EQ(offers["items"].size(), 1u) << offers.dump();
  EXPECT_EQ(code(world.call("carl", "visit.accept_hand_over", {{"hand_over", offers["items"][0]["id"]}})), "ok");
  EXPECT_EQ(world.follow("carl", "pia")->conversation.str(), karls);
  world.expect_one_owner();
}

TEST_F(ContactMerge, IsForWhoManagesAllWhoServeThem) {
  EXPECT_EQ(code(world.merge("carl", "karl", "emma")), "forbidden");
  EXPECT_EQ(code(world.merge("karl", "carl", "emma")), "not_found");
  world.person("bob");
  EXPECT_EQ(code(world.merge("carl", "karl", "bob")), "not_found");
  ASSERT_EQ(code(world.merge("carl", "karl")), "ok");
  EXPECT_EQ(code(world.unmerge("karl", "emma")), "forbidden");
  EXPECT_EQ(code(world.unmerge("karl", "bob")), "not_found");
  ASSERT_EQ(code(world.unmerge("karl")), "ok");
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action IN ('contact.merge', 'contact.unmerge')"), 2);
}

TEST_F(ContactMerge, RefusesWhatItCannotPutTogether) {
  EXPECT_EQ(world.merge("carl", "carl")["field"], "other");
  EXPECT_EQ(code(world.unmerge("karl")), "conflict");
  ASSERT_EQ(code(world.merge("carl", "karl")), "ok");
  world.customer("dora", "emma");
  EXPECT_EQ(world.merge("dora", "karl")["field"], "other");
  EXPECT_EQ(world.merge("karl", "dora")["field"], "contact");
  EXPECT_EQ(world.merge("dora", "carl")["field"], "other") << "karl is part of carl";
  EXPECT_EQ(code(world.merge("carl", "dora")), "ok");
  EXPECT_EQ(code(world.unmerge("karl")), "ok") << "in any order";
  EXPECT_EQ(code(world.unmerge("dora")), "ok");
  world.expect_one_owner();
  world.call("olga", "contact.erase", {{"contact", karl}});
  EXPECT_EQ(code(world.merge("carl", "karl")), "conflict");
}

TEST_F(ContactMerge, TellsOfBothInOneTimeline) {
  world.merge("carl", "karl");
  const Json page = world.call("olga", "contact.timeline", {{"contact", carl}});
  std::vector<std::string> kinds;
  for (const Json& event : page["items"])
    kinds.push_back(event["kind"]);
  EXPECT_EQ(kinds, (std::vector<std::string>{"merged", "added", "added"}));
  const Json filter = {{"event", {{"kinds", {"added"}}, {"last_days", 1}}}};
  EXPECT_EQ(world.call("olga", "contact.list", {{"everybody", true}, {"filter", filter}})["items"].size(), 2u);
}

TEST_F(ContactMerge, BeginsNothingWithWhoIsPartOfAnother) {
  world.employee("pia");
  world.merge("carl", "karl");
  EXPECT_THROW(world.customer("karl", "pia"), ApiError);
}

TEST_F(ContactMerge, TellsWhatBecamePartOfAnotherChat) {
  ASSERT_EQ(code(world.merge("carl", "karl")), "ok");
  world.in_company([&](db::Tx& tx) {
    const auto from = customers::find_follow(tx, world.people.at("carl"), world.people.at("nora")).value();
    return customers::pass_on(tx, from, world.people.at("emma"), {}, Json::object()).id;
  });
  const Json undone = world.unmerge("karl");
  ASSERT_EQ(undone["not_restored"].size(), 1u) << undone.dump();
  EXPECT_EQ(undone["not_restored"][0]["name"], karls);
  EXPECT_EQ(code(world.entries("karl", karls)), "ok") << "it is karl's to read";
  EXPECT_EQ(code(world.send("karl", karls, "hello?")), "conversation_closed");
}

struct MergeRace : ::testing::Test {
  MergingWorld world;
};

TEST_F(MergeRace, LeavesOneOwnerWhileCustomersAreHandedOver) {
  for (const char* userid : {"emma", "nora", "omar"})
    world.employee(userid);
  world.customer("carl", "emma");
  world.customer("karl", "nora");
  world.customer("karl", "emma");
  world.in_company([&](db::Tx& tx) {
    auto rules = customers::serving(tx);
    rules.refusal_s.value = 0;
    rules.hand_overs.value = 100;
    identity::save_settings(tx, customers::kServingSettings, rules, {});
    return 0;
  });
  auto violations = kOwnerViolations;
  std::erase_if(violations, [](const auto& one) {
    return std::string(one.first) == "customers that nobody serves";  // what became part of a chat before the undoing
  });
  OwnerLooker looker(world, violations);
  std::atomic<int> merged{0}, handed{0};
  std::thread merging([&] {
    for (int i = 0; i < 20; ++i) {
      if (code(world.merge("carl", "karl")) == "ok") ++merged;
      world.unmerge("karl");
    }
  });
  const std::vector<std::string> ring{"emma", "nora", "omar"};
  std::thread handing([&] {
    for (std::size_t i = 0; i < 60; ++i) {
      const std::vector<std::string> both{world.people.at("carl").str(), world.people.at("karl").str()};
      const Json answer = world.call(
          "olga", "hand_over.begin", {{"from", ring[i % 3]}, {"to", ring[(i + 1) % 3]}, {"customers", both}});
      for (const Json& one : answer.value("results", Json::array()))
        handed += one["code"] == "done";
    }
  });
  merging.join();
  handing.join();
  looker.stop();
  EXPECT_GT(merged, 0);
  EXPECT_GT(handed, 0);
  for (const auto& [name, sql] : violations)
    EXPECT_EQ(world.count(sql), 0) << name;
}

}  // namespace
}  // namespace weft::test
