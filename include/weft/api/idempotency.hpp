// Remembers the answer of a keyed write in the transaction of that write, for 24 hours.
#pragma once
#include <weft/api/operation.hpp>

#include <optional>
#include <string>

namespace weft::api {

namespace store {
struct Remembered;
}

/// One keyed call. Two calls with the same key at the same moment: the second waits for the first to commit, then
/// repeats its answer.
class Idempotency {
 public:
  Idempotency(db::Tx& tx, const Caller& caller, std::string key, const std::string& operation, const Json& input);

  /// The first answer, with `"duplicate":true` put in, when this key was used with the same operation and input; else
  /// claims the key until the transaction ends. Raises idempotency_conflict when it was used with another.
  std::optional<std::string> claim();
  /// The same without claiming it.
  std::optional<std::string> find();
  void remember(const std::string& answer);

 private:
  std::optional<std::string> judge(const std::optional<store::Remembered>& known) const;
  db::Tx& tx_;
  const Caller& caller_;
  std::string key_;
  std::string digest_;  // hex of SHA-256 over operation and canonical input
};

/// Deletes what is older than 24 hours, at most `limit` rows; returns how many. For the tenant of `tx`.
std::int64_t purge_idempotency(db::Tx& tx, int limit);

}  // namespace weft::api
