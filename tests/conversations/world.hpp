// A company with people, and the operations of the room called as they would, on a real PostgreSQL.
#pragma once
#include "support/postgres.hpp"
#include <weft/api/registry.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/db/sql.hpp>
#include <weft/identity/admin.hpp>

#include <gtest/gtest.h>

#include <future>
#include <set>

namespace weft::test {

/// Believes that every credential is what the test says.
class TrustingAuthenticator final : public api::Authenticator {
 public:
  std::optional<api::Caller> authenticate(db::Tx&, const api::Credential&) override { return std::nullopt; }
  void record_refusal(
      db::Tx&, const api::Caller&, const api::Operation&, const ApiError&, const api::Context&) override {}
};

class OnlinePeople final : public api::Presence {
 public:
  std::set<PrincipalId> online_now;
  std::vector<PrincipalId> watched;
  bool online(const PrincipalId& principal) const override { return online_now.count(principal) > 0; }
  void watch(const SessionId&, std::vector<PrincipalId> principals) override { watched = std::move(principals); }
};

class World {
 public:
  using MakeScreen = std::function<conversations::Screen*(World&)>;
  explicit World(
      int threads = 4, conversations::Propose propose = {}, conversations::Attachments* attachments = nullptr,
      const MakeScreen& make_screen = {})
      : url(fresh_database()),
        workers(pool(threads)),
        dispatcher(workers, authenticator, clock, [this](std::vector<Event> e) { keep(std::move(e)); }) {
    conversations::LogWriterOptions lanes;
    lanes.database = pool(2);
    log = std::make_unique<conversations::LogWriter>(
        lanes, clock, [this](std::vector<Event> e) { keep(std::move(e)); });
    rules.group_members = 2000;
    conversations::Screen* const screen = make_screen ? make_screen(*this) : nullptr;
    registry.add(conversations::operations(
        {dispatcher, *log, presence, clock, rules, EpochId::make(), std::move(propose), attachments, screen,
         [this](db::Tx& tx, const PrincipalId& who, const std::string& field) {
           if (need_server) need_server(tx, who, field);
         },
         [this](
             db::Tx& tx, const ConversationId& conversation, const PrincipalId& customer,
             std::span<const PrincipalId> mentioned) {
           if (after_mention) after_mention(tx, conversation, customer, mentioned);
         }}));
    corp = as_owner([](db::Tx& tx) { return identity::create_company(tx, "acme", "Acme"); });
  }

  /// A new member with this userid, or the one made before.
  PrincipalId person(const std::string& userid) {
    const auto known = people.find(userid);
    if (known != people.end()) return known->second;
    const PrincipalId id = as_owner([&](db::Tx& tx) {
      tx.set_corp(corp);
      const auto made = identity::create_member(
          tx, {.userid = userid, .name = "Name of " + userid, .password_hash = "none"});
      conversations::make_inboxes(tx, std::span(&made, 1));
      sessions[userid] = sign_in(tx, made);
      return made;
    });
    return people.emplace(userid, id).first->second;
  }

  /// Calls an operation as `userid`; the answer, or the problem object.
  Json call(
      const std::string& userid, const std::string& operation, Json input,
      std::shared_ptr<api::Attachment> attachment = nullptr) {
    const api::Operation* found = registry.find(operation);
    if (!found) throw std::logic_error("no operation " + operation);
    api::Context context;
    const PrincipalId principal = person(userid);
    const auto role = roles.find(userid);
    context.caller = api::Caller{
        corp, principal, sessions.at(userid), role == roles.end() ? api::Role::member : role->second, userid};
    if (context.caller->role != api::Role::member) context.caller->permissions = api::PermissionSet::all();
    if (const auto held = permissions.find(userid); held != permissions.end())
      context.caller->permissions = held->second;
    context.caller->customer = outside.count(userid) > 0;
    context.attachment = std::move(attachment);
    const api::Outcome outcome = found->transact ? transact(*found, context, input) : defer(*found, context, input);
    if (const auto* error = std::get_if<ApiError>(&outcome)) return Json::parse(problem_json(*error, ""));
    return Json::parse(std::get<std::string>(outcome));
  }

  std::string group(
      const std::string& owner, const std::vector<std::string>& members, const std::string& name = "Team") {
    for (const std::string& member : members)
      person(member);
    return call(owner, "group.create", {{"name", name}, {"members", members}}).at("id");
  }

  Json send(
      const std::string& userid, const std::string& conversation, const std::string& text,
      const std::string& client_id = "") {
    static std::atomic<int> next{0};
    const std::string id = client_id.empty() ? "c" + std::to_string(++next) : client_id;
    return call(
        userid, "message.send",
        {{"conversation", conversation}, {"client_id", id}, {"kind", "text"}, {"body", {{"text", text}}}});
  }

  Json entries(const std::string& userid, const std::string& conversation, Json extra = Json::object()) {
    extra["conversation"] = conversation;
    return call(userid, "entry.list", extra);
  }

  void set_status(const std::string& userid, const std::string& status) {
    const PrincipalId id = person(userid);
    as_owner([&](db::Tx& tx) {
      tx.set_corp(corp);
      return db::exec(tx, "UPDATE principals SET status = $2 WHERE id = $1", id, status).affected_rows();
    });
  }

  std::vector<Event> take_events() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
  }

  template <class Body>
  std::invoke_result_t<Body, db::Tx&> as_owner(Body body) {
    db::PoolOptions options = pool(1);
    options.role = "";
    const auto connection = db::connect(options);
    db::Tx tx(*connection, clock);
    auto result = body(tx);
    tx.commit();
    return result;
  }

  db::PoolOptions pool(int threads) const {
    db::PoolOptions options;
    options.url = url;
    options.threads = threads;
    return options;
  }

  std::string url;
  ManualClock clock{Time(std::chrono::milliseconds(1'800'000'000'000))};
  TrustingAuthenticator authenticator;
  OnlinePeople presence;
  conversations::Rules rules;
  CorpId corp;
  std::map<std::string, PrincipalId> people;
  std::map<std::string, SessionId> sessions;              ///< by userid
  std::map<std::string, api::Role> roles;                 ///< of who is not a plain member
  std::map<std::string, api::PermissionSet> permissions;  ///< of who has others than the rank gives
  std::set<std::string> outside;                          ///< who is a customer
  conversations::NeedServer need_server;                  ///< what the rooms above would hand in, if anything
  conversations::AfterMention after_mention;
  db::Workers workers;
  api::Dispatcher dispatcher;
  std::unique_ptr<conversations::LogWriter> log;
  api::Registry registry;

 protected:
  SessionId sign_in(db::Tx& tx, const PrincipalId& principal) {
    const SessionId session = SessionId::make();
    db::exec(
        tx,
        "INSERT INTO sessions (id, corp_id, principal_id, token_hash, device, address, created_at, last_seen_at, "
        "idle_for, expires_at, ends_at) SELECT $1::uuid, $2, $3, sha256(convert_to($1::uuid::text, 'UTF8')), 'test', "
        "'127.0.0.1', "
        "t.now, t.now, interval '1 year', t.now + interval '1 year', t.now + interval '1 year' "
        "FROM (SELECT $4::timestamptz AS now) t",
        session, corp, principal, tx.now());
    return session;
  }

 private:
  void keep(std::vector<Event> fresh) {
    const std::lock_guard lock(mutex_);
    for (Event& event : fresh)
      events_.push_back(std::move(event));
  }

  api::Outcome transact(const api::Operation& operation, const api::Context& context, const Json& input) {
    std::promise<api::Outcome> promise;
    dispatcher.transact(
        [&](db::Tx& tx) {
          tx.set_corp(corp);
          return operation.transact(tx, context, input);
        },
        [&](api::Outcome outcome) { promise.set_value(std::move(outcome)); });
    return promise.get_future().get();
  }

  static api::Outcome defer(const api::Operation& operation, const api::Context& context, const Json& input) {
    std::promise<api::Outcome> promise;
    try {
      operation.defer(context, input, [&](api::Outcome outcome) { promise.set_value(std::move(outcome)); });
    } catch (const ApiError& error) {
      return error;
    }
    return promise.get_future().get();
  }

  std::mutex mutex_;
  std::vector<Event> events_;
};

/// The items of a list, by value: safe to loop over.
inline Json items(const Json& answer) {
  return answer.at("items");
}

/// The code of a problem object, or "ok".
inline std::string code(const Json& answer) {
  return answer.value("code", "ok");
}

}  // namespace weft::test
