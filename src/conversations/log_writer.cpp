// The log lanes: take what is waiting, append it in one transaction, publish, acknowledge.
//
// A lane's thread waits for the database; what must happen meanwhile (answering what waited too long, breaking off what
// a frozen server will never answer) is done by one watch for all lanes.
#include "conversations/lane_answers.hpp"
#include "conversations/store_append.hpp"
#include <weft/base/failpoint.hpp>
#include <weft/base/log.hpp>
#include <weft/conversations/log_writer.hpp>

#include <condition_variable>
#include <deque>
#include <thread>
#include <unordered_set>

namespace weft::conversations {
namespace {

constexpr auto kReconnectPause = std::chrono::milliseconds(200);
constexpr auto kMutationDelay = std::chrono::milliseconds(
    20);  // fault harness only: makes the deliberate defect visible
constexpr int kRetryAfter = 1;

using Steady = std::chrono::steady_clock;

struct Waiting {
  Send send;
  LogWriter::Done done;
  Steady::time_point since = Steady::now();
};
using Batch = std::vector<Waiting>;

ApiError unavailable() {
  return ApiError(Errc::unavailable, {}, {}, kRetryAfter);
}

ApiError busy() {
  return ApiError(Errc::busy, {}, {}, kRetryAfter);
}

std::string key_of(const Send& send) {
  std::string key(reinterpret_cast<const char*>(send.conversation.uuid().data()), 16);
  key.append(reinterpret_cast<const char*>(send.actor.uuid().data()), 16);
  return key + send.client_id;
}

/// Calls `done` and forgets it: a send is answered once, whatever fails afterwards.
void answer(Waiting& waiting, LogWriter::Result result) {
  if (auto done = std::exchange(waiting.done, nullptr)) done(std::move(result));
}

void answer_all(Batch& batch, const ApiError& error) {
  for (Waiting& waiting : batch)
    answer(waiting, error);
}

}  // namespace

struct LogWriter::Lane {
  LogWriterOptions options;
  const Clock& clock;
  std::function<void(std::vector<Event>)> publish;

  std::mutex mutex;
  std::condition_variable wake, end;
  std::deque<Waiting> queue;
  bool stopping = false;
  bool ended = false;

  db::Line line;
  const db::LineWatch* watch = nullptr;
  std::unique_ptr<store::Appender> connection;
  Steady::time_point next_try{};
  std::thread thread;

  Lane(LogWriterOptions o, const Clock& c, std::function<void(std::vector<Event>)> p)
      : options(std::move(o)), clock(c), publish(std::move(p)) {}

  void start(const db::LineWatch& watched_by) {
    watch = &watched_by;
    thread = std::thread([this] { loop(); });
  }

  bool push(Waiting& waiting) {
    {
      const std::lock_guard lock(mutex);
      if (stopping || queue.size() >= options.database.queue) return false;
      queue.push_back(std::move(waiting));
    }
    wake.notify_one();
    return true;
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    wake.notify_one();
  }

  void join(Steady::time_point deadline) {
    {
      std::unique_lock lock(mutex);
      if (!end.wait_until(lock, deadline, [this] { return ended; })) line.cut();
    }
    if (thread.joinable()) thread.join();
  }

  void loop() {
    for (Batch batch = take(); !batch.empty(); batch = take())
      process(batch);
    const std::lock_guard lock(mutex);
    ended = true;
    end.notify_all();
  }

  /// Answers what waited too long. On the watch's thread.
  void expire() {
    Batch late;
    {
      const std::lock_guard lock(mutex);
      while (!queue.empty() && Steady::now() - queue.front().since > options.database.queue_timeout) {
        late.push_back(std::move(queue.front()));
        queue.pop_front();
      }
    }
    answer_all(late, busy());
  }

  /// What is waiting, up to the batch size, of one company, no send twice; empty when stopping and nothing is left.
  Batch take() {
    std::unique_lock lock(mutex);
    wake.wait(lock, [&] { return stopping || !queue.empty(); });
    Batch batch;
    std::deque<Waiting> skipped;
    std::unordered_set<std::string> keys;
    for (std::size_t looked = 0; !queue.empty() && batch.size() < options.batch && looked < 4 * options.batch;
         ++looked) {
      Waiting waiting = std::move(queue.front());
      queue.pop_front();
      const bool other_company = !batch.empty() && waiting.send.corp != batch.front().send.corp;
      const bool fits = !other_company && keys.insert(key_of(waiting.send)).second;
      if (fits) {
        batch.push_back(std::move(waiting));
      } else {
        skipped.push_back(std::move(waiting));
      }
    }
    queue.insert(queue.begin(), std::make_move_iterator(skipped.begin()), std::make_move_iterator(skipped.end()));
    return batch;
  }

  /// Answers each send of the batch. False when the trouble is not the batch's own: the next one would meet it, too.
  bool process(Batch& batch) {
    ApiError trouble = unavailable();
    if (connected()) {
      try {
        append(batch);
        return true;
      } catch (const store::Lost&) {
        connection.reset();
      } catch (const store::Failed& failed) {
        if (!failed.passing && batch.size() > 1) return process_singly(batch);
        log::warn("append failed: {}", failed.message);
        trouble = failed.passing ? busy() : ApiError(Errc::internal);
      } catch (const std::exception& error) {
        log::error("append failed: {}", error.what());
        connection.reset();
        trouble = ApiError(Errc::internal);
      }
    }
    answer_all(batch, trouble);
    return trouble.code() == Errc::internal;
  }

  /// One bad send must not take the others with it. Each may take as long as the database's time limit, so after a
  /// failure that has nothing to do with the send the rest is not tried.
  bool process_singly(Batch& batch) {
    bool go_on = true;
    for (Waiting& waiting : batch) {
      Batch one;
      one.push_back(std::move(waiting));
      if (go_on) {
        go_on = process(one);
      } else {
        answer_all(one, busy());
      }
    }
    return go_on;
  }

  bool connected() {
    if (connection) return true;
    const auto now = Steady::now();
    // To connect to a frozen server would only mean to wait.
    if (now < next_try || watch->silent() || line.is_cut()) return false;
    next_try = now + kReconnectPause;
    try {
      connection = std::make_unique<store::Appender>(options.database, line);
    } catch (const std::exception&) {
      connection.reset();
    }
    return connection != nullptr;
  }

  void append(Batch& batch) {
    std::vector<const Send*> sends;
    for (const Waiting& waiting : batch)
      sends.push_back(&waiting.send);
    const auto start = Steady::now();
    bool answered = false;
    const auto verdicts = failpoint::live() ? append_with_failpoints(batch, sends, answered)
                                            : connection->append(batch.front().send.corp, clock.now(), sends);
    if (options.on_batch) options.on_batch(batch.size(), Steady::now() - start);
    if (!answered) tell(batch, verdicts);
  }

  /// Publishes what was accepted, then acknowledges.
  void tell(Batch& batch, const std::vector<store::Verdict>& verdicts) {
    std::vector<Event> events;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (verdicts[i].word == "accepted") events.push_back(event_of(batch[i].send, verdicts[i]));
    }
    if (!events.empty()) publish(std::move(events));
    for (std::size_t i = 0; i < batch.size(); ++i)
      answer(batch[i], result_of(verdicts[i]));
  }

  std::vector<store::Verdict> append_with_failpoints(
      Batch& batch, const std::vector<const Send*>& sends, bool& answered) {
    if (failpoint::hit("lane.before_insert") == failpoint::Effect::error) throw store::Failed{true, "failpoint"};
    const auto before_commit = [&](const std::vector<store::Verdict>& verdicts) {
      if (failpoint::hit("lane.before_commit") == failpoint::Effect::error) return false;
      if (failpoint::mutation("ack_before_commit")) {
        tell(batch, verdicts);
        answered = true;
        std::this_thread::sleep_for(kMutationDelay);
      }
      return true;
    };
    auto verdicts = connection->append(batch.front().send.corp, clock.now(), sends, before_commit);
    failpoint::hit("lane.after_commit");
    if (!answered) tell(batch, verdicts);
    answered = true;
    failpoint::hit("lane.after_ack");
    return verdicts;
  }
};

LogWriter::LogWriter(LogWriterOptions options, const Clock& clock, std::function<void(std::vector<Event>)> publish) {
  options.database.name = "lane";
  std::vector<db::Line*> lines;
  for (int i = 0; i < options.database.threads; ++i) {
    lanes_.push_back(std::make_unique<Lane>(options, clock, publish));
    lines.push_back(&lanes_.back()->line);
  }
  watch_ = std::make_unique<db::LineWatch>(options.database, std::move(lines), [this] {
    for (const auto& lane : lanes_)
      lane->expire();
  });
  for (const auto& lane : lanes_)
    lane->start(*watch_);
}

LogWriter::~LogWriter() {
  stop();
}

void LogWriter::append(Send send, Done done) {
  Lane& lane = *lanes_[std::hash<ConversationId>()(send.conversation) % lanes_.size()];
  Waiting waiting{std::move(send), std::move(done)};
  if (!lane.push(waiting)) waiting.done(busy());
}

void LogWriter::stop(std::chrono::milliseconds patience) {
  const auto deadline = Steady::now() + patience;
  for (const auto& lane : lanes_)
    lane->stop();
  for (const auto& lane : lanes_)
    lane->join(deadline);
}

std::size_t LogWriter::queued() const {
  std::size_t total = 0;
  for (const auto& lane : lanes_) {
    const std::lock_guard lock(lane->mutex);
    total += lane->queue.size();
  }
  return total;
}

}  // namespace weft::conversations
