// Decides which of PostgreSQL's errors a client may meet, and as what.
#include "db/errors.hpp"

#include <weft/base/error.hpp>

#include <pqxx/except>

#include <algorithm>
#include <array>
#include <string_view>

namespace weft::db {
namespace {

constexpr int kRetrySeconds = 1;

[[noreturn]] void unavailable(const char* detail) {
  throw ApiError(Errc::unavailable, detail, {}, kRetrySeconds);
}

[[noreturn]] void busy(const char* detail) {
  throw ApiError(Errc::busy, detail, {}, kRetrySeconds);
}

template <std::size_t Size>
bool among(std::string_view state, const std::array<std::string_view, Size>& states) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

// Appendix A of the PostgreSQL manual.
constexpr std::array<std::string_view, 4> kBusy{"57014", "40P01", "40001", "55P03"};
// Shutdowns and crashes of the server, lost idle transactions, no room for another connection, a standby after a
// failover.
constexpr std::array<std::string_view, 8> kAway{"57P01", "57P02", "57P03", "57P04", "25P03", "25006", "53300", "53400"};

}  // namespace

void raise(const std::exception& error, bool connected) {
  if (!connected || dynamic_cast<const pqxx::broken_connection*>(&error) ||
      dynamic_cast<const pqxx::in_doubt_error*>(&error)) {
    unavailable("the database is not reachable");
  }
  // These two carry no SQLSTATE in libpqxx 6: 40003 first, it is a kind of the other.
  if (dynamic_cast<const pqxx::statement_completion_unknown*>(&error)) unavailable("the database is not reachable");
  if (dynamic_cast<const pqxx::transaction_rollback*>(&error)) busy("the database is busy");
  if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&error)) {
    const std::string_view state = sql->sqlstate();
    if (among(state, kBusy)) busy("the database is busy");
    if (among(state, kAway)) unavailable("the database is not available");
    // No number of ours is beyond its column: it was given so.
    if (state == "22003") throw ApiError(Errc::invalid_argument, "a number is out of range");
    if (state == "53100") unavailable("the database's disk is full");
    if (state == "53200") unavailable("the database is out of memory");
  }
  throw;
}

}  // namespace weft::db
