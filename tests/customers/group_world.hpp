// Groups with customers, and ways into them.
#pragma once
#include "customers/world.hpp"
#include <weft/customers/customer_groups.hpp>
#include <weft/customers/join_ways.hpp>
#include <weft/directory/directory.hpp>
#include <weft/directory/offboarding.hpp>
#include <weft/identity/settings.hpp>

namespace weft::test {

class CustomerGroupWorld : public CustomerWorld {
 public:
  explicit CustomerGroupWorld(int threads = 4) : CustomerWorld(threads) {
    registry.add(customers::group_operations(parts()));
    need_server = customers::require_server;
    after_mention = customers::off_hours_answers(parts());
  }

  customers::EntranceParts parts() const { return {&presence, nullptr, nullptr}; }

  /// A group that `owner` runs, with these colleagues in it.
  std::string customer_group(
      const std::string& owner, const std::vector<std::string>& colleagues = {}, const std::string& name = "Fans") {
    employee(owner);
    for (const std::string& one : colleagues)
      employee(one);
    return call(owner, "customer_group.create", {{"name", name}, {"members", colleagues}}).at("id");
  }
  /// A way into these groups; its code.
  std::string join_way(const std::string& maker, const std::vector<std::string>& groups, Json more = Json::object()) {
    more["groups"] = groups;
    const Json made = call(maker, "join_way.create", std::move(more));
    way = made.at("id");
    return made.at("path").get<std::string>().substr(3);
  }
  /// The customer scans the code; the group it is in then.
  std::string join(const std::string& name, const std::string& code) {
    customer(name);
    return in_company([&](db::Tx& tx) { return customers::join(tx, people.at(name), code).conversation.str(); });
  }
  std::optional<customers::JoinLook> look(const std::string& code) {
    return in_company([&](db::Tx& tx) { return customers::look_join_way(tx, code); });
  }
  /// How many people a group with customers may have.
  void limit(int most) {
    promote("olga", api::Role::owner);
    call("olga", "group.set_defaults", {{"customer_member_limit", most}});
  }
  /// A greeting of the library.
  std::string welcome(const std::string& text) {
    promote("olga", api::Role::owner);
    return call("olga", "group_welcome.create", {{"name", "Hello"}, {"greeting", {{"text", text}}}}).at("id");
  }
  /// Runs the job that greets, as often as it has something to do; how many steps.
  int greet() {
    int steps = 0;
    for (bool more = true; more; ++steps)
      more = in_company([&](db::Tx& tx) {
        db::Job job;
        job.state.text = Json{{"way", way}}.dump();
        return customers::group_jobs(parts()).at("group_welcome").step(tx, job).next == db::Next::again;
      });
    return steps;
  }
  void set_rules(const std::function<void(customers::Serving&)>& change) {
    in_company([&](db::Tx& tx) {
      auto rules = customers::serving(tx);
      change(rules);
      identity::save_settings(tx, customers::kServingSettings, rules, {});
      return 0;
    });
  }
  /// Somebody leaves the company, and the job takes it out of its groups.
  void offboard(const std::string& userid) {
    db::Job job;
    job.state.text = Json{{"member", person(userid).str()}}.dump();
    in_company([&](db::Tx& tx) {
      directory::offboard(tx, {person(userid)}, {});
      return 0;
    });
    const auto step = directory::jobs().begin()->second.step;
    for (bool more = true; more;)
      more = in_company([&](db::Tx& tx) { return step(tx, job).next == db::Next::again; });
  }
  /// What `by` is answered for each group.
  std::vector<std::string> transfer(
      const std::vector<std::string>& groups, const std::string& to, const std::string& by = "olga") {
    Json answer = call(by, "customer_group.transfer", {{"groups", groups}, {"to", to}});
    if (!answer.contains("results")) return {answer.value("code", "?")};
    std::vector<std::string> codes;
    for (const Json& one : answer["results"])
      codes.push_back(one.at("code"));
    last = std::move(answer);
    return codes;
  }
  std::string owner_of(const std::string& group) {
    const auto owner = in_company([&](db::Tx& tx) {
      return db::text_of(db::exec(tx, "SELECT owner_id FROM conversations WHERE id = $1", group).at(0)[0]);
    });
    for (const auto& [name, id] : people)
      if (id.str() == owner) return name;
    return owner;
  }
  /// The texts of the messages in a group, oldest first.
  std::vector<std::string> said(const std::string& who, const std::string& conversation) {
    std::vector<std::string> texts;
    for (const Json& entry : items(entries(who, conversation, {{"after", 0}, {"limit", 200}})))
      if (entry.at("kind") == "message") texts.push_back(entry.at("body").at("text"));
    return texts;
  }
  std::vector<std::string> inbox_kinds(const std::string& userid) {
    for (const Json& one : items(call(userid, "conversation.list", Json::object())))
      if (one.at("kind") == "inbox") return kinds(userid, one.at("id"));
    return {};
  }

  std::string way;  ///< the last one made
  Json last;        ///< the last transfer's answer
};

}  // namespace weft::test
