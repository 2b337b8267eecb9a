// Puts the gateway together: loops with their hubs, listener, graceful stop.
#include "gateway/core.hpp"
#include "gateway/io_loop.hpp"
#include "gateway/listener.hpp"
#include "gateway/tls.hpp"
#include "gateway/ws_session.hpp"
#include <weft/base/log.hpp>
#include <weft/fanout/local_bus.hpp>
#include <weft/gateway/server.hpp>

#include <thread>

namespace weft::gateway {
namespace {

constexpr Milliseconds kDrainPoll{10};

/// Often enough for the shortest deadline, seldom enough to cost nothing.
Milliseconds sweep_interval(const Timeouts& timeouts) {
  const auto shortest = std::min(
      {timeouts.hello, timeouts.header, timeouts.body, timeouts.keep_alive, timeouts.ping, timeouts.close});
  return std::clamp(shortest / 4, Milliseconds(5), Milliseconds(1000));
}

/// A backfill whose answer may come on any thread, brought home to the hub's.
fanout::Hub::Backfill on_loop(IoLoop& loop, fanout::Hub::Backfill backfill) {
  return [&loop, backfill = std::move(backfill)](ConversationId conversation, Seq first, Seq last, auto done) {
    backfill(
        conversation, first, last, [&loop, done = std::move(done)](std::optional<std::vector<EntryEvent>> entries) {
          loop.post([done, entries = std::move(entries)]() mutable { done(std::move(entries)); });
        });
  };
}

}  // namespace

struct Server::Impl {
  Core core;
  std::unique_ptr<boost::asio::ssl::context> tls;
  std::vector<std::unique_ptr<IoLoop>> loops;
  std::shared_ptr<Listener> listener;
  bool started = false;
  bool stopped = false;

  Impl(ServerOptions options, const ServerParts& parts)
      : core(std::move(options), parts), tls(make_tls(core.options.certificate, core.options.key)) {
    fanout::HubOptions hub = core.options.hub;
    hub.queue_frames = std::max(hub.queue_frames, static_cast<std::uint32_t>(core.options.limits.queue_frames));
    for (int i = 0; i < std::max(1, core.options.io_threads); ++i) {
      auto loop = std::make_unique<IoLoop>(i, sweep_interval(core.options.timeouts));
      loop->set_hub(std::make_unique<fanout::Hub>(*loop, hub, on_loop(*loop, parts.backfill)));
      parts.bus.add(*loop, loop->hub());
      core.figures.add_loop(loop->figures(), i);
      loops.push_back(std::move(loop));
    }
    listener = std::make_shared<Listener>(core, std::span(loops), tls.get());
  }

  /// Runs `work` on every loop.
  void on_all(const std::function<void(IoLoop&)>& work) {
    for (const auto& loop : loops)
      loop->post([work, raw = loop.get()] { work(*raw); });
  }

  /// True when the last connection has gone before `until`.
  bool wait_until_empty(SteadyTime until) {
    while (core.connections > 0) {
      if (std::chrono::steady_clock::now() >= until) return false;
      std::this_thread::sleep_for(kDrainPoll);
    }
    return true;
  }

  void stop_loops() {
    if (std::exchange(stopped, true)) return;
    for (const auto& loop : loops)
      loop->stop();
  }
};

Server::Server(ServerOptions options, ServerParts parts) : impl_(std::make_unique<Impl>(std::move(options), parts)) {}

Server::~Server() {
  drain(Milliseconds(0));
}

void Server::start() {
  impl_->listener->open(impl_->core.options.host, impl_->core.options.port);
  for (const auto& loop : impl_->loops)
    loop->start();
  impl_->loops.front()->post([listener = impl_->listener] { listener->start(); });
  impl_->started = true;
}

std::uint16_t Server::port() const {
  return impl_->listener->port();
}

void Server::watch(const SessionId& session, std::vector<PrincipalId> principals) {
  for (const Roster::Place& place : impl_->core.roster.sockets_of(session)) {
    place.loop->post([socket = place.socket, principals] {
      if (const auto found = socket.lock()) found->watch(principals);
    });
  }
}

bool Server::drain(Milliseconds deadline) {
  if (!impl_->started || impl_->stopped) return true;
  const auto until = std::chrono::steady_clock::now() + deadline;
  impl_->core.draining = true;
  impl_->core.pages.set_draining();
  impl_->loops.front()->post([listener = impl_->listener] { listener->close(); });
  impl_->on_all([](IoLoop& loop) { loop.drain_connections(); });
  const bool done = impl_->wait_until_empty(until);
  if (!done) log::warn("{} connections were cut off when the server stopped", impl_->core.connections.load());
  impl_->stop_loops();
  return done;
}

}  // namespace weft::gateway
