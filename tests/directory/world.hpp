// A company with people and departments, and the operations of identity, conversations and directory called as they
// would be, on a real PostgreSQL.
#pragma once
#include "support/postgres.hpp"
#include <weft/api/registry.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/db/sql.hpp>
#include <weft/directory/directory.hpp>
#include <weft/identity/authenticator.hpp>
#include <weft/identity/service.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace weft::directory {

class Nobody final : public api::Presence {
 public:
  bool online(const PrincipalId&) const override { return false; }
  void watch(const SessionId&, std::vector<PrincipalId>) override {}
};

class World {
 public:
  World();
  ~World();

  /// A member; the owner of the company is "olga".
  PrincipalId member(
      const std::string& userid, const std::string& department = "", api::Role role = api::Role::member,
      const std::string& name = "");
  /// A member of another company, in its department 2.
  PrincipalId stranger();
  PrincipalId id(const std::string& userid) const { return people_.at(userid); }
  /// The number of the department at a path of names, made where it is missing.
  std::int64_t department(const std::string& path);

  /// The answer of an operation called by a member, or the problem object.
  Json call(const std::string& userid, const std::string& operation, Json input = Json::object());
  /// The same; a failure of the test when it is a problem.
  Json ok(const std::string& userid, const std::string& operation, Json input = Json::object());
  /// "forbidden", "invalid_argument name", or "ok".
  std::string refusal(const std::string& userid, const std::string& operation, Json input = Json::object());

  /// In a committed transaction of the company, as the server does it.
  template <class Body>
  auto in_corp(Body body) {
    db::Tx tx(*app_, clock);
    tx.set_corp(corp);
    if constexpr (std::is_void_v<std::invoke_result_t<Body, db::Tx&>>) {
      body(tx);
      keep(tx.commit());
    } else {
      auto result = body(tx);
      keep(tx.commit());
      return result;
    }
  }
  /// One number of a statement, read as maintenance does.
  std::int64_t count(const std::string& table_and_condition);
  std::vector<Event> take_events();
  /// Runs the steps of all jobs that are due, until none is.
  void run_jobs();
  db::PoolOptions pool(int threads = 1) const;

  ManualClock clock{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(8)};
  CorpId corp;

 private:
  void keep(std::vector<Event> events);
  SessionId session(const std::string& userid);

  std::string url_;
  std::unique_ptr<pqxx::connection> owner_, app_;
  std::map<std::string, PrincipalId> people_;
  std::map<std::string, SessionId> sessions_;
  std::mutex mutex_;
  std::vector<Event> events_;
  Nobody presence_;
  identity::SessionAuthenticator authenticator_;
  std::unique_ptr<db::Workers> workers_;
  std::unique_ptr<api::Dispatcher> dispatcher_;
  std::unique_ptr<conversations::LogWriter> log_;
  std::unique_ptr<identity::CpuPool> cpu_;
  std::unique_ptr<identity::Identity> identity_;
  api::Registry registry_;
};

/// One field of each item, joined: "anna bert".
std::string each(const Json& list, const std::string& pointer);

}  // namespace weft::directory
