// Names the gateway's metrics.
#include "gateway/figures.hpp"

#include <algorithm>

namespace weft::gateway {

Figures::Figures(Metrics& m, const api::Registry& registry)
    : http_connections(m.gauge("weft_http_connections", "Open HTTP connections.")),
      websockets(m.gauge("weft_websockets", "Open WebSockets.")),
      accepted(m.counter("weft_connections_total", "Connections accepted.")),
      refused_connections(m.counter("weft_refused_total", "What was refused, by reason.", {{"reason", "connections"}})),
      refused_framing(m.counter("weft_refused_total", "What was refused, by reason.", {{"reason", "framing"}})),
      refused_rate(m.counter("weft_refused_total", "What was refused, by reason.", {{"reason", "rate"}})),
      refused_in_flight(m.counter("weft_refused_total", "What was refused, by reason.", {{"reason", "in_flight"}})),
      timeouts(m.counter("weft_http_timeouts_total", "HTTP connections ended because the peer was too slow.")),
      hellos(m.counter("weft_hellos_total", "WebSocket sign-ins that succeeded.")),
      hello_retries(
          m.counter("weft_hello_retries_total", "Snapshots read again because too much was published meanwhile.")),
      delivery(m.histogram("weft_delivery_seconds", "From commit to socket write, sampled.", latency_bounds())),
      metrics_(m) {
  for (const auto& operation : registry.all())
    operations_.emplace(operation.get(), make(operation->name));
  operations_.emplace(nullptr, make("none"));
  operations_.emplace(&dialect_, make("dialect"));
}

Figures::ByOperation Figures::make(const std::string& name) {
  ByOperation figures;
  constexpr std::array kClasses{"2xx", "3xx", "4xx", "5xx"};
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    figures.by_class[i] = &metrics_.counter(
        "weft_requests_total", "Requests answered.", {{"operation", name}, {"status", kClasses[i]}});
  }
  figures.latency = &metrics_.histogram(
      "weft_request_seconds", "From reading a request to its answer.", latency_bounds(), {{"operation", name}});
  return figures;
}

void Figures::request_done(const api::Operation* operation, int status, std::chrono::steady_clock::time_point began) {
  const auto found = operations_.find(operation);
  if (found == operations_.end()) return;
  found->second.by_class[static_cast<std::size_t>(std::clamp(status / 100, 2, 5) - 2)]->add();
  found->second.latency->observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
}

void Figures::dialect_done(bool refused, std::chrono::steady_clock::time_point began) {
  request_done(&dialect_, refused ? 400 : 200, began);
}

void Figures::socket_closed(int code) {
  metrics_.counter("weft_websocket_closes_total", "WebSockets closed by the server.", {{"code", std::to_string(code)}})
      .add();
}

void Figures::add_loop(const std::shared_ptr<const LoopFigures>& loop, int index) {
  const auto add = [&](const char* name, const char* help, LoopFigures::Count LoopFigures::*count) {
    metrics_.counter_from(
        name, help,
        [loop, count] { return static_cast<double>(((*loop).*count).value.load(std::memory_order_relaxed)); },
        {{"loop", std::to_string(index)}});
  };
  add("weft_websocket_frames_out_total", "Frames written to WebSockets.", &LoopFigures::frames_out);
  add("weft_websocket_bytes_out_total", "Bytes written to WebSockets.", &LoopFigures::bytes_out);
  add("weft_websocket_bytes_in_total", "Payload bytes read from WebSockets.", &LoopFigures::bytes_in);
  add("weft_websocket_messages_in_total", "Messages read from WebSockets.", &LoopFigures::messages_in);
  add("weft_websocket_writes_total", "System calls that wrote to WebSockets.", &LoopFigures::writes);
  add("weft_websocket_blocked_total", "Writes that had to wait for a reader.", &LoopFigures::blocked);
  add("weft_websocket_overflows_total", "Queues dropped because the reader was too slow.", &LoopFigures::overflows);
}

}  // namespace weft::gateway
