// Work that an app began and that takes its time: WeCom's asynchronous jobs. What the work is, is the affair of who
// does it; here is what came of it, and who is told of its end.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/db/outbox.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace weft::platform {

using BatchId = Id<struct BatchTag>;

enum class BatchKind { sync_user, replace_user, replace_party };
BOOST_DESCRIBE_ENUM(BatchKind, sync_user, replace_user, replace_party)

/// An address for the end of one batch. Token and key as of an app's callback (apps.md).
struct BatchCallback {
  std::string url, token, key;
};

struct Batch {
  BatchId id = {};
  PrincipalId app = {};
  BatchKind kind = BatchKind::sync_user;
  FileId file = {};
  std::optional<Uuid> import = {};  ///< of members
  std::int64_t done = 0, total = 0;
  RawJson results = {"[]"};  ///< a list, as it is told
  int error = 0;             ///< WeCom's number
  std::string error_text = {};
  Time created_at = {};
  bool finished = false;
};

/// Keeps it; `id` is given here.
Batch make_batch(db::Tx& tx, Batch batch, const std::optional<BatchCallback>& callback);
std::optional<Batch> find_batch(db::Tx& tx, const BatchId& id, bool lock = false);
/// How far it is, and more results behind those that are there.
void advance_batch(db::Tx& tx, const BatchId& id, std::int64_t done, std::int64_t total, const RawJson& results);
/// It is over: the address that came with it is told (batch_job_result), or else the app's callback, if that is of the
/// form `xml`.
void finish_batch(db::Tx& tx, const BatchId& id, int error, const std::string& text);
/// Deletes those of more than seven days ago, `limit` at most; how many.
std::int64_t purge_batches(db::Tx& tx, std::int64_t limit);

/// What is told of their ends.
db::DeliveryKinds batch_deliveries();

/// Raises invalid_argument with the fields url, token and encodingaeskey.
void check_batch_callback(const BatchCallback& callback);

}  // namespace weft::platform
