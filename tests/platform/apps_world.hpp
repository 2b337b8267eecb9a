// A company with apps: people, departments, tags, and the operations of apps called as they would.
#pragma once
#include "files/world.hpp"
#include "support/wait.hpp"
#include <weft/db/jobs.hpp>
#include <weft/groups/groups.hpp>
#include <weft/identity/authenticator.hpp>
#include <weft/identity/sessions.hpp>
#include <weft/platform/apps.hpp>

namespace weft::test {

class AppsWorld : public FilesWorld {
 public:
  explicit AppsWorld(int threads = 4) : FilesWorld(test_files(), threads) {
    const PrincipalId owner = world.person("olga");
    world.roles["olga"] = api::Role::owner;
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      identity::set_role(tx, owner, api::Role::owner);
      return 0;
    });
    world.registry.add(platform::app_operations(parts()));
    for (const char* userid : {"ann", "bob", "carl"})
      world.person(userid);
  }

  platform::AppParts parts() {
    platform::AppParts parts{world.dispatcher, world.clock};
    parts.files = &files;
    parts.trouble_with = [](const std::string& url) {
      return url.starts_with("https://apps.example") ? "" : "is not a public address";
    };
    parts.ask = [this](const db::Letter& letter, bool get) { return asked(letter, get); };
    parts.aside = [](const std::function<void()>& task) { task(); };
    return parts;
  }

  /// A new app whom everybody sees unless `range` says otherwise; it is called by its name.
  Json make_app(const std::string& name, Json range = {{"everybody", true}}) {
    const Json made = call("olga", "app.create", {{"name", name}, {"range", std::move(range)}});
    if (code(made) != "ok") return made;
    const auto id = PrincipalId::parse(made.at("app").at("id").get<std::string>()).value();
    world.people[name] = id;
    world.sessions[name] = SessionId{};
    numbers[name] = made.at("app").at("app");
    secrets[name] = made.at("secret");
    return made;
  }

  /// What the app of this name asks for.
  Json as_app(const std::string& name, const std::string& operation, Json input) {
    const api::Operation* found = world.registry.find(operation);
    if (!found) throw std::logic_error("no operation " + operation);
    api::Context context;
    context.caller = api::Caller{world.corp, world.people.at(name), SessionId{}, api::Role::member, ""};
    context.caller->app = true;
    if (!found->policy.admits({}, context.caller->caste())) return {{"code", "not admitted"}};
    return run([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      return found->transact(tx, context, input);
    });
  }

  Json token(Json input, const std::string& address = "192.0.2.1") {
    api::Context context;
    context.address = address;
    if (!input.contains("company")) input["company"] = "acme";
    return run([&](db::Tx& tx) { return world.registry.find("app_token.create")->transact(tx, context, input); });
  }

  static Json text(const std::string& content, Json more = Json::object()) {
    more["msgtype"] = "text";
    more["text"] = {{"content", content}};
    return more;
  }
  Json say(const std::string& name, const std::string& content, std::vector<std::string> members) {
    return as_app(name, "app_message.send", text(content, {{"members", std::move(members)}}));
  }

  /// A picture that somebody has uploaded.
  std::string put_picture(const std::string& userid) {
    std::ifstream file(std::string(WEFT_SOURCE_DIR) + "/tests/files/samples/turned.jpg", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    return upload(userid, "logo.jpg", bytes, "avatar").at("id");
  }

  /// The chat of somebody with an app, or "".
  std::string chat(const std::string& userid, const std::string& app) {
    const Json list = items(call(userid, "conversation.list", {{"limit", 200}}));
    for (const Json& one : list)
      if (one.at("kind") == "app" && one.at("peer").at("id") == world.person(app).str()) return one.at("id");
    return {};
  }
  /// The bodies of the messages that somebody has from an app.
  std::vector<Json> bodies(const std::string& userid, const std::string& app) {
    std::vector<Json> list;
    const std::string conversation = chat(userid, app);
    if (conversation.empty()) return list;
    const Json entries = items(world.entries(userid, conversation, {{"after", 0}, {"limit", 200}}));
    for (const Json& entry : entries)
      if (entry.at("kind") == "message") list.push_back(entry.at("body"));
    return list;
  }

  /// Steps of jobs of this kind until none is left; how many steps.
  int run_jobs(const std::string& kind) {
    auto kinds = platform::app_jobs(parts());
    int steps = 0;
    for (auto next = due(kind); next; next = due(kind)) {
      db::Job job{*next, world.corp, kind, {state_of(*next)}};
      world.as_owner([&](db::Tx& tx) {
        tx.set_corp(world.corp);
        const db::Step step = kinds.at(kind).step(tx, job);
        if (step.next != db::Next::again) db::exec(tx, "DELETE FROM jobs WHERE id = $1", *next);
        return 0;
      });
      if (++steps > 1000) throw std::logic_error("the jobs never end");
    }
    return steps;
  }

  std::int64_t count(const std::string& sql) {
    return world.as_owner([&](db::Tx& tx) { return db::number_of(db::exec(tx, sql).at(0)[0]); });
  }
  void run_sql(const std::string& sql) {
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      return db::exec(tx, sql).affected_rows();
    });
  }
  /// Puts somebody into a department of this path below the root; its number.
  std::int64_t place(const std::string& userid, const std::string& department) {
    const PrincipalId id = world.person(userid);
    return world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      const auto number = db::number_of(
          db::exec(tx, "SELECT weft_department_at($1, $2, $3)", world.corp, department, tx.now()).at(0)[0]);
      db::exec(
          tx,
          "WITH old AS (DELETE FROM department_members WHERE corp_id = $1 AND principal_id = $2) UPDATE members SET "
          "main_department = $3 WHERE principal_id = $2",
          world.corp, id, number);
      db::exec(
          tx, "INSERT INTO department_members (corp_id, department, principal_id, main) VALUES ($1, $3, $2, true)",
          world.corp, id, number);
      return number;
    });
  }
  /// Gives somebody the tag of this number, made when there is none.
  void tag(const std::string& userid, std::int64_t number) {
    const PrincipalId id = world.person(userid);
    make_tag(number);
    run_sql(
        "INSERT INTO tag_members (corp_id, tag, principal_id) VALUES (weft_corp(), " + std::to_string(number) + ", '" +
        id.str() + "') ON CONFLICT DO NOTHING");
  }
  void tag_department(std::int64_t department, std::int64_t number) {
    make_tag(number);
    run_sql(
        "INSERT INTO tag_departments (corp_id, tag, department) VALUES (weft_corp(), " + std::to_string(number) + ", " +
        std::to_string(department) + ")");
  }
  void make_tag(std::int64_t number) {
    run_sql(
        "INSERT INTO tags (corp_id, number, name, created_at) SELECT weft_corp(), n, 'Tag ' || n, now() FROM (VALUES "
        "(" +
        std::to_string(number) + ")) AS v (n) ON CONFLICT DO NOTHING");
  }

  /// Who answers when an address is asked whether it is an app's.
  std::function<db::Reply(const db::Letter&, bool get)> asked = [](const db::Letter&, bool) {
    return db::Reply{0, {}, "nobody is there"};
  };
  std::map<std::string, std::int64_t> numbers;
  std::map<std::string, std::string> secrets;

 private:
  template <class Body>
  Json run(Body body) {
    std::promise<api::Outcome> promise;
    world.dispatcher.transact(body, [&](api::Outcome outcome) { promise.set_value(std::move(outcome)); });
    const auto outcome = promise.get_future().get();
    if (const auto* error = std::get_if<ApiError>(&outcome)) return Json::parse(problem_json(*error, ""));
    return Json::parse(std::get<std::string>(outcome));
  }
  std::optional<db::JobId> due(const std::string& kind) {
    return world.as_owner([&](db::Tx& tx) -> std::optional<db::JobId> {
      const auto rows = db::exec(tx, "SELECT id FROM jobs WHERE kind = $1 LIMIT 1", kind);
      if (rows.empty()) return std::nullopt;
      return db::id_of<db::JobId>(rows[0][0]);
    });
  }
  std::string state_of(const db::JobId& id) {
    return world.as_owner([&](db::Tx& tx) {
      return db::text_of(db::exec(tx, "SELECT state::text FROM jobs WHERE id = $1", id).at(0)[0]);
    });
  }
};

}  // namespace weft::test
