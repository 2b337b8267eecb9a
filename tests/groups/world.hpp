// A company with people, and the operations of conversations and groups called as they would.
#pragma once
#include "conversations/world.hpp"
#include <weft/groups/groups.hpp>

namespace weft::test {

class GroupWorld : public World {
 public:
  explicit GroupWorld(int threads = 4) : World(threads, groups::propose) {
    registry.add(groups::operations({rules, nullptr, [this](db::Tx& tx, const PrincipalId& who, const auto& field) {
                                       if (need_server) need_server(tx, who, field);
                                     }}));
  }

  /// Gives a member a rank in the company.
  void promote(const std::string& userid, api::Role role) {
    const PrincipalId id = person(userid);
    as_owner([&](db::Tx& tx) {
      tx.set_corp(corp);
      identity::set_role(tx, id, role);
      return 0;
    });
    roles[userid] = role;
  }

  /// The kinds of a person's inbox, oldest first, without the first entry.
  std::vector<std::string> inbox(const std::string& userid) {
    std::vector<std::string> kinds;
    for (const Json& entry : inbox_entries(userid))
      kinds.push_back(entry.at("kind"));
    return kinds;
  }
  Json inbox_entries(const std::string& userid) {
    const PrincipalId id = person(userid);
    const std::string found = as_owner([&](db::Tx& tx) {
      return db::text_of(
          db::exec(tx, "SELECT id FROM conversations WHERE kind = 'inbox' AND owner_id = $1", id).at(0)[0]);
    });
    return items(entries(userid, found, {{"after", 1}, {"limit", 200}}));
  }
  std::int64_t count(const std::string& sql) {
    return as_owner([&](db::Tx& tx) { return db::number_of(db::exec(tx, sql).at(0)[0]); });
  }
};

}  // namespace weft::test
