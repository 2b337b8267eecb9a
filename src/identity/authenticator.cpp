// From a credential to a caller, and refusals to the audit log.
#include "identity/store.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/authenticator.hpp>

namespace weft::identity {

std::optional<api::Caller> SessionAuthenticator::authenticate(db::Tx& tx, const api::Credential& credential) {
  return store::enter(tx, credential);
}

void SessionAuthenticator::record_refusal(
    db::Tx& tx, const api::Caller& caller, const api::Operation& operation, const ApiError& error,
    const api::Context& context) {
  const Json detail = {{"code", error_info(error.code()).name}, {"detail", error.detail()}};
  const Origin origin{caller.principal, context.address, context.request_id};
  audit::append(tx, {origin, "refused", operation.name, {detail.dump(-1, ' ', false, Json::error_handler_t::replace)}});
}

std::string token_hash(std::string_view token) {
  const Digest digest = sha256(token);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace weft::identity
