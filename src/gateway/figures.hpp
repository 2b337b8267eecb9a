// What the gateway counts, and under which names.
#pragma once
#include <weft/api/registry.hpp>
#include <weft/base/metrics.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <unordered_map>

namespace weft::gateway {

/// One I/O thread's own counters: written by that thread only, so a plain load and store do.
struct LoopFigures {
  struct Count {
    std::atomic<std::uint64_t> value{0};
    void add(std::uint64_t by) { value.store(value.load(std::memory_order_relaxed) + by, std::memory_order_relaxed); }
  };
  Count frames_out, bytes_out, bytes_in, messages_in, writes, blocked, overflows;
};

class Figures {
 public:
  Figures(Metrics& metrics, const api::Registry& registry);

  Gauge& http_connections;
  Gauge& websockets;
  Counter& accepted;
  Counter& refused_connections;  ///< over the limit
  Counter& refused_framing;      ///< ambiguous or malformed HTTP
  Counter& refused_rate;
  Counter& refused_in_flight;
  Counter& timeouts;
  Counter& hellos;
  Counter& hello_retries;  ///< the hub's ring was overrun while the snapshot was read
  Histogram& delivery;     ///< commit to socket write, of every kDeliverySample-th frame

  static constexpr unsigned kDeliverySample = 8;

  /// One answered request; `operation` null for pages and unknown routes.
  void request_done(const api::Operation* operation, int status, std::chrono::steady_clock::time_point began);
  /// One of the dialect, as "dialect": its answers are all 200; what is refused counts as 4xx.
  void dialect_done(bool refused, std::chrono::steady_clock::time_point began);
  void socket_closed(int code);  ///< a WebSocket was closed by the server with this code
  void add_loop(const std::shared_ptr<const LoopFigures>& loop, int index);

 private:
  struct ByOperation {
    std::array<Counter*, 4> by_class{};  ///< 2xx, 3xx, 4xx, 5xx
    Histogram* latency = nullptr;
  };
  ByOperation make(const std::string& name);
  Metrics& metrics_;
  const api::Operation dialect_ = {};  ///< stands for all of it
  std::unordered_map<const api::Operation*, ByOperation> operations_;
};

}  // namespace weft::gateway
