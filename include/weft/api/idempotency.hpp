// Remembers the answer of a keyed write in the transaction of that write, for 24 hours.
#pragma once
#include <weft/api/operation.hpp>

#include <optional>
#include <string>

namespace weft::api {

namespace store {
struct Remembered;
}

/// Secrets stay out of the digest: a fast hash of a password must not lie about, here or in a backup.
IdempotencyKey make_key(std::string key, const Operation& operation, const Json& input);

/// One keyed call. Two calls with the same key at the same moment: the second waits for the first to commit, then
/// repeats its answer.
class Idempotency {
 public:
  /// Raises invalid_argument when the key is not 1 to 128 visible ASCII characters.
  Idempotency(db::Tx& tx, const Caller& caller, IdempotencyKey key);

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
  IdempotencyKey key_;
};

/// For the transaction in which a deferred operation does its work: runs `work`, or gives the first answer again when
/// the call was keyed and has been answered. Work and memory are committed together. Sets the tenant.
std::string once(db::Tx& tx, const Context& context, const std::function<std::string()>& work);

/// Deletes what is older than 24 hours, at most `limit` rows; returns how many. For the tenant of `tx`.
std::int64_t purge_idempotency(db::Tx& tx, int limit);

}  // namespace weft::api
