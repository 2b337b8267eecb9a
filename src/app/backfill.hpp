// Fetches entries for hubs that lack them: a worker of its own, so that repair goes on when the others are busy.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/event.hpp>
#include <weft/db/tx.hpp>
#include <weft/db/workers.hpp>

#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace weft::app {

class Backfill {
 public:
  using Done = std::function<void(std::optional<std::vector<EntryEvent>>)>;

  Backfill(db::PoolOptions options, const Clock& clock);

  /// Entries first..last of a conversation of whatever company; `done` is called once, with nullopt when the database
  /// is away. Thread-safe.
  void fetch(const ConversationId& conversation, Seq first, Seq last, Done done);
  void stop(std::chrono::milliseconds patience) { workers_.stop(patience); }

 private:
  std::vector<EntryEvent> load(pqxx::connection& connection, const ConversationId& conversation, Seq first, Seq last);

  const Clock& clock_;
  std::unordered_map<ConversationId, CorpId> corps_;  ///< of conversations met before; used by the worker's thread only
  db::Workers workers_;                               ///< one thread
};

/// The sessions that were ended since `since`, in all companies: for a server that may have missed the hints about
/// them. However many there are: they are handed over in pages of 10,000.
void recent_revocations(
    pqxx::connection& connection, const Clock& clock, Time since,
    const std::function<void(std::vector<Event>)>& publish);

}  // namespace weft::app
