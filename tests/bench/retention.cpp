// weft-bench-retention: how fast retention deletes, and what a sender notices of it.
//
// Makes a company with GROUPS logs (200) of ENTRIES messages (1,000) of long ago, on a PostgreSQL of its own, and
// measures one sender who sends one message after the other into one of these groups: alone, then while the job runs as
// fast as it can (without the rest between its steps). Prints one JSON object.
#include "support/postgres.hpp"
#include "support/wait.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/conversations/log_writer.hpp>
#include <weft/db/sql.hpp>
#include <weft/groups/retention.hpp>
#include <weft/identity/admin.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <future>

namespace weft::bench {
namespace {

using Steady = std::chrono::steady_clock;

class Place {
 public:
  Place(int groups, int entries) {
    owner_.url = test::fresh_database();
    owner_.role = "";
    app_.url = owner_.url;
    app_.threads = 1;
    fill(groups, entries);
    const auto connection = db::connect(owner_);
    db::Tx tx(*connection, clock_);
    db::exec(tx, "ANALYZE entries");
    tx.commit();
  }

  void fill(int groups, int entries) {
    const auto connection = db::connect(owner_);
    db::Tx tx(*connection, clock_);
    corp = identity::create_company(tx, "bench", "Bench");
    for (const char* userid : {"ann", "ben"}) {
      people_.push_back(identity::create_member(tx, {.userid = userid, .name = userid}));
      conversations::make_inboxes(tx, std::span(&people_.back(), 1));
    }
    for (int i = 0; i < groups; ++i)
      groups_.push_back(conversations::create_group(tx, people_[0], "G", std::span(&people_[1], 1), 2000));
    const std::string ids = db::array_literal(groups_);
    db::exec(
        tx,
        "INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, client_id, client_hash, "
        "created_at) SELECT g, n + 1, $2, 'message', $3, jsonb_build_object('kind', 'text', 'text', repeat('x', 200)), "
        "n, n::text, gen_random_uuid(), now() - interval '100 days' FROM unnest($1::uuid[]) g, generate_series(1, "
        "$4::integer) n",
        ids, corp, people_[0], entries);
    db::exec(tx, "UPDATE entries SET created_at = now() - interval '101 days' WHERE corp_id = $1 AND seq = 1", corp);
    db::exec(
        tx,
        "UPDATE conversations SET head_seq = $2::integer + 1, message_count = $2, last_message_seq = $2::integer + 1 "
        "WHERE id = ANY ($1::uuid[])",
        ids, entries);
    db::exec(
        tx, "INSERT INTO settings (corp_id, name, value, changed_at) VALUES ($1, 'retention', '{\"days\": 30}', now())",
        corp);
    tx.commit();
  }

  /// Sends until told to stop; the latencies in milliseconds.
  std::vector<double> send(const std::atomic<bool>& stop) {
    conversations::LogWriterOptions options;
    options.database = app_;
    conversations::LogWriter log(options, clock_, [](std::vector<Event>) {});
    std::vector<double> taken;
    while (!stop) {
      const auto begun = Steady::now();
      std::promise<void> done;
      log.append(
          {corp, groups_[taken.size() % groups_.size()], people_[0], "b" + std::to_string(++sent_),
           to_string(make_uuid()), R"({"kind":"text","text":"hello"})"},
          [&](const conversations::LogWriter::Result&) { done.set_value(); });
      done.get_future().get();
      taken.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begun).count());
    }
    return taken;
  }

  int sent() const { return sent_; }

  /// A whole walk of the job; how many entries it deleted.
  std::int64_t walk() {
    const auto connection = db::connect(app_);
    const auto step = groups::retention_step({});
    db::Job job;
    job.corp = corp;
    job.state = {"{}"};
    for (db::Step done{.next = db::Next::again}; done.next == db::Next::again;) {
      db::Tx tx(*connection, clock_);
      tx.set_corp(corp);
      done = step(tx, job);
      tx.commit();
      job.state = done.state;
      job.done = done.done.value_or(job.done);
    }
    return job.done;
  }

  CorpId corp;

 private:
  SystemClock clock_;
  db::PoolOptions owner_, app_;
  std::vector<PrincipalId> people_;
  std::vector<ConversationId> groups_;
  std::atomic<int> sent_ = 0;
};

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

Json figures(const std::vector<double>& taken) {
  return {
      {"sends", taken.size()},
      {"p50_ms", percentile(taken, 0.5)},
      {"p99_ms", percentile(taken, 0.99)},
      {"most_ms", percentile(taken, 1)}};
}

int number_from(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : otherwise;
}

constexpr int kAlone = 10000;  // sends without the job, to compare with

TEST(Retention, TellsItsFigures) {
  const int groups = number_from("GROUPS", 200), entries = number_from("ENTRIES", 1000);
  Place place(groups, entries);
  std::atomic<bool> stop{false};
  auto alone = std::async(std::launch::async, [&] { return place.send(stop); });
  test::wait_until([&] { return place.sent() >= kAlone; }, std::chrono::minutes(5));
  stop = true;
  const auto quiet = alone.get();
  stop = false;
  auto beside = std::async(std::launch::async, [&] { return place.send(stop); });
  const auto begun = Steady::now();
  const std::int64_t deleted = place.walk();
  const double seconds = std::chrono::duration<double>(Steady::now() - begun).count();
  stop = true;
  const auto busy = beside.get();
  EXPECT_GE(deleted, static_cast<std::int64_t>(groups) * entries);
  const Json report = {
      {"groups", groups},
      {"entries", entries},
      {"deleted", deleted},
      {"seconds", seconds},
      {"rows_per_second", static_cast<double>(deleted) / seconds},
      {"alone", figures(quiet)},
      {"beside", figures(busy)}};
  std::printf("%s\n", report.dump(2).c_str());
}

}  // namespace
}  // namespace weft::bench
