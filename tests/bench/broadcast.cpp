// weft-bench-broadcast: how fast a broadcast is sent, against bare inserts, and what a sender notices of it (P12).
//
// Makes RECIPIENTS customers (20,000) of 20 employees on a PostgreSQL of its own. In turns, ROUNDS times (3): a loop
// that inserts 256 messages a transaction into a table with the log's columns and indexes, and a broadcast to all,
// carried out by the jobs' own runner. Beside it, PACE messages a second are sent into the same chats (500, each when
// it is due, whatever became of the one before; 0: one after the other as fast as it goes): alone, and while each
// broadcast runs. PostgreSQL waits for the disk, as the server's own does (NONDURABLE: it does not). Prints one JSON
// object; rows are what a broadcast writes for each recipient: the entry, the ledger's row, the row of the timeline.
#include "broadcasts/world.hpp"
#include "support/wait.hpp"
#include <weft/conversations/log_writer.hpp>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace weft::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kEmployees = 20;
constexpr int kRowsOfOne = 3;
constexpr int kBatch = 256;
constexpr int kBareRows = 200 * kBatch;  // about as long as a broadcast takes: a shorter loop is luck
constexpr int kAlone = 1500;

int number_from(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : otherwise;
}

/// Between two messages of the sender; 0: as fast as it can.
const std::chrono::nanoseconds kPause{number_from("PACE", 500) > 0 ? 1'000'000'000 / number_from("PACE", 500) : 0};

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

double median(const std::vector<double>& values) {
  return percentile(values, 0.5);
}

double seconds_since(Steady::time_point begun) {
  return std::chrono::duration<double>(Steady::now() - begun).count();
}

struct Company : test::BroadcastWorld {
  const int recipients = number_from("RECIPIENTS", 20000);
  SystemClock now;
  std::vector<ConversationId> chats;
  std::vector<PrincipalId> employees;

  Company() {
    set_rules([](broadcasts::Rules& rules) { rules.direct = true, rules.customers = broadcasts::Quota::unlimited; });
    world.clock.advance(now.now() - world.clock.now());
    for (int i = 0; i < kEmployees; ++i)
      employees.push_back(world.employee("sender" + std::to_string(i)));
    for (int done = 0; done < recipients; done += 500)
      world.in_company([&](db::Tx& tx) {
        for (int i = done; i < std::min(done + 500, recipients); ++i) {
          const auto contact = customers::make_contact(tx, {.name = "Customer " + std::to_string(i)});
          chats.push_back(
              customers::begin_follow(tx, {.contact = contact, .employee = employees[i % kEmployees]}).conversation);
        }
        return 0;
      });
    world.as_owner([&](db::Tx& tx) {
      db::exec(tx, "CREATE TABLE bare (LIKE entries INCLUDING ALL)");
      db::exec(
          tx,
          "ALTER TABLE bare ALTER COLUMN body SET STATISTICS 0, ALTER COLUMN client_id SET STATISTICS 0, ALTER COLUMN "
          "client_hash SET STATISTICS 0");
      for (const char* table : {"entries", "conversations", "participants", "follows", "contacts", "principals"})
        db::exec(tx, std::string("ANALYZE ") + table);
      return 0;
    });
  }
  void TestBody() override {}

  /// Rows a second of the bare loop: messages as the log keeps them, in its columns and with its indexes.
  double bare() {
    db::PoolOptions options = world.pool(1);
    options.role = "";  // whose table it is
    const auto connection = db::connect(options);
    const std::string body = R"({"kind":"text","text":")" + std::string(300, 'x') + "\"}";
    const auto begun = Steady::now();
    for (int done = 0; done < kBareRows; done += kBatch) {
      std::vector<ConversationId> ids;
      std::vector<std::string> client_ids;
      for (int i = 0; i < kBatch; ++i) {
        ids.push_back(ConversationId::make());
        client_ids.push_back("bare:" + ids.back().str());
      }
      db::Tx tx(*connection, now);
      db::exec(
          tx,
          "INSERT INTO bare (conversation_id, seq, corp_id, kind, actor_id, body, message_no, client_id, created_at) "
          "SELECT u.id, 2, $1, 'message', $1, u.body, 1, u.client_id, now() FROM unnest($2::uuid[], $3::text[], "
          "$4::jsonb[]) AS u(id, client_id, body)",
          world.corp, db::array_literal(ids), db::array_literal(client_ids),
          db::array_literal(std::vector<std::string>(kBatch, body)));
      tx.commit();
    }
    return kBareRows / seconds_since(begun);
  }

  /// A whole broadcast by a runner with as many threads as it has lanes; recipients a second from the moment in which
  /// the audience is frozen.
  double send(const std::string& title) {
    const Json made = draft(
        "olga", {{"kind", "direct"},
                 {"title", title},
                 {"content", {{"text", "Dear {name}, " + std::string(280, 'x')}}},
                 {"audience", {{"customers", {{"everybody", true}}}}}});
    act("olga", "start", made);
    db::JobRunnerOptions options;
    options.database = world.pool(static_cast<int>(broadcasts::kLanes));
    options.poll = std::chrono::milliseconds(20);
    db::JobRunner runner(std::move(options), now, kinds, [](std::vector<Event>) {});
    // Asked of the row alone, and seldom: whoever looks takes time from what is measured.
    const auto watch = world.pool(1);
    const auto connection = db::connect(watch);
    const auto wait_while = [&](const std::vector<std::string>& states) {
      for (;; std::this_thread::sleep_for(std::chrono::milliseconds(20))) {
        db::Tx tx(*connection, now);
        tx.set_corp(world.corp);
        const auto status = db::text_of(
            db::exec(tx, "SELECT status FROM broadcasts WHERE id = $1", made.at("id").get<std::string>())[0][0]);
        if (std::find(states.begin(), states.end(), status) == states.end()) return;
      }
    };
    wait_while({"preparing"});
    const auto begun = Steady::now();
    wait_while({"sending"});
    const double seconds = seconds_since(begun);
    EXPECT_EQ(act("olga", "get", made)["progress"]["counts"]["sent"], recipients);
    return recipients / seconds;
  }

  /// Sends until told to stop; the latencies in milliseconds, each from the moment in which the message was due.
  std::vector<double> chat(const std::atomic<bool>& stop, std::atomic<int>& sent) {
    conversations::LogWriterOptions options;
    options.database = world.pool(1);
    conversations::LogWriter log(options, now, [](std::vector<Event>) {});
    const bool paced = kPause > kPause.zero();
    std::vector<std::future<double>> answers;
    for (auto due = Steady::now(); !stop; due = paced ? due + kPause : Steady::now()) {
      std::this_thread::sleep_until(due);
      const std::size_t at = static_cast<std::size_t>(sent) * 7919 % chats.size();
      const auto answered = std::make_shared<std::promise<double>>();
      answers.push_back(answered->get_future());
      log.append(
          {world.corp, chats[at], employees[at % kEmployees], "b" + std::to_string(++sent), to_string(make_uuid()),
           R"({"kind":"text","text":"hello"})"},
          [answered, due](const conversations::LogWriter::Result&) { answered->set_value(1000 * seconds_since(due)); });
      if (!paced) answers.back().wait();
    }
    std::vector<double> taken;
    for (auto& answer : answers)
      taken.push_back(answer.get());
    return taken;
  }
};

Json figures(const std::vector<double>& taken) {
  return {
      {"sends", taken.size()},
      {"p50_ms", percentile(taken, 0.5)},
      {"p99_ms", percentile(taken, 0.99)},
      {"most_ms", percentile(taken, 1)}};
}

TEST(Broadcast, TellsItsFigures) {
  if (!std::getenv("NONDURABLE")) test::use_durable_cluster();
  Company company;
  std::atomic<int> sent{0};
  std::vector<double> bare, broadcast, ratio, quiet, busy;
  Json rounds = Json::array();
  for (int round = 0; round < number_from("ROUNDS", 3); ++round) {
    std::atomic<bool> stop{false};
    auto alone = std::async(std::launch::async, [&] { return company.chat(stop, sent); });
    const int until = sent + kAlone;
    test::wait_until([&] { return sent >= until; }, std::chrono::minutes(5));
    stop = true;
    const auto before = alone.get();
    quiet.insert(quiet.end(), before.begin(), before.end());
    bare.push_back(company.bare());
    stop = false;
    auto beside = std::async(std::launch::async, [&] { return company.chat(stop, sent); });
    broadcast.push_back(company.send("Round " + std::to_string(round)));
    stop = true;
    const auto meanwhile = beside.get();
    busy.insert(busy.end(), meanwhile.begin(), meanwhile.end());
    ratio.push_back(kRowsOfOne * broadcast.back() / bare.back());
    rounds.push_back(
        {{"rows_per_second", kRowsOfOne * broadcast.back()},
         {"bare_rows_per_second", bare.back()},
         {"beside_p99_ms", percentile(meanwhile, 0.99)},
         {"alone_p99_ms", percentile(before, 0.99)}});
  }
  const Json report = {
      {"recipients", company.recipients},
      {"recipients_per_second", median(broadcast)},
      {"rows_per_second", kRowsOfOne * median(broadcast)},
      {"bare_rows_per_second", median(bare)},
      {"ratio", median(ratio)},
      {"alone", figures(quiet)},
      {"beside", figures(busy)},
      {"p99_ratio", percentile(busy, 0.99) / percentile(quiet, 0.99)},
      {"rounds", rounds}};
  std::printf("%s\n", report.dump(2).c_str());
}

}  // namespace
}  // namespace weft::bench
