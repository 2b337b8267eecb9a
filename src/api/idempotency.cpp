// Keyed writes: the first answer again for the same input, a conflict for another.
#include "api/store.hpp"
#include <weft/api/idempotency.hpp>
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>

namespace weft::api {
namespace {

constexpr std::size_t kMaxKey = 128;

/// {"a":1} -> {"duplicate":true,"a":1}
std::string mark_duplicate(const std::string& answer) {
  const bool empty = answer == "{}";
  return std::string("{\"duplicate\":true") + (empty ? "" : ",") + answer.substr(1);
}

}  // namespace

Idempotency::Idempotency(
    db::Tx& tx, const Caller& caller, std::string key, const std::string& operation, const Json& input)
    : tx_(tx), caller_(caller), key_(std::move(key)), digest_(hex(sha256(operation + '\n' + input.dump()))) {
  json_detail::need_visible_ascii(key_, kMaxKey, "idempotency_key");
}

std::optional<std::string> Idempotency::claim() {
  return judge(store::claim(tx_, caller_, key_, digest_));
}

std::optional<std::string> Idempotency::find() {
  return judge(store::find(tx_, caller_, key_));
}

std::optional<std::string> Idempotency::judge(const std::optional<store::Remembered>& known) const {
  if (!known) return std::nullopt;
  if (known->digest != digest_) throw ApiError(Errc::idempotency_conflict);
  return mark_duplicate(known->answer);
}

void Idempotency::remember(const std::string& answer) {
  store::set_answer(tx_, caller_, key_, answer);
}

std::int64_t purge_idempotency(db::Tx& tx, int limit) {
  return store::purge(tx, limit);
}

}  // namespace weft::api
