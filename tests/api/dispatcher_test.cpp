// The road of a request: who may call, what is remembered, what is published.
#include "support/postgres.hpp"
#include <weft/api/define.hpp>
#include <weft/api/dispatcher.hpp>
#include <weft/api/idempotency.hpp>
#include <weft/api/registry.hpp>
#include <weft/base/told_once.hpp>
#include <weft/db/sql.hpp>

#include <gtest/gtest.h>

#include <future>

namespace weft::test {
namespace {

using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

/// Knows one session for each role; its token hash is the role's name.
class RolesByName final : public api::Authenticator {
 public:
  CorpId corp = CorpId::make();
  std::map<std::string, api::Caller> callers;
  std::atomic<int> refusals{0};
  RolesByName() {
    for (const auto& [name, role] :
         {std::pair("member", api::Role::member), std::pair("admin", api::Role::admin),
          std::pair("owner", api::Role::owner)}) {
      callers[name] = {corp, PrincipalId::make(), SessionId::make(), role, name};
    }
    callers["admin"].permissions = {Permission::audit_read};
    callers["owner"].permissions = api::PermissionSet::all();
  }
  std::optional<api::Caller> authenticate(db::Tx& tx, const api::Credential& credential) override {
    const auto found = callers.find(credential.token_hash);
    if (found == callers.end()) return std::nullopt;
    tx.set_corp(corp);
    return found->second;
  }
  void record_refusal(
      db::Tx&, const api::Caller&, const api::Operation&, const ApiError&, const api::Context&) override {
    ++refusals;
  }
};

struct NumberIn {
  Int<0, 100> number;
};
BOOST_DESCRIBE_STRUCT(NumberIn, (), (number))
struct NumberOut {
  std::int64_t number = 0;
  std::int64_t calls = 0;
};
BOOST_DESCRIBE_STRUCT(NumberOut, (), (number, calls))

struct Dispatch : testing::Test {
  std::string url = fresh_database();
  SystemClock clock;
  RolesByName roles;
  std::atomic<int> published{0}, calls{0};
  db::Workers workers{options()};
  api::Dispatcher dispatcher{
      workers, roles, clock, [this](std::vector<Event> events) { published += static_cast<int>(events.size()); }};

  db::PoolOptions options() const {
    db::PoolOptions pool;
    pool.url = url;
    pool.threads = 4;
    return pool;
  }

  api::Operation transactional(Policy policy, Method method = Method::post) {
    return api::transactional<NumberIn, NumberOut>(
        Declaration("number.put", method, "/n", policy, ""),
        [this](db::Tx& tx, const api::Context&, const NumberIn& in) {
          if (in.number == 99) throw ApiError(Errc::forbidden);
          if (in.number == 98) throw std::runtime_error("secret detail");
          tx.emit(TypingEvent{});
          return NumberOut{in.number, ++calls};
        });
  }
  api::Operation deferred(Policy policy) {
    return api::deferred<NumberIn, NumberOut>(
        Declaration("number.later", Method::post, "/l", policy, ""),
        [this](const api::Context&, NumberIn in, const api::Answer<NumberOut>& answer) {
          if (in.number == 99) return answer.fail(ApiError(Errc::forbidden));
          answer.ok({in.number, ++calls});
        });
  }

  Json run(const api::Operation& operation, const std::string& who, Json input, const std::string& key = "") {
    api::Dispatcher::Call call;
    call.operation = &operation;
    call.input = std::make_shared<Json>(std::move(input));
    call.credential.token_hash = who;
    call.idempotency_key = key;
    std::promise<api::Outcome> promise;
    dispatcher.dispatch(std::move(call), [&](api::Outcome outcome) { promise.set_value(std::move(outcome)); });
    const api::Outcome outcome = promise.get_future().get();
    if (const auto* error = std::get_if<ApiError>(&outcome)) return Json::parse(problem_json(*error, ""));
    return Json::parse(std::get<std::string>(outcome));
  }
  static int status(const Json& answer) { return answer.value("status", 200); }
};

TEST_F(Dispatch, AsksForThePolicyOnBothRoads) {
  for (const bool later : {false, true}) {
    const auto make = [&](Policy policy) { return later ? deferred(policy) : transactional(policy); };
    EXPECT_EQ(status(run(make(Policy::signed_in), "", {{"number", 1}})), 401);
    EXPECT_EQ(status(run(make(Policy::signed_in), "junk", {{"number", 1}})), 401);
    EXPECT_EQ(status(run(make(Policy::anonymous), "", {{"number", 1}})), 200);
    EXPECT_EQ(status(run(make(Policy::signed_in), "member", {{"number", 1}})), 200);
    EXPECT_EQ(status(run(make(Permission::audit_read), "member", {{"number", 1}})), 403);
    EXPECT_EQ(status(run(make(Permission::audit_read), "admin", {{"number", 1}})), 200);
    EXPECT_EQ(status(run(make(Permission::roles_manage), "admin", {{"number", 1}})), 403);
    EXPECT_EQ(status(run(make(Permission::roles_manage), "owner", {{"number", 1}})), 200);
    EXPECT_EQ(status(run(make(Policy()), "owner", {{"number", 1}})), 403) << "without a policy it is nobody's";
  }
}

TEST_F(Dispatch, AuditsARefusalOnBothRoads) {
  run(transactional(Permission::audit_read), "member", {{"number", 1}});
  run(transactional(Policy::signed_in), "member", {{"number", 99}});
  run(deferred(Permission::audit_read), "member", {{"number", 1}});
  run(deferred(Policy::signed_in), "member", {{"number", 99}});
  EXPECT_EQ(roles.refusals, 4);
  run(transactional(Policy::signed_in), "junk", {{"number", 1}});
  EXPECT_EQ(roles.refusals, 4);
}

TEST_F(Dispatch, ChecksWhoBeforeWhat) {
  EXPECT_EQ(status(run(transactional(Policy::signed_in), "", {{"nonsense", 1}})), 401);
}

TEST_F(Dispatch, PublishesOnlyWhatWasCommitted) {
  run(transactional(Policy::signed_in), "member", {{"number", 1}});
  EXPECT_EQ(published, 1);
  run(transactional(Policy::signed_in), "member", {{"number", 99}});
  EXPECT_EQ(published, 1);
}

TEST_F(Dispatch, HidesWhatWentWrongInside) {
  const Json answer = run(transactional(Policy::signed_in), "member", {{"number", 98}});
  EXPECT_EQ(answer.at("code"), "internal");
  EXPECT_EQ(answer.dump().find("secret"), std::string::npos);
}

TEST_F(Dispatch, RemembersAKeyedAnswerOnBothRoads) {
  for (const bool later : {false, true}) {
    const api::Operation operation = later ? deferred(Policy::signed_in) : transactional(Policy::signed_in);
    const std::string key = later ? "later" : "now";
    const Json first = run(operation, "member", {{"number", 5}}, key);
    Json again = run(operation, "member", {{"number", 5}}, key);
    EXPECT_TRUE(again.at("duplicate"));
    again.erase("duplicate");
    EXPECT_EQ(again, first);
    EXPECT_EQ(run(operation, "member", {{"number", 6}}, key).at("code"), "idempotency_conflict");
    EXPECT_EQ(run(operation, "admin", {{"number", 6}}, key).at("number"), 6);  // keys are one's own
  }
}

TEST_F(Dispatch, ForgetsAKeyedCallThatFailed) {
  const api::Operation operation = transactional(Policy::signed_in);
  EXPECT_EQ(status(run(operation, "member", {{"number", 99}}, "k")), 403);
  EXPECT_EQ(status(run(operation, "member", {{"number", 1}}, "k")), 200);
}

TEST_F(Dispatch, RunsAKeyedCallOnceWhenManyComeAtOnce) {
  const api::Operation operation = transactional(Policy::signed_in);
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i)
    callers.emplace_back([&] { EXPECT_EQ(run(operation, "member", {{"number", 7}}, "same").at("calls"), 1); });
  for (std::thread& caller : callers)
    caller.join();
}

/// A deferred operation that cannot be repeated remembers its answer in the transaction that does the work.
TEST_F(Dispatch, DoesADeferredKeyedCallOnceWhenManyComeAtOnce) {
  const api::Operation operation = api::deferred<NumberIn, NumberOut>(
      Declaration("number.once", Method::post, "/o", Policy::signed_in, ""),
      [this](const api::Context& context, NumberIn in, const api::Answer<NumberOut>& answer) {
        dispatcher.transact(
            [this, context, in](db::Tx& tx) {
              return api::once(tx, context, [&] { return to_json_text(NumberOut{in.number, ++calls}); });
            },
            answer.done());
      });
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i)
    callers.emplace_back([&] { EXPECT_EQ(run(operation, "member", {{"number", 7}}, "same").at("calls"), 1); });
  for (std::thread& caller : callers)
    caller.join();
  EXPECT_EQ(calls, 1);
}

struct CodeOut {
  std::int64_t number = 0;
  ToldOnce code;
};
BOOST_DESCRIBE_STRUCT(CodeOut, (), (number, code))

TEST_F(Dispatch, KeepsNothingThatIsToldOnce) {
  const auto operation = api::transactional<NumberIn, CodeOut>(
      Declaration("code.make", Method::post, "/c", Policy::signed_in, ""),
      [](db::Tx&, const api::Context&, const NumberIn& in) {
        return CodeOut{in.number, {"the code"}};
      });
  EXPECT_EQ(run(operation, "member", {{"number", 5}}, "told").at("code"), "the code");
  const Json again = run(operation, "member", {{"number", 5}}, "told");
  EXPECT_TRUE(again.at("code").is_null());
  EXPECT_EQ(again.at("number"), 5);
  EXPECT_TRUE(again.at("duplicate"));
  EXPECT_EQ(run(operation, "member", {{"number", 5}}).at("code"), "the code");
}

TEST(Registry, WantsWhatIsToldOnceFromATransaction) {
  std::vector<api::Operation> table;
  table.push_back(api::deferred<NumberIn, CodeOut>(
      Declaration("code.later", Method::post, "/l", Policy::signed_in, ""),
      [](const api::Context&, NumberIn, const api::Answer<CodeOut>&) {}));
  EXPECT_THROW(api::Registry().add(std::move(table)), std::logic_error);
}

struct PasswordIn {
  std::string name;
  Secret password;
};
BOOST_DESCRIBE_STRUCT(PasswordIn, (), (name, password))

TEST(IdempotencyKey, KnowsNothingOfSecrets) {
  const auto operation = api::transactional<PasswordIn, api::Nothing>(
      Declaration("secret.put", Method::post, "/s", Policy::signed_in, ""),
      [](db::Tx&, const api::Context&, const PasswordIn&) { return api::Nothing{}; });
  const auto digest = [&](const std::string& name, const std::string& password) {
    return api::make_key("k", operation, {{"name", name}, {"password", password}}).digest;
  };
  EXPECT_EQ(digest("ann", "one password"), digest("ann", "another one"));
  EXPECT_NE(digest("ann", "one password"), digest("bob", "one password"));
}

TEST_F(Dispatch, SaysDuplicateOnce) {
  struct Twice {
    static api::Operation operation() {
      return api::transactional<NumberIn, RawJson>(
          Declaration("twice", Method::post, "/t", Policy::signed_in, ""),
          [](db::Tx&, const api::Context&, const NumberIn&) { return RawJson{R"({"seq":1,"duplicate":false})"}; });
    }
  };
  const api::Operation operation = Twice::operation();
  run(operation, "member", {{"number", 1}}, "k");
  EXPECT_EQ(run(operation, "member", {{"number", 1}}, "k"), (Json{{"seq", 1}, {"duplicate", true}}));
}

TEST_F(Dispatch, RefusesAKeyThatIsNone) {
  const Json answer = run(transactional(Policy::signed_in), "member", {{"number", 1}}, "with space");
  EXPECT_EQ(answer.at("field"), "idempotency_key");
}

TEST_F(Dispatch, SaysUnavailableWhenStopped) {
  workers.stop();
  EXPECT_EQ(status(run(transactional(Policy::signed_in), "member", {{"number", 1}})), 503);
}

}  // namespace
}  // namespace weft::test
