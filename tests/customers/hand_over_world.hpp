// A company whose customers change hands, with its jobs run by hand.
#pragma once
#include "customers/steps.hpp"
#include <weft/customers/hand_over.hpp>
#include <weft/directory/offboarding.hpp>
#include <weft/identity/settings.hpp>

namespace weft::test {

/// Emma, Nora and Omar may serve; Olga manages; Zoe has nothing to do with it.
struct HandOverWorld : ::testing::Test {
  CustomerWorld world;

  explicit HandOverWorld(int threads = 4, conversations::Screen* screen = nullptr) : world(threads) {
    world.registry.add(customers::hand_over_operations(screen));
    for (const char* userid : {"emma", "nora", "omar"})
      world.employee(userid);
    world.person("zoe");
    promote("olga");
  }

  void promote(const std::string& userid) {
    const PrincipalId id = world.person(userid);
    world.in_company([&](db::Tx& tx) {
      identity::set_role(tx, id, api::Role::owner);
      return 0;
    });
    world.roles[userid] = api::Role::owner;
  }
  void set_rules(const std::function<void(customers::Serving&)>& change) {
    world.in_company([&](db::Tx& tx) {
      auto rules = customers::serving(tx);
      change(rules);
      identity::save_settings(tx, customers::kServingSettings, rules, {});
      return 0;
    });
  }
  void leave(const std::string& userid) {
    world.in_company([&](db::Tx& tx) {
      directory::offboard(tx, {world.person(userid)}, {});
      return 0;
    });
  }
  Json input(const std::string& from, const std::string& to, const std::vector<std::string>& customers, Json more) {
    more["from"] = from;
    more["to"] = to;
    more["customers"] = Json::array();
    for (const std::string& customer : customers)
      more["customers"].push_back(world.person(customer).str());
    return more;
  }
  /// The answers for each customer.
  Json begin(
      const std::string& from, const std::string& to, const std::vector<std::string>& customers,
      const Json& more = Json::object()) {
    return world.call("olga", "hand_over.begin", input(from, to, customers, more)).at("results");
  }
  Json resigned(const std::string& from, const std::string& to, const std::vector<std::string>& customers) {
    return world.call("olga", "hand_over.resigned", input(from, to, customers, Json::object()));
  }
  static std::string id_of(const Json& begun) {
    return begun.contains("hand_over") ? begun.at("hand_over") : begun.at("id");
  }
  Json act(const std::string& operation, const Json& begun, const std::string& by = "olga") {
    return world.call(by, operation, {{"hand_over", id_of(begun)}});
  }
  Json word(const std::string& customer, const std::string& verb, const Json& begun) {
    return world.call(customer, "visit." + verb + "_hand_over", {{"hand_over", id_of(begun)}});
  }
  std::string status(const Json& begun) { return act("hand_over.get", begun).value("status", "?"); }
  static std::vector<std::string> codes(const Json& answers) {
    std::vector<std::string> list;
    for (const Json& answer : answers)
      list.push_back(answer.at("code"));
    return list;
  }

  /// Steps of the due jobs of hand-over until none is due; how many customers they dealt with.
  std::int64_t run_jobs() {
    std::int64_t done = 0;
    while (const auto some = run_job_once())
      done += *some;
    return done;
  }
  /// One step of each due job; absent when none is due.
  std::optional<std::int64_t> run_job_once() {
    static const db::JobKinds kinds = customers::hand_over_jobs();
    return step_by_hand(world, kinds, "hand_over");
  }
  Json job_view(const std::string& id) {
    return world.in_company(
        [&](db::Tx& tx) { return Json::parse(to_json_text(db::load_job(tx, db::JobId::parse(id).value()).value())); });
  }

  /// What the inbox of somebody was told of hand-overs, oldest first.
  std::vector<std::string> told(const std::string& userid) {
    return world.in_company([&](db::Tx& tx) {
      std::vector<std::string> list;
      for (const auto& row : db::exec(
               tx,
               "SELECT e.kind || ' ' || coalesce(e.body ->> 'result', 'waiting') FROM entries e JOIN conversations c "
               "ON "
               "c.id = e.conversation_id WHERE c.owner_id = $1 AND c.kind = 'inbox' AND e.kind LIKE 'hand_over%' ORDER "
               "BY e.seq",
               world.person(userid)))
        list.push_back(db::text_of(row[0]));
      return list;
    });
  }
};

}  // namespace weft::test
