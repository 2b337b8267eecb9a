// Keeps the rules in memory up to date: one thread reads and compiles, one compares versions and looks after who waits.
#include "groups/word_book_state.hpp"
#include "groups/word_findings.hpp"
#include <weft/base/json.hpp>
#include <weft/base/log.hpp>
#include <weft/groups/word_book.hpp>

#include <condition_variable>
#include <future>
#include <latch>
#include <mutex>
#include <set>
#include <thread>

namespace weft::groups {
namespace {

using conversations::Utterance;
using words::Known;
using words::Steady;

constexpr std::size_t kMostWaiting = 10000;
constexpr std::size_t kMostAsked = 1000;  // companies whose rules are to be read

db::PoolOptions one_thread(db::PoolOptions options) {
  options.threads = 1;
  options.queue = kMostAsked;
  options.name = "words";
  return options;
}

struct Waiting {
  CorpId corp;
  std::optional<ConversationId> conversation;
  std::function<void(bool)> ready;
  Steady::time_point since = Steady::now();
};

}  // namespace

struct WordBook::Impl {
  WordBookOptions options;
  const Clock& clock;
  words::Shelf shelf;

  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  std::vector<Waiting> waiting;
  std::set<CorpId> asked;  ///< a reading is queued or runs
  db::Workers reader;
  std::thread watch;

  Impl(WordBookOptions o, const Clock& c)
      : options(std::move(o)), clock(c), shelf(options.lists), reader(one_thread(options.database)) {
    watch = std::thread([this] { watch_on(); });
  }

  /// Queues a reading unless one is queued already.
  void ask(const CorpId& corp) {
    {
      const std::lock_guard lock(mutex);
      if (stopping || !asked.insert(corp).second) return;
    }
    db::Workers::Job job;
    job.run = [this, corp](pqxx::connection& connection) { read(connection, corp); };
    job.fail = [this, corp](db::Trouble) { done_reading(corp); };
    if (!reader.post(std::move(job))) done_reading(corp);
  }

  void done_reading(const CorpId& corp) {
    const std::lock_guard lock(mutex);
    asked.erase(corp);
  }

  void read(pqxx::connection& connection, const CorpId& corp) {
    done_reading(corp);  // what changes from now on is read once more
    try {
      read_company(connection, corp);
      read_lists(connection, corp);
    } catch (const std::exception& error) {
      log::warn("the rules about words could not be read: {}", error.what());
      return;  // who waits is asked about again by the watch
    }
    answer_ready();
  }

  void read_company(pqxx::connection& connection, const CorpId& corp) {
    prepare_folding();
    const words::Kept before = shelf.kept(corp);
    db::Tx tx(connection, clock);
    tx.set_corp(corp);
    const store::WordVersions now = store::word_versions(tx);
    const bool same_rules = before.company && before.company->version == now.rules;
    const bool same_lists = before.lists && before.lists->version == now.lists;
    if (same_rules && same_lists) return;
    std::vector<store::WordRule> rules;
    if (!same_rules) rules = store::word_rules(tx);
    words::Kept kept = before;
    if (!same_lists) kept.lists = newer_lists(tx, before.lists.get(), now.lists);
    tx.commit();
    const auto began = Steady::now();
    if (!same_rules) kept.company = words::compile_company(now.rules, std::move(rules), before.company.get());
    shelf.put(corp, std::move(kept));
    const std::chrono::duration<double, std::milli> took = Steady::now() - began;
    log::debug("words of company {} version {}.{} ready in {:.0f} ms", corp.str(), now.rules, now.lists, took.count());
  }

  /// What `before` (may be null) knows, and the lists that were changed since.
  static std::shared_ptr<const words::ListVersions> newer_lists(
      db::Tx& tx, const words::ListVersions* before, std::int64_t version) {
    auto lists = before ? std::make_shared<words::ListVersions>(*before) : std::make_shared<words::ListVersions>();
    for (const store::ChangedList& changed : store::changed_lists(tx, lists->version)) {
      if (changed.emptied) {
        lists->lists.erase(changed.group);
      } else {
        lists->lists[changed.group] = changed.version;
      }
    }
    lists->version = version;
    return lists;
  }

  /// The lists that somebody waits for.
  void read_lists(pqxx::connection& connection, const CorpId& corp) {
    std::set<ConversationId> wanted;
    {
      const std::lock_guard lock(mutex);
      for (const Waiting& each : waiting)
        if (each.corp == corp && each.conversation) wanted.insert(*each.conversation);
    }
    for (const ConversationId& group : wanted) {
      if (shelf.find(corp, group).complete) continue;
      db::Tx tx(connection, clock);
      tx.set_corp(corp);
      auto list = store::word_list(tx, group).value_or(store::WordList{});
      tx.commit();
      shelf.put(
          group, std::make_shared<const words::GroupWords>(
                     words::GroupWords{list.version, list.action, words::Matcher::compile(list.words)}));
    }
  }

  void answer_ready() {
    std::vector<Waiting> ready;
    {
      const std::lock_guard lock(mutex);
      const auto rest = std::partition(waiting.begin(), waiting.end(), [this](const Waiting& each) {
        return !shelf.find(each.corp, each.conversation).complete;
      });
      ready.assign(std::make_move_iterator(rest), std::make_move_iterator(waiting.end()));
      waiting.erase(rest, waiting.end());
    }
    for (const Waiting& each : ready)
      each.ready(true);
  }

  void answer_late() {
    std::vector<Waiting> late;
    {
      const std::lock_guard lock(mutex);
      const auto rest = std::partition(waiting.begin(), waiting.end(), [this](const Waiting& each) {
        return !stopping && Steady::now() - each.since < options.patience;
      });
      late.assign(std::make_move_iterator(rest), std::make_move_iterator(waiting.end()));
      waiting.erase(rest, waiting.end());
    }
    for (const Waiting& each : late)
      each.ready(false);
  }

  void watch_on() {
    std::unique_lock lock(mutex);
    while (!wake.wait_for(lock, options.look, [this] { return stopping; })) {
      lock.unlock();
      look_around();
      lock.lock();
    }
  }

  void look_around() {
    answer_late();
    std::set<CorpId> due;
    for (const CorpId& corp : shelf.in_use(options.keep))
      due.insert(corp);
    {
      const std::lock_guard lock(mutex);
      for (const Waiting& each : waiting)
        due.insert(each.corp);
    }
    for (const CorpId& corp : due)
      ask(corp);
  }

  void prepare(const Utterance& utterance, std::function<void(bool)> ready) {
    bool refused = false;
    {
      const std::lock_guard lock(mutex);
      refused = stopping || waiting.size() >= kMostWaiting;
      if (!refused) waiting.push_back({utterance.corp, utterance.conversation, ready});
    }
    if (refused) return ready(false);
    ask(utterance.corp);
  }

  void stop(std::chrono::milliseconds patience) {
    {
      const std::lock_guard lock(mutex);
      if (stopping) return;
      stopping = true;
    }
    wake.notify_all();
    watch.join();
    reader.stop(patience);
    answer_late();
  }

  /// On a worker: what is known, read first when it is not.
  Known known(const Utterance& utterance) {
    Known now = shelf.find(utterance.corp, utterance.conversation);
    if (now.complete) return now;
    auto done = std::make_shared<std::promise<bool>>();
    auto answer = done->get_future();
    prepare(utterance, [done](bool ready) { done->set_value(ready); });
    if (answer.get()) now = shelf.find(utterance.corp, utterance.conversation);
    if (!now.complete) throw ApiError(Errc::busy, "the rules about words are being read", {}, 1);
    return now;
  }
};

WordBook::WordBook(WordBookOptions options, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}

WordBook::~WordBook() {
  stop();
}

WordBook::Look WordBook::look(const Utterance& utterance) {
  const Known known = impl_->shelf.find(utterance.corp, utterance.conversation);
  if (!known.complete) return Look::unknown;
  if (known.company->rules.empty() && !known.group) return Look::clean;
  return words::any_mark(*known.company, known.group.get(), utterance.shown) ? Look::marked : Look::clean;
}

void WordBook::prepare(const Utterance& utterance, std::function<void(bool)> ready) {
  impl_->prepare(utterance, std::move(ready));
}

std::vector<conversations::Finding> WordBook::judge(db::Tx& tx, const Utterance& utterance) {
  const Known known = impl_->known(utterance);
  const auto marks = words::find_marks(*known.company, known.group.get(), utterance.shown);
  return findings_of(tx, utterance, marks, known.group ? known.group->action : conversations::ScreenAction::block);
}

void WordBook::read_ahead(std::span<const CorpId> companies) {
  const auto rest = std::make_shared<std::latch>(std::ssize(companies));
  for (const CorpId& corp : companies)
    impl_->prepare({corp, {}, {}, {}, {}}, [rest](bool) { rest->count_down(); });
  rest->wait();
}

void WordBook::hint(const std::string& payload) {
  const Json json = Json::parse(payload, nullptr, false);
  const auto words = json.is_object() ? json.find("words") : json.end();
  if (words == json.end() || !words->is_string()) return;
  const auto corp = CorpId::parse(words->get_ref<const std::string&>());
  if (corp && impl_->shelf.kept(*corp).company) impl_->ask(*corp);
}

std::int64_t WordBook::version(const CorpId& corp) const {
  const words::Kept kept = impl_->shelf.kept(corp);
  return kept.company ? kept.company->version + kept.lists->version : 0;
}

void WordBook::stop(std::chrono::milliseconds patience) {
  impl_->stop(patience);
}

}  // namespace weft::groups
