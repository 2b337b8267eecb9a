// A company with a group that has a robot: what robots say is screened, and files are kept.
#pragma once
#include "files/world.hpp"
#include "groups/words_world.hpp"
#include <weft/groups/robots.hpp>

namespace weft::test {

class RobotsWorld {
 public:
  explicit RobotsWorld(int threads = 4)
      : world(
            threads, {}, &relay,
            [this](World& made) {
              groups::WordBookOptions options;
              options.database = made.pool(1);
              options.look = std::chrono::milliseconds(50);
              book = std::make_unique<groups::WordBook>(options, made.clock);
              return book.get();
            }),
        files(world.dispatcher, *store, world.clock, file_options()) {
    relay.to = &files;
    world.registry.add(groups::word_operations());
    world.registry.add(groups::operations({world.rules, book.get()}));
    world.registry.add(groups::robot_operations(parts()));
    world.registry.add(files::operations(files));
    chat = world.group("alice", {"bob", "carol"});
    const Json made = call("alice", "robot.create", {{"conversation", chat}, {"name", "Deploys"}});
    robot = made.at("robot").at("id");
    key = made.at("key");
  }
  ~RobotsWorld() {
    files.stop();
    book->stop();
  }
  RobotsWorld(const RobotsWorld&) = delete;
  RobotsWorld& operator=(const RobotsWorld&) = delete;

  groups::RobotParts parts() {
    return {book.get(), &files, [](const std::string& url) {
              return url.starts_with("https://bots.example") ? "" : "is not a public address";
            }};
  }

  Json call(const std::string& user, const std::string& operation, Json input) {
    return world.call(user, operation, std::move(input));
  }

  /// Calls an operation that needs no session, from this address.
  Json ask(const std::string& operation, const Json& input, const std::string& address = "192.0.2.1") {
    const api::Operation* found = world.registry.find(operation);
    api::Context context;
    context.address = address;
    std::promise<api::Outcome> promise;
    api::Dispatcher::Call asked;
    asked.operation = found;
    asked.input = std::make_shared<Json>(input);
    asked.address = address;
    world.dispatcher.dispatch(std::move(asked), [&](api::Outcome outcome) { promise.set_value(std::move(outcome)); });
    const auto outcome = promise.get_future().get();
    if (const auto* error = std::get_if<ApiError>(&outcome)) return Json::parse(problem_json(*error, ""));
    return Json::parse(std::get<std::string>(outcome));
  }
  Json say(Json message, const std::string& address = "192.0.2.1") {
    message["key"] = key;
    return ask("robot.send", message, address);
  }
  Json say_text(const std::string& text) { return say({{"msgtype", "text"}, {"text", {{"content", text}}}}); }
  /// The body of the newest entry.
  Json last_body(const std::string& user = "bob") {
    return items(world.entries(user, chat, {{"before", 1'000'000}, {"limit", 1}})).at(0).at("body");
  }
  Json mentioning(const std::string& user, const std::string& text) {
    return call(
        user, "message.send",
        {{"conversation", chat},
         {"client_id", "m" + std::to_string(++sent_)},
         {"kind", "text"},
         {"body", {{"text", text}, {"mentions", {robot}}}}});
  }
  std::int64_t count(const std::string& sql) {
    return world.as_owner([&](db::Tx& tx) { return db::number_of(db::exec(tx, sql).at(0)[0]); });
  }
  std::string value(const std::string& sql) {
    return world.as_owner([&](db::Tx& tx) { return db::text_of(db::exec(tx, sql).at(0)[0]); });
  }

  const std::string directory = scratch_dir();
  std::unique_ptr<files::FileStore> store = files::make_disk_store(directory);
  Relay relay;
  std::unique_ptr<groups::WordBook> book;
  World world;
  files::Files files;
  std::string chat, robot, key;

 private:
  static files::Options file_options() {
    files::Options options;
    options.part_bytes = 64 << 10;
    return options;
  }
  int sent_ = 0;
};

}  // namespace weft::test
