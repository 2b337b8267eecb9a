// The server without sockets behind the tests of identity.
#include "identity/world.hpp"

#include <future>

namespace weft::identity {

IdentityOptions quick_options(std::shared_ptr<std::atomic<int>> verified) {
  IdentityOptions options;
  options.hash = [](std::string_view password) { return "quick:" + std::string(password); };
  options.verify = [verified](const std::string& hash, std::string_view password) {
    if (verified) ++*verified;
    return hash == "quick:" + std::string(password);
  };
  return options;
}

World::World(IdentityOptions options) {
  owner_options_.url = test::fresh_database();
  owner_options_.role = "";
  app_options_.url = owner_options_.url;
  app_options_.threads = 4;
  owner_ = db::connect(owner_options_);
  app_ = db::connect(app_options_);
  workers_ = std::make_unique<db::Workers>(app_options_);
  dispatcher_ = std::make_unique<api::Dispatcher>(*workers_, authenticator_, clock, [this](std::vector<Event> events) {
    const std::lock_guard lock(mutex_);
    for (auto& event : events)
      events_.push_back(std::move(event));
  });
  pool_ = std::make_unique<CpuPool>();
  identity_ = std::make_unique<Identity>(*dispatcher_, *pool_, clock, std::move(options));
  registry_.add(operations(*identity_));
  registry_.add(job_operations());
}

World::~World() {
  pool_->stop();
  workers_->stop();
}

void World::as_owner(const std::function<void(db::Tx&)>& body) {
  db::Tx tx(*owner_, clock);
  body(tx);
  tx.commit();
}

void World::as_server(const std::function<void(db::Tx&)>& body) {
  db::Tx tx(*app_, clock);
  body(tx);
  tx.commit();
}

void World::as_superuser(const std::string& sql) {
  const std::string url = owner_options_.url;
  pqxx::connection connection(test::cluster().admin_url() + url.substr(url.rfind(" dbname=")));
  pqxx::work work(connection);
  work.exec("SET LOCAL session_replication_role = replica");  // no triggers
  work.exec(sql);
  work.commit();
}

CorpId World::company(const std::string& handle) {
  CorpId corp;
  as_owner([&](db::Tx& tx) { corp = create_company(tx, handle, "Company " + handle); });
  member(corp, "olga", api::Role::owner);
  return corp;
}

PrincipalId World::member(const CorpId& corp, const std::string& userid, api::Role role) {
  PrincipalId id;
  as_owner([&](db::Tx& tx) {
    tx.set_corp(corp);
    id = create_member(
        tx, {userid, "Name of " + userid, "Title", "Sales/North", role, identity_->options.hash(kPassword)});
  });
  return id;
}

World::Login World::sign_in(const std::string& userid, const std::string& company, const std::string& password) {
  Json input = {{"user", userid}, {"password", password}, {"device", "test"}};
  if (!company.empty()) input["company"] = company;
  const Json answer = ok("session.create", input);
  return {answer.at("token"), SessionId::parse(answer.at("session").get<std::string>()).value()};
}

api::Outcome World::run(api::Dispatcher::Call call) {
  // Shared: the thread that answers may still be inside set_value when the waiting one goes on.
  const auto promise = std::make_shared<std::promise<api::Outcome>>();
  call.address = address;
  call.request_id = "request-1";
  dispatcher_->dispatch(std::move(call), [promise](api::Outcome outcome) { promise->set_value(std::move(outcome)); });
  auto future = promise->get_future();
  if (future.wait_for(std::chrono::seconds(60)) != std::future_status::ready) throw std::runtime_error("no answer");
  return future.get();
}

api::Outcome World::call(const std::string& operation, Json input, const std::string& token) {
  api::Dispatcher::Call call;
  call.operation = registry_.find(operation);
  if (!call.operation) throw std::runtime_error("no operation " + operation);
  call.input = std::make_shared<Json>(std::move(input));
  if (!token.empty()) call.credential.token_hash = token_hash(token);
  return run(std::move(call));
}

api::Outcome World::call_on_socket(const std::string& operation, Json input, const api::Caller& caller) {
  api::Dispatcher::Call call;
  call.operation = registry_.find(operation);
  call.input = std::make_shared<Json>(std::move(input));
  call.credential.session = caller.session;
  call.credential.corp = caller.corp;
  call.caller = caller;
  return run(std::move(call));
}

Json World::ok(const std::string& operation, Json input, const std::string& token) {
  const auto outcome = call(operation, std::move(input), token);
  if (const auto* error = std::get_if<ApiError>(&outcome)) {
    throw std::runtime_error(
        operation + " failed: " + std::string(error_info(error->code()).name) + ", " + error->detail());
  }
  return parse_json(std::get<std::string>(outcome));
}

ApiError World::error(const std::string& operation, Json input, const std::string& token) {
  const auto outcome = call(operation, std::move(input), token);
  if (const auto* text = std::get_if<std::string>(&outcome))
    throw std::runtime_error(operation + " succeeded: " + *text);
  return std::get<ApiError>(outcome);
}

api::Caller World::caller(const std::string& token) {
  const auto promise = std::make_shared<std::promise<std::variant<api::Caller, ApiError>>>();
  api::Credential credential;
  credential.token_hash = token_hash(token);
  dispatcher_->authenticate(credential, [promise](auto result) { promise->set_value(std::move(result)); });
  auto result = promise->get_future().get();
  if (const auto* error = std::get_if<ApiError>(&result)) throw *error;
  return std::get<api::Caller>(result);
}

std::vector<Event> World::events() {
  const std::lock_guard lock(mutex_);
  return std::exchange(events_, {});
}

std::int64_t World::count(const std::string& table_and_condition) {
  std::int64_t count = 0;
  as_owner([&](db::Tx& tx) {
    count = db::exec(tx, "SELECT count(*) FROM " + table_and_condition)[0][0].as<std::int64_t>();
  });
  return count;
}

std::string code_of(const api::Outcome& outcome) {
  const auto* error = std::get_if<ApiError>(&outcome);
  return error ? std::string(error_info(error->code()).name) : "ok";
}

}  // namespace weft::identity
