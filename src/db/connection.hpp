// Opening a connection in two steps, for those who must be able to break it off in between.
#pragma once
#include <weft/db/workers.hpp>

namespace weft::db {

/// The bare connection, at most connect_timeout. Raises libpqxx's own errors.
std::unique_ptr<pqxx::connection> open_connection(const PoolOptions& options);
/// Role, time zone, time limits.
void prepare_session(pqxx::connection& connection, const PoolOptions& options);

}  // namespace weft::db
