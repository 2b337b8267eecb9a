// NOTIFY and LISTEN on the channel weft_hint. The thread sleeps in poll() on the connection's socket and on an eventfd
// that ends it.
#include <weft/base/log.hpp>
#include <weft/db/line.hpp>
#include <weft/db/notify.hpp>
#include <weft/db/sql.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace weft::db {
namespace {

constexpr int kShortestPause = 100;  // ms between two tries to connect
constexpr int kLongestPause = 2000;
constexpr int kLookAnyway = 30000;  // ms after which a silent connection is asked whether it lives

class Receiver final : public pqxx::notification_receiver {
 public:
  Receiver(pqxx::connection& connection, const std::function<void(const std::string&)>& on_hint)
      : notification_receiver(connection, "weft_hint"), on_hint_(on_hint) {}
  void operator()(const std::string& payload, int) override { on_hint_(payload); }

 private:
  const std::function<void(const std::string&)>& on_hint_;
};

}  // namespace

void notify(Tx& tx, const std::string& payload) {
  exec(tx, "SELECT pg_notify('weft_hint', $1)", payload);
}

struct HintListener::Impl {
  PoolOptions options;
  Handlers handlers;
  int wake = eventfd(0, EFD_CLOEXEC);
  std::atomic<bool> stopping{false};
  Line line;
  std::thread thread;

  /// True when there is something to read from `socket` (-1: nobody), false after `ms` or when it is time to end.
  bool wait(int socket, int ms) const {
    pollfd ready[2] = {{wake, POLLIN, 0}, {socket, POLLIN, 0}};
    return poll(ready, 2, ms) > 0 && ready[1].revents != 0;
  }

  void listen() {
    const auto connection = connect(options, line);
    Receiver receiver(*connection, handlers.on_hint);
    handlers.on_listening(*connection);
    while (!stopping) {
      if (wait(connection->sock(), kLookAnyway)) {
        connection->get_notifs();
      } else if (!stopping) {
        pqxx::nontransaction(*connection).exec("SELECT 1");
      }
      if (!connection->is_open()) throw std::runtime_error("the connection was closed");
    }
  }

  void run() {
    int pause = kShortestPause;
    while (!stopping) {
      const auto began = std::chrono::steady_clock::now();
      try {
        listen();
      } catch (const std::exception& error) {
        log::debug("hints: {}", error.what());
      }
      const bool lasted = std::chrono::steady_clock::now() - began > std::chrono::seconds(10);
      pause = lasted ? kShortestPause : std::min(pause * 2, kLongestPause);
      if (!stopping) wait(-1, pause);
    }
  }
};

HintListener::HintListener(PoolOptions options, Handlers handlers) : impl_(std::make_unique<Impl>()) {
  impl_->options = std::move(options);
  impl_->handlers = std::move(handlers);
  impl_->thread = std::thread([this] { impl_->run(); });
}

HintListener::~HintListener() {
  impl_->stopping = true;
  impl_->line.cut();  // a listener has nothing to finish
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(impl_->wake, &one, sizeof one);
  impl_->thread.join();
  close(impl_->wake);
}

}  // namespace weft::db
