// The hot path of message.send: lanes that append whatever is waiting in one transaction each.
//
// A conversation always maps to the same lane. A lane takes up to `batch` waiting sends of one company, appends them
// in one statement (one round trip), and acknowledges after the commit. Under load the batch grows while the last
// commit runs; when idle a send waits for nobody.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/error.hpp>
#include <weft/base/event.hpp>
#include <weft/db/line.hpp>
#include <weft/db/workers.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <variant>

namespace weft::conversations {

/// One message on its way into a log.
struct Send {
  CorpId corp;
  ConversationId conversation;
  PrincipalId actor;
  std::string client_id;
  std::string hash;              ///< UUID text of the digest of kind and body as sent
  std::string body;              ///< the JSON to store: valid, resolved, with `kind`
  bool calls_everybody = false;  ///< mention_all: the group's rules are asked whether the actor may
};

/// Where a send ended up.
struct Appended {
  Seq seq = 0;
  std::int64_t message_no = 0;
  Time at;
  bool duplicate = false;  ///< this client_id was appended before, with the same content
};

struct LogWriterOptions {
  db::PoolOptions database;  ///< connection and role; threads = lanes, queue = sends that may wait in one lane
  std::size_t batch = 256;
  std::function<void(std::size_t batch, std::chrono::nanoseconds commit)>
      on_batch;  ///< for metrics; called on the lane
};

class LogWriter {
 public:
  using Result = std::variant<Appended, ApiError>;
  using Done = std::function<void(Result)>;

  LogWriter(LogWriterOptions options, const Clock& clock, std::function<void(std::vector<Event>)> publish);
  ~LogWriter();  ///< stop()

  /// Queues a send; `done` is called once, on another thread: after the commit, or with `busy` (it waited longer than
  /// the queue's timeout, or the transaction met a passing failure) or `unavailable` (the database is away, or was
  /// given up as frozen: whether it committed is not known). With `busy` at once when the lane's queue is full.
  void append(Send send, Done done);

  /// Appends what is queued, then ends the lanes; later sends are refused as busy. What is not done after `patience` is
  /// broken off and answered `unavailable`.
  void stop(std::chrono::milliseconds patience = std::chrono::seconds(10));
  std::size_t queued() const;

 private:
  struct Lane;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::unique_ptr<db::LineWatch> watch_;
};

}  // namespace weft::conversations
