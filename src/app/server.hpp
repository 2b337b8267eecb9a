// The running server: every object in the order in which it needs the others. The destructor takes them down in the
// reverse one.
#pragma once
#include "app/backfill.hpp"
#include "app/database.hpp"
#include "app/housekeeping.hpp"
#include <weft/api/dispatcher.hpp>
#include <weft/api/live.hpp>
#include <weft/api/registry.hpp>
#include <weft/base/clock.hpp>
#include <weft/base/config.hpp>
#include <weft/base/metrics.hpp>
#include <weft/broadcasts/broadcasts.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/conversations/indexer.hpp>
#include <weft/conversations/log_writer.hpp>
#include <weft/customers/visits.hpp>
#include <weft/db/jobs.hpp>
#include <weft/db/notify.hpp>
#include <weft/db/outbox.hpp>
#include <weft/db/workers.hpp>
#include <weft/directory/directory.hpp>
#include <weft/directory/transfer.hpp>
#include <weft/fanout/local_bus.hpp>
#include <weft/fanout/presence_board.hpp>
#include <weft/files/files.hpp>
#include <weft/gateway/outgoing.hpp>
#include <weft/gateway/server.hpp>
#include <weft/groups/robots.hpp>
#include <weft/groups/word_book.hpp>
#include <weft/identity/authenticator.hpp>
#include <weft/identity/cpu_pool.hpp>
#include <weft/identity/service.hpp>
#include <weft/platform/apps.hpp>
#include <weft/wecom/wecom.hpp>

#include <atomic>
#include <memory>

namespace weft::app {

/// Answers who is connected, for the features; the gateway keeps the board.
class LivePresence final : public api::Presence {
 public:
  explicit LivePresence(fanout::PresenceBoard& board) : board_(board) {}
  bool online(const PrincipalId& principal) const override { return board_.online(principal); }
  void watch(const SessionId& session, std::vector<PrincipalId> principals) override;
  /// Until then nobody is connected and nobody watches.
  void connect(gateway::Server& server) { server_ = &server; }

 private:
  fanout::PresenceBoard& board_;
  gateway::Server* server_ = nullptr;
};

class Server {
 public:
  /// Connects, builds everything, listens. OperatorError when something of that cannot be done.
  Server(const Config& config, Database& database);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return gateway_->port(); }
  /// Every operation of the server, for the tests that are generated from it.
  const api::Registry& registry() const { return registry_; }
  /// Stops gracefully: no new connections, what runs is answered and committed, clients are told when to come back.
  /// True when all was done in time.
  bool drain(std::chrono::milliseconds deadline);

 private:
  void add_operations(const Config& config);
  /// The kinds of jobs, each of the room that knows what to do.
  db::JobKinds job_kinds(const Config& config);
  /// Before anybody writes.
  void read_words();
  void start_jobs(const Config& config);
  /// Tells addresses outside what is to be told to them.
  void start_outbox(const Config& config);
  groups::RobotParts robot_parts();
  platform::AppParts app_parts(const Config& config);
  void add_webhooks();
  db::DeliveryKinds delivery_kinds(const Config& config);
  broadcasts::Parts broadcast_parts(const Config& config);
  customers::EntranceParts entrance_parts();
  customers::VisitParts visit_parts(const Config& config);
  void listen(const Config& config);
  std::vector<Housekeeping::Chore> chores(const Config& config);
  void add_figures();
  std::string trouble() const;
  /// What a committed transaction has to tell: to those who are connected, and to the index.
  void publish(std::vector<Event> events);

  Database& database_;
  SystemClock clock_;
  Metrics metrics_;
  fanout::LocalBus bus_;
  fanout::PresenceBoard board_;
  LivePresence presence_;
  EpochId epoch_;
  Histogram& batch_size_;
  Histogram& commit_seconds_;
  db::Workers workers_;
  Backfill backfill_;
  conversations::Indexer indexer_;
  groups::WordBook words_;
  conversations::LogWriter log_;
  identity::CpuPool cpu_;
  identity::SessionAuthenticator authenticator_;
  api::Dispatcher dispatcher_;
  identity::Identity identity_;
  std::unique_ptr<files::FileStore> file_store_;
  files::Files files_;
  std::unique_ptr<directory::TableFiles> tables_;
  gateway::Outgoing outgoing_;
  identity::CpuPool asking_{2, 16, "too many addresses are being asked; try again"};
  api::Registry registry_;
  std::unique_ptr<api::Dialect> wecom_;
  std::unique_ptr<db::JobRunner> jobs_;
  std::unique_ptr<db::Outbox> outbox_;
  std::atomic<db::Outbox*> stirred_{nullptr};  ///< the same, once it is there: others publish before
  std::unique_ptr<gateway::Server> gateway_;
  std::unique_ptr<db::HintListener> hints_;
  std::unique_ptr<Housekeeping> housekeeping_;
};

}  // namespace weft::app
