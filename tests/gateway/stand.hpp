// A running gateway with a handful of operations, for tests that talk to it over real sockets.
//
// People are made by name; a person's token is the name. The database only carries the transactions of the dispatcher.
#pragma once
#include "gateway/raw_socket.hpp"
#include "support/wait.hpp"
#include <weft/api/registry.hpp>
#include <weft/fanout/local_bus.hpp>
#include <weft/fanout/presence_board.hpp>
#include <weft/gateway/server.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

namespace weft::test {

/// Options with a free port and no limits that would get into a test's way.
gateway::ServerOptions test_options();

class Stand {
 public:
  explicit Stand(gateway::ServerOptions options = test_options(), gateway::Site site = {}, gateway::Web web = {});
  ~Stand();

  std::uint16_t port() const { return server->port(); }
  RawSocket connect() const { return RawSocket(port()); }
  /// One request on a connection of its own; `fields` are header lines with CRLF.
  RawReply request(
      const std::string& method, const std::string& target, const std::string& fields = {},
      const std::string& body = {}) const;

  api::Caller person(const std::string& name);
  /// Ends a person's sessions as revoking does.
  void revoke(const std::string& name);
  /// The same, and nobody is told: what an expired session looks like.
  void expire(const std::string& name);

  /// Called on a worker whenever a credential is looked at, with how often that was; what it throws comes of it.
  void on_look(std::function<void(int)> call);
  int looks() const;

  /// What `hello` finds for everybody.
  struct Snapshot {
    std::vector<api::Attachment::Subscription> subscriptions;
    std::vector<std::string> missed;
  };
  void set_snapshot(Snapshot snapshot);
  /// Called inside `hello`, on a worker.
  void on_hello(std::function<void()> call);

  /// Publishes the next entry of `conversation`, with a text of this many bytes.
  void publish(const ConversationId& conversation, Seq seq, std::size_t bytes = 20);

  /// Calls of the operation `hold` that wait to be answered.
  std::size_t held() const;
  void release_held();

  /// What was brought to PUT /api/v1/bytes/{name} and finished there. Whoever reads "farewell" has its session end
  /// while the request is being handled, and nobody is told.
  std::string stored(const std::string& name) const;
  void store(const std::string& name, std::string bytes);
  /// Bodies that broke off before their end.
  std::atomic<int> broken_off{0};

  double figure(const std::string& line_start) const;  ///< a value of /metrics

  Metrics metrics;
  api::Registry registry;
  SystemClock clock;
  std::unique_ptr<fanout::LocalBus> bus = std::make_unique<fanout::LocalBus>();
  std::unique_ptr<fanout::PresenceBoard> presence;
  std::unique_ptr<api::Dispatcher> dispatcher;
  std::unique_ptr<gateway::Server> server;
  std::string trouble;
  std::atomic<int> backfills{0};

 private:
  class People;
  std::unique_ptr<People> people_;
  std::unique_ptr<db::Workers> workers_;
  mutable std::mutex mutex_;
  Snapshot snapshot_;
  std::function<void()> on_hello_;
  std::vector<api::Done> held_;
  std::map<std::string, std::string> bytes_;
  class Keeper;

  void add_operations();
  std::string make_hello(const api::Context& context);
};

/// `{"ev":"entry",...}` as the log would write it.
std::string entry_json(const ConversationId& conversation, Seq seq, std::size_t bytes = 20);

}  // namespace weft::test
