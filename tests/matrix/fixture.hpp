// The real server on a real database, with one person for each role, and for each cell a fresh session and a place that
// nobody has changed.
#pragma once
#include "app/server.hpp"
#include "matrix/rules.hpp"
#include "support/postgres.hpp"
#include <weft/conversations/conversations.hpp>
#include <weft/customers/contacts.hpp>
#include <weft/customers/customer_groups.hpp>
#include <weft/customers/join_ways.hpp>
#include <weft/db/sql.hpp>
#include <weft/files/files.hpp>
#include <weft/gateway/client.hpp>
#include <weft/identity/admin.hpp>

namespace weft::test {

class MatrixWorld {
 public:
  MatrixWorld();

  /// A cell: a place as it was made (its group: entry 1 created, entry 2 a message of `pat`, then `lea` left), a fresh
  /// session of the caller.
  struct Cell {
    Place place;
    std::string token;  ///< empty for anonymous
  };
  /// `changes`: what is asked in this cell will be done; otherwise the next cell gets the same place.
  Cell cell(Who who, bool changes = true);
  /// Something was done that should have been refused: the next cell gets a fresh place.
  void spoiled() { untouched_.reset(); }

  gateway::Endpoint endpoint() const;
  std::unique_ptr<app::Database> database;
  std::unique_ptr<app::Server> server;

 private:
  Place make_place();
  PrincipalId person(
      const CorpId& company, const std::string& userid, api::Role role = api::Role::member,
      const std::string& department = {});
  std::string session(Who who, std::string& id);
  void group(Place& place);
  void ways_in(db::Tx& tx, const ConversationId& group, Place& place);
  std::string job();
  void invite(Place& place);
  void make_administrators();
  /// A role of tags_manage, the same one until it is gone; its id.
  std::string role(const std::string& name);
  std::string held_role();
  std::string upload();
  std::string file();
  std::string word_rule();
  void robot(Place& place);
  void library(Place& place);
  /// A way to `pat`, and a contact that waits.
  void entrance(Place& place);
  void rule_group(Place& place);
  void apps(Place& place);
  /// One in all of the company.
  void webhook(Place& place);
  void other_app();
  void program();
  /// A chat of a new contact with `pat`.
  void chat(Place& place);
  /// One of that chat that waits, and one that took effect before.
  void hand_overs(db::Tx& tx, Place& place);
  /// Broadcasts to that contact.
  void broadcasts(db::Tx& tx, Place& place);
  /// Those of earlier cells, so that nobody has too many: in a transaction that has locked nothing else, for the
  /// server may be sending one.
  void stop_broadcasts();
  /// A tag in a group and a field of contacts, the same ones until they are gone.
  void contact_settings(Place& place);
  /// A group of `pat` with that contact in it, and the way by which it came.
  void customer_group(Place& place);
  /// Within another as_owner it joins that one's transaction. Not flushed to the disk: the fixtures of thousands of
  /// cells are read by the server at once and by nobody later.
  template <class Body>
  void as_owner(Body body) {
    if (open_) return body(*open_);
    db::Tx tx(*owner_, clock_);
    open_ = &tx;
    const std::unique_ptr<db::Tx*, void (*)(db::Tx**)> close(&open_, [](db::Tx** open) { *open = nullptr; });
    db::exec(tx, "SET LOCAL synchronous_commit = off");
    body(tx);
    tx.commit();
  }

  SystemClock clock_;
  std::string data_;
  std::unique_ptr<pqxx::connection> owner_;
  db::Tx* open_ = nullptr;
  CorpId company_, other_;
  std::map<std::string, PrincipalId> people_;
  std::optional<Place> untouched_;
  int next_ = 0;
};

}  // namespace weft::test
