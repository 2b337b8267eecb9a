// Follows the logs. A batch is one transaction: it locks how far some conversations are indexed, reads what came after,
// writes the terms, and moves the marks.
#include "conversations/index_backlog.hpp"
#include "conversations/search.hpp"
#include <weft/base/json.hpp>
#include <weft/base/log.hpp>
#include <weft/conversations/indexer.hpp>
#include <weft/identity/admin.hpp>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

namespace weft::conversations {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostWaiting = 100000;  // conversations remembered; beyond, the logs are compared
constexpr std::size_t kBatch = 256;           // conversations a transaction
constexpr std::int64_t kEntries = 2000;       // entries a transaction
constexpr std::int64_t kEntriesOfOne = 500;   // of one conversation, so that a busy one does not hold up the others
constexpr std::int64_t kCompared = 1000;      // conversations that lag, per statement
constexpr auto kCompareEvery = 5min;
constexpr auto kAfterTrouble = 1000ms;
// An entry costs several times as much to index as to write. So while more is written it rests three times as long as
// it works: under a load that takes all the machine can give, search lags and sending does not.
constexpr int kRest = 3;
constexpr auto kLongestRest = 2000ms;

/// What one batch has to do to the index.
struct Changes {
  std::vector<store::Terms> written;
  std::vector<store::Match> erased;
  std::vector<store::Match> looked_up;  ///< messages whose body was changed by an entry further up

  void add(const store::Found& found) {
    const Json body = Json::parse(found.entry.body.text);
    if (found.entry.kind == "message") return add_message(found, body);
    if (found.entry.kind != "recall" && found.entry.kind != "edit") return;
    if (const auto seq = body.find("seq"); seq != body.end() && seq->is_number_integer())
      looked_up.push_back({found.conversation, seq->get<Seq>(), found.entry.at});
  }

  void add_message(const store::Found& found, const Json& body) {
    const Entry& entry = found.entry;
    const std::string kinds = searchable_kinds(body);
    if (kinds == "recalled") return erased.push_back({found.conversation, entry.seq, entry.at});
    written.push_back(
        {found.conversation, entry.seq, entry.actor, kinds, entry.at, index_terms(searchable_text(body))});
  }

  /// A message may be written twice by a batch: the database takes each row of an INSERT once.
  void keep_last() {
    std::map<std::pair<ConversationId, Seq>, store::Terms> last;
    for (store::Terms& terms : written)
      last.insert_or_assign({terms.conversation, terms.seq}, std::move(terms));
    written.clear();
    for (auto& [place, terms] : last)
      written.push_back(std::move(terms));
  }
};

struct Reached {
  Seq seq = 0;
  std::int64_t entries = 0;
};

/// Indexes some of what waits in these conversations; those that are not finished. Sets the tenant.
std::vector<ConversationId> index_some(
    pqxx::connection& connection, const Clock& clock, const CorpId& corp, std::span<const ConversationId> batch) {
  db::Tx tx(connection, clock);
  tx.set_corp(corp);
  std::vector<store::IndexHead> heads = store::lock_index_heads(tx, batch);
  if (heads.empty()) return {};
  const auto found = store::entries_after(tx, heads, kEntriesOfOne, kEntries);
  Changes changes;
  std::map<ConversationId, Reached> reached;
  for (const store::Found& each : found) {
    changes.add(each);
    Reached& place = reached[each.conversation];
    place.seq = each.entry.seq;
    ++place.entries;
  }
  for (const store::Found& changed : store::found_entries(tx, changes.looked_up))
    changes.add(changed);
  changes.keep_last();
  if (!changes.written.empty()) store::write_terms(tx, changes.written);
  if (!changes.erased.empty()) store::erase_terms(tx, changes.erased);
  const bool cut = found.size() == static_cast<std::size_t>(kEntries);
  std::vector<store::IndexHead> moved;
  std::vector<ConversationId> unfinished;
  for (const store::IndexHead& head : heads) {
    const auto it = reached.find(head.conversation);
    if (it != reached.end()) moved.push_back({head.conversation, it->second.seq});
    if (cut || (it != reached.end() && it->second.entries == kEntriesOfOne)) unfinished.push_back(head.conversation);
  }
  if (!moved.empty()) store::move_index_heads(tx, moved);
  tx.commit();
  return unfinished;
}

}  // namespace

struct Indexer::Impl {
  db::Workers& workers;
  const Clock& clock;
  const std::chrono::milliseconds pause;
  mutable std::mutex mutex;
  std::condition_variable wake;
  IndexBacklog backlog{kMostWaiting};
  std::uint64_t noted = 0;  ///< events
  bool overflow = true;     ///< the logs have to be compared: nothing is known at the start
  bool stopping = false;
  std::chrono::steady_clock::time_point compare_at{};
  std::thread thread;

  Impl(db::Workers& with, const Clock& use, std::chrono::milliseconds every)
      : workers(with), clock(use), pause(every), thread([this] { run(); }) {}

  void remember(const CorpId& corp, const ConversationId& conversation) {
    if (!backlog.add(corp, conversation)) overflow = true;
  }
  bool idle() const { return backlog.count() == 0 && !overflow; }

  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      wake.wait_for(lock, kCompareEvery, [this] { return stopping || !idle(); });
      wake.wait_for(lock, pause, [this] { return stopping; });  // gathers what comes in a burst
      if (stopping) return;
      if (!work(lock)) wake.wait_for(lock, kAfterTrouble, [this] { return stopping; });
    }
  }

  /// Runs `body` on a worker's connection and waits for it; false when there was none, or it failed.
  bool on_worker(const std::function<void(pqxx::connection&)>& body) {
    std::promise<bool> done;
    const bool posted = workers.post(
        {[&](pqxx::connection& connection) {
           try {
             body(connection);
             done.set_value(true);
           } catch (const std::exception& error) {
             log::debug("indexing put off: {}", error.what());
             done.set_value(false);
           }
         },
         [&](db::Trouble) { done.set_value(false); }});
    return posted && done.get_future().get();
  }

  /// Compares when it is time to, and indexes what waits; false after trouble.
  bool work(std::unique_lock<std::mutex>& lock) {
    while (!stopping) {
      if (compare_due()) {
        overflow = false;
        compare_at = std::chrono::steady_clock::now() + kCompareEvery;
        lock.unlock();
        const bool compared = on_worker([this](pqxx::connection& connection) { compare(connection); });
        lock.lock();
        if (!compared) {
          overflow = true;
          return false;
        }
      }
      const auto batch = backlog.take(kBatch);
      if (!batch) return true;
      if (!index(*batch, lock)) return false;
    }
    return true;
  }

  /// Not while what is known would leave no room for what is found.
  bool compare_due() const {
    return (overflow || std::chrono::steady_clock::now() >= compare_at) && backlog.count() <= backlog.most / 2;
  }

  bool index(const IndexBacklog::Batch& batch, std::unique_lock<std::mutex>& lock) {
    const std::uint64_t before = noted;
    std::vector<ConversationId> left = batch.conversations;
    std::chrono::steady_clock::duration worked{};
    lock.unlock();
    const bool well = on_worker([&](pqxx::connection& connection) {
      const auto began = std::chrono::steady_clock::now();
      left = index_some(connection, clock, batch.corp, batch.conversations);
      worked = std::chrono::steady_clock::now() - began;
    });
    lock.lock();
    for (const ConversationId& conversation : left)
      remember(batch.corp, conversation);
    const auto rest = std::min<std::chrono::steady_clock::duration>(worked * kRest, kLongestRest);
    if (well && noted != before && pause > 0ms) wake.wait_for(lock, rest, [this] { return stopping; });
    return well;
  }

  void compare(pqxx::connection& connection) {
    std::vector<identity::Company> companies;
    {
      db::Tx tx(connection, clock);
      companies = identity::list_companies(tx);
    }
    for (const identity::Company& company : companies) {
      ConversationId after{};
      for (bool more = true; more;) {
        db::Tx tx(connection, clock);
        tx.set_corp(company.id);
        const auto lagging = store::unindexed(tx, after, kCompared);
        more = lagging.size() == static_cast<std::size_t>(kCompared);
        if (more) after = lagging.back();
        const std::lock_guard lock(mutex);
        for (const ConversationId& conversation : lagging)
          remember(company.id, conversation);
        if (stopping || overflow) return;
      }
    }
  }
};

Indexer::Indexer(db::Workers& workers, const Clock& clock, std::chrono::milliseconds pause)
    : impl_(std::make_unique<Impl>(workers, clock, pause)) {}

Indexer::~Indexer() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->wake.notify_all();
  impl_->thread.join();
}

void Indexer::note(std::span<const Event> events) {
  bool idle = false;
  {
    const std::lock_guard lock(impl_->mutex);
    idle = impl_->idle();
    for (const Event& event : events) {
      const auto* entry = std::get_if<EntryEvent>(&event);
      if (!entry) continue;
      ++impl_->noted;
      if (entry->corp == CorpId{}) {
        impl_->overflow = true;  // by somebody who did not say whose it is: rare
      } else {
        impl_->remember(entry->corp, entry->conversation);
      }
    }
    idle = idle && !impl_->idle();
  }
  if (idle) impl_->wake.notify_one();
}

std::size_t Indexer::waiting() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->backlog.count();
}

void forget_indexed(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last) {
  store::forget_terms(tx, conversation, first, last);
}

}  // namespace weft::conversations
