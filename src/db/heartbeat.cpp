// A small state machine over libpq's non-blocking calls: closed -> connecting -> ready <-> asking, and back to closed
// on any failure.
#include "db/heartbeat.hpp"

#include <libpq-fe.h>
#include <poll.h>

namespace weft::db {
namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 1000ms;  // between questions
constexpr auto kRetry = 250ms;      // between attempts to connect
constexpr auto kPatience = 3000ms;  // for an answer

bool ready_for(int fd, short events) {
  pollfd entry{fd, events, 0};
  return poll(&entry, 1, 0) > 0;
}

std::string first_line(const char* text) {
  const std::string all = text;
  return all.substr(0, all.find('\n'));
}

}  // namespace

void Heartbeat::Close::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

void Heartbeat::step() {
  const auto now = Clock::now();
  const bool waiting = phase_ == Phase::connecting || phase_ == Phase::asking;
  if (waiting && now > limit_) return give_up(Health::silent, "no answer");
  switch (phase_) {
    case Phase::closed:
      if (now >= next_) begin();
      break;
    case Phase::connecting: connect_on(); break;
    case Phase::ready:
      if (now >= next_ || ready_for(PQsocket(connection_.get()), POLLIN)) ask();  // readable unasked: it was closed
      break;
    case Phase::asking: listen(); break;
  }
}

void Heartbeat::begin() {
  limit_ = Clock::now() + kPatience;
  phase_ = Phase::connecting;  // before it fails: what is given up here is an attempt to connect
  connection_.reset(PQconnectStart(conninfo_.c_str()));
  if (!connection_ || PQstatus(connection_.get()) == CONNECTION_BAD) {
    return give_up(Health::refused, connection_ ? first_line(PQerrorMessage(connection_.get())) : "out of memory");
  }
  // "terminating connection" and the like are told by note() once, not by libpq on stderr.
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  waiting_for_ = PGRES_POLLING_WRITING;
  connect_on();
}

void Heartbeat::connect_on() {
  // A local connection is there after a few rounds; what needs longer is continued at the next step.
  for (int round = 0; round < 16; ++round) {
    const short events = waiting_for_ == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!ready_for(PQsocket(connection_.get()), events)) return;
    waiting_for_ = PQconnectPoll(connection_.get());
    if (waiting_for_ == PGRES_POLLING_FAILED) {
      return give_up(Health::refused, first_line(PQerrorMessage(connection_.get())));
    }
    if (waiting_for_ == PGRES_POLLING_OK) return ask();
  }
}

void Heartbeat::ask() {
  limit_ = Clock::now() + kPatience;
  if (!PQsendQuery(connection_.get(), "")) {
    return give_up(Health::refused, first_line(PQerrorMessage(connection_.get())));
  }
  phase_ = Phase::asking;
  listen();
}

void Heartbeat::listen() {
  if (!PQconsumeInput(connection_.get())) {
    return give_up(Health::refused, first_line(PQerrorMessage(connection_.get())));
  }
  for (int round = 0; round < 16 && !PQisBusy(connection_.get()); ++round) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQgetResult(connection_.get()), &PQclear);
    if (!result) return succeed();
    if (PQresultStatus(result.get()) != PGRES_EMPTY_QUERY) {
      return give_up(Health::refused, first_line(PQresultErrorMessage(result.get())));
    }
  }
}

void Heartbeat::succeed() {
  phase_ = Phase::ready;
  next_ = Clock::now() + kInterval;
  set(Health::up);
}

void Heartbeat::give_up(Health health, std::string reason) {
  // A connection that broke while the server lives on (an administrator ended it) is worth one more attempt at once.
  const bool retry_at_once = health_ == Health::up && health == Health::refused && phase_ != Phase::connecting;
  connection_.reset();
  phase_ = Phase::closed;
  if (retry_at_once) {
    next_ = Clock::now();
    return;
  }
  reason_ = std::move(reason);
  next_ = Clock::now() + kRetry;
  set(health);
}

void Heartbeat::set(Health health) {
  if (health == health_) return;
  health_ = health;
  since_ = Clock::now();
}

}  // namespace weft::db
