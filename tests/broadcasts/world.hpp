// A company that writes to many customers at once, with its jobs run by hand.
#pragma once
#include "customers/steps.hpp"
#include <weft/broadcasts/broadcasts.hpp>
#include <weft/broadcasts/rules.hpp>
#include <weft/directory/offboarding.hpp>
#include <weft/identity/settings.hpp>

namespace weft::test {

/// Emma, Nora and Omar serve customers; Olga manages; Zoe has nothing to do with it.
struct BroadcastWorld : ::testing::Test {
  CustomerWorld world;
  db::JobKinds kinds;

  explicit BroadcastWorld(int threads = 4, const broadcasts::Parts& parts = {})
      : world(threads, broadcasts::privacy_parts()), kinds(broadcasts::jobs(parts)) {
    world.registry.add(broadcasts::operations(parts));
    for (const char* userid : {"emma", "nora", "omar"})
      world.employee(userid);
    world.person("zoe");
    world.promote("olga", api::Role::owner);
  }

  Json call(const std::string& who, const std::string& operation, Json input = Json::object()) {
    return world.call(who, operation, std::move(input));
  }
  std::string id(const std::string& name) { return world.person(name).str(); }
  Json ids(const std::vector<std::string>& names) {
    Json list = Json::array();
    for (const std::string& name : names)
      list.push_back(id(name));
    return list;
  }
  void set_rules(const std::function<void(broadcasts::Rules&)>& change) {
    world.in_company([&](db::Tx& tx) {
      auto rules = broadcasts::rules(tx);
      change(rules);
      identity::save_settings(tx, broadcasts::kRulesSettings, rules, {});
      return 0;
    });
  }

  /// A draft of `who`.
  Json draft(const std::string& who, Json in = Json::object()) {
    if (!in.contains("kind")) in["kind"] = "own";
    if (!in.contains("content")) in["content"] = {{"text", "Hello {name}"}};
    return call(who, "broadcast.create", in);
  }
  Json act(const std::string& who, const std::string& verb, const Json& broadcast) {
    return call(who, "broadcast." + verb, {{"broadcast", broadcast.at("id")}});
  }
  Json add(const std::string& who, const Json& broadcast, const Json& recipients) {
    return call(who, "broadcast.add_recipients", {{"broadcast", broadcast.at("id")}, {"recipients", recipients}});
  }
  /// Sent to the end by its author to those it serves.
  Json send_own(const std::string& who, const std::vector<std::string>& customers, Json in = Json::object()) {
    const Json made = draft(who, std::move(in));
    EXPECT_TRUE(made.contains("id")) << made.dump();
    const Json added = add(who, made, ids(customers));
    EXPECT_TRUE(added.contains("added")) << added.dump();
    const Json started = act(who, "start", made);
    EXPECT_EQ(started.value("status", "?"), "preparing") << started.dump();
    run_jobs();
    return act(who, "get", made);
  }
  /// What became of each: "name sent", "name refused quota".
  std::vector<std::string> fates(const std::string& who, const Json& broadcast) {
    const Json page = call(who, "broadcast.recipients", {{"broadcast", broadcast.at("id")}, {"limit", 1000}});
    std::vector<std::string> list;
    for (const Json& one : items(page)) {
      const std::string reason = one.at("reason").is_null() ? "" : " " + one.at("reason").get<std::string>();
      list.push_back(one.at("name").get<std::string>() + " " + one.at("state").get<std::string>() + reason);
    }
    std::sort(list.begin(), list.end());
    return list;
  }
  /// Texts of the messages of a chat, oldest first.
  std::vector<std::string> texts(const std::string& who, const std::string& conversation) {
    std::vector<std::string> list;
    const Json log = items(world.entries(who, conversation, {{"after", 0}, {"limit", 200}}));
    for (const Json& entry : log)
      if (entry.at("kind") == "message") list.push_back(entry.at("body").value("text", entry.at("body").at("kind")));
    return list;
  }

  bool step() { return step_by_hand(world, kinds, "broadcast").has_value(); }
  /// Until none is due.
  int run_jobs() {
    int steps = 0;
    while (step())
      ++steps;
    return steps;
  }
};

}  // namespace weft::test
