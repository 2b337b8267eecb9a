// From a credential to a caller, and refusals to the audit log.
#include "identity/refusal_limits.hpp"
#include "identity/store.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/authenticator.hpp>

namespace weft::identity {

SessionAuthenticator::SessionAuthenticator() : refusals_(std::make_unique<RefusalLimits>()) {}

SessionAuthenticator::~SessionAuthenticator() = default;

std::optional<api::Caller> SessionAuthenticator::authenticate(db::Tx& tx, const api::Credential& credential) {
  return store::enter(tx, credential);
}

void SessionAuthenticator::record_refusal(
    db::Tx& tx, const api::Caller& caller, const api::Operation& operation, const ApiError& error,
    const api::Context& context) {
  const auto suppressed = refusals_->admit(caller.principal, tx.now());
  if (!suppressed) return;
  Json detail = {{"code", error_info(error.code()).name}, {"detail", error.detail()}};
  if (*suppressed > 0) detail["suppressed"] = *suppressed;
  const Origin origin{caller.principal, context.address, context.request_id};
  try {
    audit::append(
        tx, {origin, "refused", operation.name, {detail.dump(-1, ' ', false, Json::error_handler_t::replace)}});
  } catch (...) {
    refusals_->give_back(caller.principal, *suppressed);
    throw;
  }
}

std::string token_hash(std::string_view token) {
  const Digest digest = sha256(token);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace weft::identity
