// Turns a token or an open session into a caller: one statement, which also sets the tenant.
#pragma once
#include <weft/api/dispatcher.hpp>

namespace weft::identity {

/// Knows nothing but the database. Sessions move on with use: last_seen_at and expires_at, at most once a minute.
class SessionAuthenticator final : public api::Authenticator {
 public:
  std::optional<api::Caller> authenticate(db::Tx& tx, const api::Credential& credential) override;
  void record_refusal(
      db::Tx& tx, const api::Caller& caller, const api::Operation& operation, const ApiError& error,
      const api::Context& context) override;
};

/// The SHA-256 under which a token is stored and presented in Credential::token_hash: 32 bytes.
std::string token_hash(std::string_view token);

}  // namespace weft::identity
