// The threads of the outbox: claim, post, settle.
#include "db/deliveries.hpp"
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/db/line.hpp>
#include <weft/db/pqxx_fwd.hpp>

#include <pqxx/pqxx>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace weft::db {
namespace {

constexpr std::size_t kMostRemark = 500;  // bytes

struct Thread {
  Line line;
  std::unique_ptr<pqxx::connection> connection;
  std::thread thread;
};

bool passing(const ApiError& error) {
  return error.code() == Errc::busy || error.code() == Errc::unavailable || error.code() == Errc::internal;
}

/// At most so many bytes, and no part of a character.
std::string cut(std::string text) {
  if (text.size() <= kMostRemark) return text;
  std::size_t end = kMostRemark;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  text.resize(end);
  return text;
}

std::string trouble_of(const Reply& reply) {
  if (reply.status == 0) return cut(reply.trouble);
  return "was answered with " + std::to_string(reply.status);
}

std::optional<int> status_of(const Reply& reply) {
  return reply.status == 0 ? std::nullopt : std::optional(reply.status);
}

}  // namespace

struct Outbox::Impl {
  Impl(OutboxOptions with, const Clock& c, DeliveryKinds k, Post p, Publish e)
      : options(std::move(with)), clock(c), kinds(std::move(k)), post(std::move(p)), publish(std::move(e)) {
    for (const auto& [name, unused] : kinds)
      names.push_back(name);
    std::vector<Line*> lines;
    for (int i = 0; i < std::max(1, options.database.threads); ++i) {
      threads.push_back(std::make_unique<Thread>());
      lines.push_back(&threads.back()->line);
    }
    watch = std::make_unique<LineWatch>(options.database, std::move(lines), [] {});
    working = threads.size();
    for (const auto& thread : threads)
      thread->thread = std::thread([this, &thread = *thread] { run(thread); });
  }

  void run(Thread& thread) {
    std::unique_lock lock(mutex);
    while (!stopping) {
      const auto seen = wakes;
      lock.unlock();
      const bool worked = turn(thread);
      lock.lock();
      if (!worked) wake.wait_for(lock, options.poll, [&] { return stopping || wakes != seen; });
    }
    --working;
    ended.notify_all();
  }

  /// One attempt at one delivery, when there is one and a connection. Never throws.
  bool turn(Thread& thread) {
    if (!connected(thread)) return false;
    try {
      return attempt(thread);
    } catch (const std::exception& error) {
      log::debug("outbox: an attempt was broken off: {}", error.what());
    }
    if (thread.connection && !thread.connection->is_open()) {
      thread.line.detach();
      thread.connection.reset();
    }
    return false;
  }

  bool connected(Thread& thread) {
    if (thread.connection) return true;
    if (watch->silent() || thread.line.is_cut()) return false;
    try {
      thread.connection = connect(options.database, thread.line);
    } catch (const std::exception& error) {
      log::debug("outbox: no connection: {}", error.what());
    }
    return thread.connection != nullptr;
  }

  bool attempt(Thread& thread) {
    Letter letter;
    const auto claimed = begin(thread, letter);
    if (!claimed) return false;
    if (letter.url.empty()) return true;  // nobody is to be told
    const Reply reply = post(letter);
    settle(thread, *claimed, reply);
    return true;
  }

  std::optional<store::Claimed> begin(Thread& thread, Letter& letter) {
    const Line::Waiting on(thread.line);
    Tx tx(*thread.connection, clock);
    auto claimed = store::claim_delivery(tx, names, options.lease);
    if (!claimed) return std::nullopt;
    try {
      letter = kinds.at(claimed->delivery.kind).write(tx, claimed->delivery);
    } catch (const Undeliverable& reason) {
      store::finish_delivery(tx, *claimed, DeliveryStatus::failed, {}, reason.what());
      ++failed;
    }
    publish_all(tx.commit());
    return claimed;
  }

  void settle(Thread& thread, const store::Claimed& claimed, const Reply& reply) {
    const Line::Waiting on(thread.line);
    Tx tx(*thread.connection, clock);
    tx.set_corp(claimed.delivery.corp);
    const bool taken = reply.status >= 200 && reply.status < 300;
    const bool held = taken ? finish(tx, claimed, reply) : put_off(tx, claimed, reply);
    if (!held) return;  // another attempt has begun meanwhile, and what this one would do is undone
    publish_all(tx.commit());
    if (taken) ++delivered;
  }

  bool finish(Tx& tx, const store::Claimed& claimed, const Reply& reply) {
    std::string remark;
    try {
      Savepoint savepoint(tx);
      remark = kinds.at(claimed.delivery.kind).accept(tx, claimed.delivery, reply);
      savepoint.release();
    } catch (const ApiError& error) {
      if (passing(error)) throw;
      remark = error.field().empty() ? error.detail() : error.field() + ": " + error.detail();
    }
    return store::finish_delivery(tx, claimed, DeliveryStatus::delivered, reply.status, cut(remark));
  }

  bool put_off(Tx& tx, const store::Claimed& claimed, const Reply& reply) {
    const auto failures = static_cast<std::size_t>(claimed.delivery.attempts);
    const std::string trouble = trouble_of(reply);
    if (failures > options.pauses.size()) {
      ++failed;
      return store::finish_delivery(tx, claimed, DeliveryStatus::failed, status_of(reply), trouble);
    }
    ++retried;
    return store::put_off_delivery(tx, claimed, status_of(reply), trouble, options.pauses[failures - 1]);
  }

  void publish_all(std::vector<Event> events) {
    if (!events.empty()) publish(std::move(events));
  }

  void stop(std::chrono::milliseconds patience) {
    {
      std::unique_lock lock(mutex);
      stopping = true;
      wake.notify_all();
      if (!ended.wait_for(lock, patience, [this] { return working == 0; })) {
        for (const auto& thread : threads)
          thread->line.cut();
      }
    }
    for (const auto& thread : threads)
      if (thread->thread.joinable()) thread->thread.join();
  }

  const OutboxOptions options;
  const Clock& clock;
  const DeliveryKinds kinds;
  const Post post;
  const Publish publish;
  std::vector<std::string> names;
  std::atomic<std::uint64_t> delivered{0}, retried{0}, failed{0};

  std::mutex mutex;
  std::condition_variable wake, ended;
  std::uint64_t wakes = 0;
  std::size_t working = 0;
  bool stopping = false;

  std::vector<std::unique_ptr<Thread>> threads;
  std::unique_ptr<LineWatch> watch;
};

Outbox::Outbox(OutboxOptions options, const Clock& clock, DeliveryKinds kinds, Post post, Publish publish) {
  options.database.name = "outbox";
  impl_ = std::make_unique<Impl>(std::move(options), clock, std::move(kinds), std::move(post), std::move(publish));
}

Outbox::~Outbox() {
  stop();
}

void Outbox::wake() {
  {
    const std::lock_guard lock(impl_->mutex);
    ++impl_->wakes;
  }
  impl_->wake.notify_all();
}

void Outbox::stop(std::chrono::milliseconds patience) {
  impl_->stop(patience);
}

Outbox::Figures Outbox::figures() const {
  return {impl_->delivered, impl_->retried, impl_->failed};
}

}  // namespace weft::db
