// SQL of deliveries.
#pragma once
#include <weft/db/outbox.hpp>

namespace weft::db::store {

/// A delivery under way, with the lease of this attempt.
struct Claimed {
  Delivery delivery;
  std::string lease;
};

/// What may be claimed.
struct Claims {
  std::vector<std::string> kinds;
  std::vector<std::int64_t> at_once;  ///< of a target of that kind
  std::vector<std::int64_t> tries;    ///< attempts of that kind, those that were lost among them
  std::chrono::milliseconds lease{};
  std::optional<std::int64_t> holder = {};  ///< as whom; absent: nobody can tell whether that one lives
};
/// Begins an attempt at the next due delivery of any company, and sets the tenant.
std::optional<Claimed> claim_delivery(Tx& tx, const Claims& claims);

/// How an attempt ended. status: delivered, failed, waiting (until `due`), dropped (failed by no fault of the target).
struct Ending {
  std::string status;
  std::optional<Time> due;
  std::optional<int> answer;
  std::string remark;
  std::optional<std::chrono::milliseconds> took;
  std::optional<Time> rest_until;  ///< nothing is to be told to the target until then
  bool relaxed = false;            ///< it may be forgotten when the database crashes: the attempt is then made again
};
/// What became of the delivery; nullopt when the attempt does not hold the lease any more.
std::optional<std::string> settle_delivery(Tx& tx, const Claimed& claimed, const Ending& ending);

/// Moves up to `most` rows of the outbox of all companies to deliveries; how many.
std::int64_t relay(Tx& tx, std::int64_t most, std::int64_t backlog);
/// Gives up some of what waits for a buried target; true when there may be more to do.
bool bury_some(Tx& tx, std::int64_t most);

/// A holder lives as long as the connection of `tx`.
void live_as(Tx& tx, std::int64_t holder);
/// Attempts of other holders that are dead are lost at once, before their lease is over; how many.
std::int64_t take_back(Tx& tx, std::int64_t holder);

}  // namespace weft::db::store
