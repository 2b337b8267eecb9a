// Keyed writes: the first answer again for the same input, a conflict for another.
#include "api/store.hpp"
#include <weft/api/idempotency.hpp>
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>

namespace weft::api {
namespace {

constexpr std::size_t kMaxKey = 128;

/// {"a":1} -> {"a":1,"duplicate":true}, whatever the first answer said of itself.
std::string mark_duplicate(const std::string& answer) {
  Json marked = Json::parse(answer);
  marked["duplicate"] = true;
  return marked.dump();
}

/// The input without the members that its schema calls secret.
Json without_secrets(const Operation& operation, Json input) {
  const auto properties = operation.input->find("properties");
  if (properties == operation.input->end() || !input.is_object()) return input;
  for (const auto& [name, schema] : properties->items()) {
    if (schema.value("format", "") == "password") input.erase(name);
  }
  return input;
}

}  // namespace

IdempotencyKey make_key(std::string key, const Operation& operation, const Json& input) {
  return {std::move(key), hex(sha256(operation.name + '\n' + without_secrets(operation, input).dump()))};
}

Idempotency::Idempotency(db::Tx& tx, const Caller& caller, IdempotencyKey key)
    : tx_(tx), caller_(caller), key_(std::move(key)) {
  json_detail::need_visible_ascii(key_.key, kMaxKey, "idempotency_key");
}

std::optional<std::string> Idempotency::claim() {
  return judge(store::claim(tx_, caller_, key_.key, key_.digest));
}

std::optional<std::string> Idempotency::find() {
  return judge(store::find(tx_, caller_, key_.key));
}

std::optional<std::string> Idempotency::judge(const std::optional<store::Remembered>& known) const {
  if (!known) return std::nullopt;
  if (known->digest != key_.digest) throw ApiError(Errc::idempotency_conflict);
  return mark_duplicate(known->answer);
}

void Idempotency::remember(const std::string& answer) {
  store::set_answer(tx_, caller_, key_.key, answer);
}

std::string once(db::Tx& tx, const Context& context, const std::function<std::string()>& work) {
  if (!context.keyed) return work();
  tx.set_corp(context.who().corp);
  Idempotency memory(tx, context.who(), *context.keyed);
  if (auto known = memory.claim()) return *known;
  std::string answer = work();
  memory.remember(answer);
  return answer;
}

std::int64_t purge_idempotency(db::Tx& tx, int limit) {
  return store::purge(tx, limit);
}

}  // namespace weft::api
