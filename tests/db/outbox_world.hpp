// A company, somebody outside who is told things, and the outbox between them.
#pragma once
#include "support/postgres.hpp"
#include "support/wait.hpp"
#include <weft/db/announce.hpp>
#include <weft/db/outbox.hpp>
#include <weft/db/sql.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>

namespace weft::test {

/// Stands until it is told to go on; read by many threads.
class StandingClock final : public Clock {
 public:
  Time now() const override { return Time(std::chrono::milliseconds(now_.load())); }
  void advance(std::chrono::milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{1'800'000'000'000};
};

/// Keeps what it is told; answers as the test says.
class Receiver {
 public:
  using Answer = std::function<db::Reply(const std::string& target, const std::string& what, std::size_t nth)>;

  db::Reply take(const db::Letter& letter) {
    Answer answer;
    std::size_t nth = 0;
    {
      const std::lock_guard lock(mutex_);
      told_[letter.url].push_back(letter.body);
      nth = told_[letter.url].size();
      most_[letter.url] = std::max(most_[letter.url], ++now_[letter.url]);
      answer = answer_;
    }
    const db::Reply reply = answer(letter.url, letter.body, nth);
    const std::lock_guard lock(mutex_);
    --now_[letter.url];
    return reply;
  }
  void answer(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  std::vector<std::string> told(const std::string& target) const {
    const std::lock_guard lock(mutex_);
    const auto found = told_.find(target);
    return found == told_.end() ? std::vector<std::string>() : found->second;
  }
  bool got(const std::string& target, std::size_t count) const {
    return wait_until([&] { return told(target).size() >= count; });
  }
  std::size_t under_way(const std::string& target) {
    const std::lock_guard lock(mutex_);
    return now_[target];
  }
  std::size_t most_at_once(const std::string& target) {
    const std::lock_guard lock(mutex_);
    return most_[target];
  }

 private:
  mutable std::mutex mutex_;
  Answer answer_ = [](auto&&...) { return db::Reply{200, "", ""}; };
  std::map<std::string, std::vector<std::string>> told_;
  std::map<std::string, std::size_t> now_, most_;
};

struct OutboxWorld {
  const CorpId corp = CorpId::make();
  StandingClock clock;
  db::PoolOptions pool;
  std::unique_ptr<pqxx::connection> owner, app;
  Receiver outside;
  std::map<std::string, Uuid> targets;
  std::unique_ptr<db::Outbox> outbox;  // last: its threads use the rest

  OutboxWorld() {
    pool.url = fresh_database();
    pool.role = "";
    owner = db::connect(pool);
    pool.role = "weft_app";
    app = db::connect(pool);
    pool.threads = 2;
  }

  template <class Do>
  auto in_company(Do work) {
    db::Tx tx(*app, clock);
    tx.set_corp(corp);
    auto result = work(tx);
    tx.commit();
    return result;
  }
  std::int64_t count(const std::string& what) {
    db::Tx tx(*owner, clock);
    return db::number_of(db::exec(tx, "SELECT count(*) FROM " + what).at(0)[0]);
  }
  std::string text(const std::string& sql) {
    db::Tx tx(*owner, clock);
    const auto rows = db::exec(tx, sql);
    return rows.empty() ? "" : db::text_of(rows[0][0]);
  }
  void run(const std::string& sql) {
    db::Tx tx(*owner, clock);
    db::exec(tx, sql);
    tx.commit();
  }

  /// Somebody who listens; its name is its address.
  void listen(const std::string& name, std::vector<std::string> events = {"*"}, bool enabled = true) {
    const Uuid target = targets.try_emplace(name, make_uuid()).first->second;
    in_company([&](db::Tx& tx) {
      db::set_listener(tx, {target, "webhook", std::move(events), {}, enabled});
      return 0;
    });
  }
  void announce(const std::string& kind, const std::string& line, const std::string& what) {
    in_company([&](db::Tx& tx) {
      db::announce(tx, {kind, line, {"\"" + what + "\""}});
      return 0;
    });
    if (outbox) outbox->wake();
  }
  std::string name_of(const Uuid& target) const {
    for (const auto& [name, id] : targets)
      if (id == target) return name;
    return to_string(target);
  }

  db::DeliveryKind kind() {
    db::DeliveryKind kind;
    kind.write = [this](db::Tx&, const db::Delivery& delivery) {
      db::Letter letter;
      letter.url = name_of(delivery.target);
      letter.body = delivery.event.text.substr(1, delivery.event.text.size() - 2);
      return letter;
    };
    kind.at_once = 10;
    return kind;
  }
  void deliver(const std::function<void(db::DeliveryKind&)>& change = {}, std::size_t requests = 64) {
    db::OutboxOptions options;
    options.database = pool;
    options.poll = std::chrono::milliseconds(20);
    options.requests = requests;
    db::DeliveryKind webhook = kind();
    if (change) change(webhook);
    outbox = std::make_unique<db::Outbox>(
        options, clock, db::DeliveryKinds{{"webhook", webhook}},
        [this](const db::Letter& letter) { return outside.take(letter); }, [](std::vector<Event>) {});
  }
  /// The next pause is over.
  void later(std::chrono::milliseconds by = std::chrono::hours(1)) {
    clock.advance(by);
    outbox->wake();
  }
  bool becomes(const std::string& what, std::int64_t number) {
    return wait_until([&] { return count(what) == number; });
  }
};

}  // namespace weft::test
