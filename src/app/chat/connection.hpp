// A WebSocket that comes back by itself: dials on a thread of its own, with a growing pause between tries.
#pragma once
#include <weft/gateway/client.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace weft::app::chat {

class Connection {
 public:
  struct Event {
    enum class Kind { opened, object, closed, failed } kind;
    std::string text;  ///< the object, or why it was closed or failed
    int code = 0;      ///< close code, or HTTP status of a refused upgrade
  };

  explicit Connection(gateway::Endpoint server);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Connects after `pause`; opened or failed tells how it went. After closed or failed it is up to the owner to dial
  /// again.
  void dial(std::chrono::milliseconds pause);
  /// False when there is no open connection.
  bool send(std::string object);
  /// Readable when events wait.
  int fd() const;
  std::vector<Event> take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::app::chat
