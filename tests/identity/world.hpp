// A server without sockets: identity on a real database, its operations called as the gateway would.
#pragma once
#include "support/postgres.hpp"
#include <weft/api/dispatcher.hpp>
#include <weft/api/registry.hpp>
#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>
#include <weft/db/workers.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/authenticator.hpp>
#include <weft/identity/service.hpp>

#include <gtest/gtest.h>

namespace weft::identity {

inline constexpr auto kPassword = "correct horse";

/// Options whose hash costs nothing; for tests that are not about hashing. `verified` counts the calls.
IdentityOptions quick_options(std::shared_ptr<std::atomic<int>> verified = {});

class World {
 public:
  explicit World(IdentityOptions options = quick_options());
  ~World();

  /// A company with its owner "olga", and its members.
  CorpId company(const std::string& handle);
  PrincipalId member(const CorpId& corp, const std::string& userid, api::Role role = api::Role::member);

  /// Runs `body` in a committed transaction: as the owner of the schema, or as the server does (weft_app).
  void as_owner(const std::function<void(db::Tx&)>& body);
  void as_server(const std::function<void(db::Tx&)>& body);
  /// Statements as superuser, for what nobody may do.
  void as_superuser(const std::string& sql);

  /// Who makes the next calls.
  struct Login {
    std::string token;
    SessionId session;
  };
  Login sign_in(const std::string& userid, const std::string& company = {}, const std::string& password = kPassword);

  /// Calls an operation and waits for the answer. An empty token is nobody.
  api::Outcome call(const std::string& operation, Json input, const std::string& token = {});
  /// The same by way of an open WebSocket: the caller was authenticated before, and is not looked at again.
  api::Outcome call_on_socket(const std::string& operation, Json input, const api::Caller& caller);
  /// Parsed answer; a failure of the test when it is an error.
  Json ok(const std::string& operation, Json input, const std::string& token = {});
  /// The error; a failure of the test when there is none.
  ApiError error(const std::string& operation, Json input, const std::string& token = {});
  api::Caller caller(const std::string& token);

  std::vector<Event> events();
  std::int64_t count(const std::string& table_and_condition);

  ManualClock clock{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(8)};
  std::string address = "192.0.2.1";

 private:
  api::Outcome run(api::Dispatcher::Call call);

  db::PoolOptions owner_options_, app_options_;
  std::unique_ptr<pqxx::connection> owner_, app_;
  std::mutex mutex_;
  std::vector<Event> events_;
  SessionAuthenticator authenticator_;
  std::unique_ptr<db::Workers> workers_;
  std::unique_ptr<api::Dispatcher> dispatcher_;
  std::unique_ptr<CpuPool> pool_;
  std::unique_ptr<Identity> identity_;
  api::Registry registry_;
};

/// `code` of an outcome, "ok" for an answer: for comparisons in one line.
std::string code_of(const api::Outcome& outcome);

}  // namespace weft::identity
