// What the server's housekeeping does with watermarks.
#pragma once
#include <weft/db/tx.hpp>

namespace weft::identity {

/// Deletes tokens of watermarks that were shown more than 400 days ago, `limit` at most; how many.
std::int64_t purge_watermarks(db::Tx& tx, int limit);

}  // namespace weft::identity
