// Groups with customers, and ways into them.
#pragma once
#include "customers/world.hpp"
#include <weft/customers/customer_groups.hpp>
#include <weft/customers/join_ways.hpp>

namespace weft::test {

class CustomerGroupWorld : public CustomerWorld {
 public:
  explicit CustomerGroupWorld(int threads = 4) : CustomerWorld(threads) {
    registry.add(customers::group_operations(parts()));
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
};

}  // namespace weft::test
