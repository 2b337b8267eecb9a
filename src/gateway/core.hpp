// What all parts of one server share. Built once by Server, outlives every loop.
#pragma once
#include "gateway/address.hpp"
#include "gateway/figures.hpp"
#include "gateway/pages.hpp"
#include "gateway/rate_limit.hpp"
#include "gateway/rest.hpp"
#include "gateway/roster.hpp"
#include <weft/fanout/presence_board.hpp>
#include <weft/gateway/server.hpp>

#include <atomic>

namespace weft::gateway {

struct Core {
  Core(ServerOptions o, const ServerParts& parts)
      : options(std::move(o)),
        registry(parts.registry),
        dispatcher(parts.dispatcher),
        presence(parts.presence),
        trusted(options.trusted_proxies),
        rate{options.limits.requests_per_second, options.limits.request_burst},
        figures(parts.metrics, parts.registry),
        pages(parts.registry, parts.metrics, options.version, parts.trouble),
        web(parts.web),
        rest(
            parts.registry, parts.dispatcher, pages, figures, parts.clock,
            Rest::Options{rate, options.allowed_origins, parts.site, web, parts.dialect}),
        roster(options.limits.sockets_per_principal) {}

  const ServerOptions options;
  const api::Registry& registry;
  api::Dispatcher& dispatcher;
  fanout::PresenceBoard& presence;
  const Networks trusted;
  const Rate rate;
  Figures figures;
  Pages pages;
  WebPages web;
  Rest rest;
  Roster roster;
  std::atomic<std::size_t> connections{0};
  std::atomic<bool> draining{false};
  std::atomic<std::uint32_t> sockets_opened{0};  ///< numbers the WebSockets, for request ids
};

/// Counts one open connection for as long as it lives.
class ConnectionCount {
 public:
  ConnectionCount(Core& core, Gauge& gauge) : core_(core), gauge_(gauge) {
    ++core_.connections;
    gauge_.add(1);
  }
  ~ConnectionCount() {
    --core_.connections;
    gauge_.add(-1);
  }
  ConnectionCount(const ConnectionCount&) = delete;
  ConnectionCount& operator=(const ConnectionCount&) = delete;

 private:
  Core& core_;
  Gauge& gauge_;
};

}  // namespace weft::gateway
