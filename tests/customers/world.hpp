// A company that serves customers: people who may, contacts, and the operations called as they would.
#pragma once
#include "conversations/world.hpp"
#include <weft/customers/contacts.hpp>
#include <weft/customers/serving.hpp>
#include <weft/groups/groups.hpp>

namespace weft::test {

class CustomerWorld : public World {
 public:
  explicit CustomerWorld(int threads = 4) : World(threads, groups::propose) {
    registry.add(groups::operations({rules}));
  }

  /// Somebody who may serve customers.
  PrincipalId employee(const std::string& userid) {
    const PrincipalId id = person(userid);
    in_company([&](db::Tx& tx) {
      db::exec(tx, "UPDATE members SET verified_at = $2 WHERE principal_id = $1", id, tx.now());
      return 0;
    });
    return id;
  }

  /// A contact that calls operations by this name, served by `userid` unless that is empty. Its chat, or "".
  std::string customer(const std::string& name, const std::string& userid = "") {
    const PrincipalId by = userid.empty() ? PrincipalId{} : employee(userid);
    return in_company([&](db::Tx& tx) {
      if (people.count(name) == 0) {
        people[name] = customers::make_contact(tx, {.name = name});
        sessions[name] = sign_in(tx, people[name]);
        outside.insert(name);
      }
      if (userid.empty()) return std::string();
      return customers::begin_follow(tx, {.contact = people[name], .employee = by}).conversation.str();
    });
  }

  std::optional<customers::Follow> follow(const std::string& name, const std::string& userid) {
    return in_company([&](db::Tx& tx) { return customers::find_follow(tx, people.at(name), people.at(userid)); });
  }

  /// As the owner of the database, in the company.
  template <class Body>
  std::invoke_result_t<Body, db::Tx&> in_company(Body body) {
    return as_owner([&](db::Tx& tx) {
      tx.set_corp(corp);
      return body(tx);
    });
  }

  std::int64_t count(const std::string& sql) {
    return in_company([&](db::Tx& tx) { return db::number_of(db::exec(tx, sql).at(0)[0]); });
  }

  /// The kinds of a log's entries as somebody sees them, oldest first.
  std::vector<std::string> kinds(const std::string& who, const std::string& conversation) {
    std::vector<std::string> list;
    for (const Json& entry : items(entries(who, conversation, {{"after", 0}, {"limit", 200}})))
      list.push_back(entry.at("kind"));
    return list;
  }
};

}  // namespace weft::test
