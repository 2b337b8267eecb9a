// The server without sockets behind the tests of the directory.
#include "directory/world.hpp"

#include "support/wait.hpp"
#include <weft/base/crypto.hpp>
#include <weft/directory/invitations.hpp>

#include <future>

namespace weft::directory {

World::World() : url_(test::fresh_database()) {
  db::PoolOptions owner = pool();
  owner.role = "";
  owner_ = db::connect(owner);
  app_ = db::connect(pool());
  const auto publish = [this](std::vector<Event> events) { keep(std::move(events)); };
  workers_ = std::make_unique<db::Workers>(pool(4));
  dispatcher_ = std::make_unique<api::Dispatcher>(*workers_, authenticator_, clock, publish);
  conversations::LogWriterOptions lanes;
  lanes.database = pool();
  log_ = std::make_unique<conversations::LogWriter>(lanes, clock, publish);
  cpu_ = std::make_unique<identity::CpuPool>(1);
  identity::IdentityOptions options;
  options.hash = [](std::string_view password) { return "quick:" + std::string(password); };
  identity_ = std::make_unique<identity::Identity>(*dispatcher_, *cpu_, clock, std::move(options));
  registry_.add(identity::operations(*identity_));
  registry_.add(conversations::operations({*dispatcher_, *log_, presence_, clock, {}, EpochId::make()}));
  registry_.add(operations());
  registry_.add(invitation_operations(*identity_));
  {
    db::Tx tx(*owner_, clock);
    corp = identity::create_company(tx, "acme", "Acme");
    tx.commit();
  }
  member("olga", "", api::Role::owner);
}

World::~World() {
  log_->stop();
  cpu_->stop();
  workers_->stop();
}

db::PoolOptions World::pool(int threads) const {
  db::PoolOptions options;
  options.url = url_;
  options.threads = threads;
  return options;
}

PrincipalId World::member(
    const std::string& userid, const std::string& department, api::Role role, const std::string& name) {
  return people_[userid] = in_corp([&](db::Tx& tx) {
           const auto made = identity::create_member(
               tx, {.userid = userid,
                    .name = name.empty() ? "Name of " + userid : name,
                    .department = department,
                    .role = role,
                    .password_hash = "quick:none"});
           conversations::make_inboxes(tx, std::span(&made, 1));
           return made;
         });
}

PrincipalId World::stranger() {
  db::Tx tx(*owner_, clock);
  identity::create_company(tx, "other", "Other");
  const PrincipalId made = identity::create_member(
      tx, {.userid = "zoe", .name = "Zoe", .department = "Secret", .password_hash = "none"});
  conversations::make_inboxes(tx, std::span(&made, 1));
  tx.commit();
  return made;
}

std::int64_t World::department(const std::string& path) {
  return in_corp([&](db::Tx& tx) {
    return db::number_of(db::exec(tx, "SELECT weft_department_at($1, $2, $3)", corp, path, clock.now()).at(0)[0]);
  });
}

SessionId World::session(const std::string& userid) {
  const auto known = sessions_.find(userid);
  if (known != sessions_.end()) return known->second;
  const SessionId session = SessionId::make();
  in_corp([&](db::Tx& tx) {
    db::exec(
        tx,
        "INSERT INTO sessions (id, corp_id, principal_id, token_hash, device, address, created_at, last_seen_at, "
        "idle_for, expires_at, ends_at) SELECT $1::uuid, $2, $3, sha256(convert_to($1::uuid::text, 'UTF8')), 'test', "
        "'127.0.0.1', t.now, t.now, interval '90 days', t.now + interval '90 days', t.now + interval '90 days' "
        "FROM (SELECT $4::timestamptz AS now) t",
        session, corp, people_.at(userid), tx.now());
  });
  return sessions_[userid] = session;
}

Json World::call(const std::string& userid, const std::string& operation, Json input) {
  api::Dispatcher::Call call;
  call.operation = registry_.find(operation);
  if (!call.operation) throw std::logic_error("no operation " + operation);
  call.input = std::make_shared<Json>(std::move(input));
  call.credential.session = session(userid);
  call.credential.corp = corp;
  call.address = "192.0.2.1";
  call.request_id = "request-1";
  const auto promise = std::make_shared<std::promise<api::Outcome>>();
  dispatcher_->dispatch(std::move(call), [promise](api::Outcome outcome) { promise->set_value(std::move(outcome)); });
  const api::Outcome outcome = promise->get_future().get();
  if (const auto* error = std::get_if<ApiError>(&outcome)) return Json::parse(problem_json(*error, ""));
  return Json::parse(std::get<std::string>(outcome));
}

Json World::ok(const std::string& userid, const std::string& operation, Json input) {
  Json answer = call(userid, operation, std::move(input));
  if (answer.contains("code")) throw std::runtime_error(operation + " failed: " + answer.dump());
  return answer;
}

std::string World::refusal(const std::string& userid, const std::string& operation, Json input) {
  const Json answer = call(userid, operation, std::move(input));
  if (!answer.contains("code")) return "ok";
  const std::string field = answer.value("field", "");
  return answer.at("code").get<std::string>() + (field.empty() ? "" : " " + field);
}

std::int64_t World::count(const std::string& table_and_condition) {
  db::Tx tx(*owner_, clock);
  return db::number_of(db::exec(tx, "SELECT count(*) FROM " + table_and_condition).at(0)[0]);
}

void World::keep(std::vector<Event> events) {
  const std::lock_guard lock(mutex_);
  for (Event& event : events)
    events_.push_back(std::move(event));
}

std::vector<Event> World::take_events() {
  const std::lock_guard lock(mutex_);
  return std::exchange(events_, {});
}

void World::run_jobs() {
  db::JobRunnerOptions options;
  options.database = pool();
  db::JobRunner runner(options, clock, jobs(), [this](std::vector<Event> events) { keep(std::move(events)); });
  runner.wake();
  const bool over = test::wait_until(
      [&] { return count("jobs WHERE finished_at IS NULL AND kind = 'directory.offboard'") == 0; },
      std::chrono::minutes(2));
  if (!over) throw std::runtime_error("a job does not end");
  runner.stop();
}

std::string each(const Json& list, const std::string& pointer) {
  std::string text;
  for (const Json& item : list) {
    const Json& value = item.at(Json::json_pointer(pointer));
    text += (text.empty() ? "" : " ") + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

}  // namespace weft::directory
