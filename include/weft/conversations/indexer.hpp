// Keeps the search index behind the logs: no send waits for it.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/event.hpp>
#include <weft/db/tx.hpp>
#include <weft/db/workers.hpp>

#include <chrono>
#include <memory>
#include <span>

namespace weft::conversations {

/// Indexes what committed transactions wrote, usually within half a second. What it is not told of (it was not running,
/// another server wrote it) it finds when it starts and every few minutes, by comparing the heads of the logs with how
/// far it came. How far it came is kept with the index, in one transaction: it may be killed at any moment, and two of
/// them may run. It asks the workers for one connection at a time, and steps back while they are busy.
class Indexer {
 public:
  /// `workers` and `clock` must live longer. Gathers for `pause` what comes in a burst. While more is written it rests
  /// three times as long as it works; with no pause, it never rests.
  Indexer(db::Workers& workers, const Clock& clock, std::chrono::milliseconds pause = std::chrono::milliseconds(250));
  ~Indexer();  ///< ends after the batch at hand; what waits is found again at the next start
  Indexer(const Indexer&) = delete;
  Indexer& operator=(const Indexer&) = delete;

  /// Remembers the conversations of these events. Thread-safe, no database.
  void note(std::span<const Event> events);

  /// Conversations that wait to be indexed.
  std::size_t waiting() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Forgets the entries first..last of a conversation, as retention deletes them; in the transaction that does.
void forget_indexed(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last);

}  // namespace weft::conversations
