// Transactions of commands: one connection, one transaction.
#include "app/database.hpp"
#include <weft/base/clock.hpp>
#include <weft/db/sql.hpp>

namespace weft::app {

std::vector<Event> transact(const db::PoolOptions& options, const std::function<void(db::Tx&)>& body) {
  const SystemClock clock;
  const auto connection = db::connect(options);
  db::Tx tx(*connection, clock);
  body(tx);
  return tx.commit();
}

void need_durable(const db::PoolOptions& options, bool allow_unsafe) {
  const auto connection = db::connect(options);
  db::require_durable(*connection, allow_unsafe);
}

}  // namespace weft::app
