// Scenario `pgcost`: what PostgreSQL pays for a message: CPU of its processes and bytes of WAL. One member sends
// `messages` messages, each after the acknowledgement of the one before, to the conversation of one subject after
// the other.
#include "bench/marker.hpp"
#include "bench/meter.hpp"
#include "bench/record.hpp"
#include "bench/scenarios.hpp"
#include "load/fleet.hpp"

#include <libpq-fe.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;
using load::Fleet;

/// Asks a PostgreSQL for its position in the log.
class Wal {
 public:
  explicit Wal(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str()), &PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
  }
  double bytes() {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection_.get(), "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"), &PQclear);
    if (PQntuples(result.get()) != 1) throw std::runtime_error(PQerrorMessage(connection_.get()));
    return std::strtod(PQgetvalue(result.get(), 0, 0), nullptr);
  }

 private:
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

}  // namespace

std::string run_pgcost(const Options& options) {
  load::Loop loop;
  const auto& first = options.subjects.at(0);
  Wal wal(first.text("conninfo"));
  Meter meter(first.processes("pids"));
  const auto messages = static_cast<std::size_t>(options.number("messages", 500));
  const auto text_size = static_cast<std::size_t>(options.number("text-size", 300));
  std::size_t acknowledged = 0;
  std::string refusal;
  Fleet sender(loop, 1, [&](std::size_t) {
    Fleet::Member member;
    member.target.port = first.port();
    member.hello = {.token = first.lines("tokens").at(0), .device = {}, .cursors = {}, .epoch = {}, .cursor = {}};
    return member;
  });
  if (!sender.bring_up(1, 30s)) throw std::runtime_error(sender.failure());
  const auto on_answer = [&](const load::Scanned& answer) {
    if (!answer.error.empty()) refusal = answer.error;
    ++acknowledged;
  };
  std::uint32_t number = 0;
  const auto send_all = [&](const std::string& conversation) {
    for (std::size_t i = 0; i < messages; ++i) {
      const auto text = marked_text({number++, load::now_ns()}, text_size);
      const auto wanted = acknowledged + 1;
      sender[0].request(
          "message.send", load::text_message_input(conversation, text.substr(1, kMarkerSize - 1), text), on_answer);
      if (!loop.run_until([&] { return acknowledged == wanted; }, 10s))
        throw std::runtime_error("a send was not acknowledged");
      if (!refusal.empty()) throw std::runtime_error("a send was refused: " + refusal);
    }
  };
  std::vector<std::string> rounds(options.subjects.size());
  for (std::int64_t round = -1; round < options.number("repeats", 5); ++round) {
    for (std::size_t s = 0; s < rounds.size(); ++s) {
      const auto before = wal.bytes();
      meter.start();
      send_all(options.subjects[s].text("conversation"));
      const auto cost = meter.stop();
      Record record;
      record.add("postgres_us_per_message", cost.postgres_us / static_cast<double>(messages))
          .add("server_us_per_message", cost.server_us / static_cast<double>(messages))
          .add("wal_bytes_per_message", (wal.bytes() - before) / static_cast<double>(messages));
      if (round >= 0) rounds[s] += (rounds[s].empty() ? "" : ",") + record.json();
    }
  }
  Record result;
  for (std::size_t s = 0; s < rounds.size(); ++s)
    result.raw(options.subjects[s].text("name"), "[" + rounds[s] + "]");
  return result.json();
}

}  // namespace weft::bench
