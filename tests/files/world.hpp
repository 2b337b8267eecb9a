// A company whose people store files: the operations of both rooms on a real PostgreSQL and a real directory.
#pragma once
#include "conversations/world.hpp"
#include "support/wait.hpp"
#include <weft/files/files.hpp>

#include <filesystem>
#include <fstream>

namespace weft::test {

/// Conversations are made before the files are; this stands between them.
class Relay final : public conversations::Attachments {
 public:
  conversations::Attachments* to = nullptr;
  Json resolve(
      db::Tx& tx, const PrincipalId& actor, conversations::MessageKind kind, const FileId& file,
      const std::string& field) override {
    return to->resolve(tx, actor, kind, file, field);
  }
  void hold(db::Tx& tx, const FileId& file) override { to->hold(tx, file); }
};

inline files::Options test_files() {
  files::Options options;
  options.part_bytes = 64 << 10;
  options.worker = std::string(WEFT_BINARY_DIR) + "/weft-media";
  return options;
}

struct FilesWorld {
  explicit FilesWorld(files::Options options = test_files(), int threads = 4)
      : world(threads, {}, &relay), files(world.dispatcher, *store, world.clock, std::move(options)) {
    relay.to = &files;
    world.registry.add(files::operations(files));
  }
  ~FilesWorld() { files.stop(); }

  Json call(const std::string& user, const std::string& operation, Json input) {
    return world.call(user, operation, std::move(input));
  }

  api::Caller caller(const std::string& user) {
    api::Caller who;
    who.corp = world.corp;
    who.principal = world.person(user);
    who.session = world.sessions.at(user);
    who.userid = user;
    return who;
  }
  /// Of an operation that moves bytes.
  api::Context context_of(const std::string& user) {
    api::Context context;
    context.caller = caller(user);
    context.transfer = std::make_shared<api::Transfer>();
    return context;
  }

  /// Calls an operation that takes bytes as the gateway does, piece by piece.
  Json put(const std::string& user, const std::string& operation, const Json& input, const std::string& bytes) {
    const api::Operation* found = world.registry.find(operation);
    api::Context context = context_of(user);
    context.transfer->length = bytes.size();
    auto outcome = transact(*found, context, input);
    constexpr std::size_t kStep = 10'000;
    for (std::size_t at = 0; at < bytes.size() && std::holds_alternative<std::string>(outcome); at += kStep) {
      std::promise<std::optional<ApiError>> written;
      context.transfer->sink->write(
          bytes.substr(at, kStep), [&](std::optional<ApiError> error) { written.set_value(std::move(error)); });
      if (auto error = written.get_future().get()) outcome = std::move(*error);
    }
    if (const auto* error = std::get_if<ApiError>(&outcome)) return Json::parse(problem_json(*error, ""));
    std::promise<api::Outcome> finished;
    context.transfer->sink->finish([&](api::Outcome end) { finished.set_value(std::move(end)); });
    return text_of(finished.get_future().get());
  }

  /// The whole of a file, or the problem.
  struct Got {
    std::string bytes;
    Json problem;
    api::Download download;
  };
  Got get(const std::string& user, Json input, const std::string& operation = "file.content") {
    const api::Operation* found = world.registry.find(operation);
    api::Context context = context_of(user);
    const auto outcome = transact(*found, context, input);
    if (const auto* error = std::get_if<ApiError>(&outcome)) return {{}, Json::parse(problem_json(*error, "")), {}};
    Got got{{}, {}, *context.transfer->download};
    if (got.download.size == 0) return got;
    std::promise<std::variant<std::string, ApiError>> read;
    got.download.source->read(0, got.download.size, [&](auto piece) { read.set_value(std::move(piece)); });
    auto piece = read.get_future().get();
    if (auto* error = std::get_if<ApiError>(&piece)) got.problem = Json::parse(problem_json(*error, ""));
    if (auto* bytes = std::get_if<std::string>(&piece)) got.bytes = std::move(*bytes);
    return got;
  }
  std::string get_code(const std::string& user, const std::string& file) {
    const Got got = get(user, {{"file", file}});
    return got.problem.is_null() ? "ok" : got.problem.at("code").get<std::string>();
  }

  Json upload(
      const std::string& user, const std::string& name, const std::string& bytes, const std::string& purpose = "file") {
    return put(user, "file.upload", {{"name", name}, {"purpose", purpose}}, bytes);
  }
  std::string file(const std::string& user, const std::string& bytes = "some text") {
    return upload(user, "a.txt", bytes).at("id");
  }
  Json send(
      const std::string& user, const std::string& conversation, const std::string& file,
      const std::string& kind = "file") {
    static std::atomic<int> next{0};
    return call(
        user, "message.send",
        {{"conversation", conversation},
         {"client_id", "f" + std::to_string(++next)},
         {"kind", kind},
         {"body", {{"file", file}}}});
  }

  template <class Body>
  void in_tx(Body body) {
    db::PoolOptions options = world.pool(1);
    const auto connection = db::connect(options);
    db::Tx tx(*connection, world.clock);
    tx.set_corp(world.corp);
    body(tx);
    tx.commit();
  }
  void tidy() {
    const auto connection = db::connect(world.pool(1));
    while (files.tidy(*connection, world.corp)) {}
  }
  void sweep() {
    const auto connection = db::connect(world.pool(1));
    while (files.sweep(*connection)) {}
  }
  /// Contents on disk, pictures included.
  std::size_t on_disk() const {
    std::size_t count = 0;
    std::error_code none;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory + "/files", none))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  }
  files::Usage usage(const std::string& user = "alice") {
    const Json json = call(user, "file.rules", Json::object()).at("usage");
    return {json.at("stored"), json.at("reserved")};
  }

  const std::string directory = scratch_dir();
  std::unique_ptr<files::FileStore> store = files::make_disk_store(directory);
  Relay relay;
  World world;
  files::Files files;

 private:
  static Json text_of(const api::Outcome& outcome) {
    if (const auto* error = std::get_if<ApiError>(&outcome)) return Json::parse(problem_json(*error, ""));
    return Json::parse(std::get<std::string>(outcome));
  }
  api::Outcome transact(const api::Operation& operation, const api::Context& context, const Json& input) {
    std::promise<api::Outcome> promise;
    world.dispatcher.transact(
        [&](db::Tx& tx) {
          tx.set_corp(world.corp);
          return operation.transact(tx, context, input);
        },
        [&](api::Outcome outcome) { promise.set_value(std::move(outcome)); });
    return promise.get_future().get();
  }
};

}  // namespace weft::test
