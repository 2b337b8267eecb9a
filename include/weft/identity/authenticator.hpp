// Turns a token or an open session into a caller: one statement, which also sets the tenant.
#pragma once
#include <weft/api/dispatcher.hpp>

#include <memory>

namespace weft::identity {

class RefusalLimits;

/// Knows nothing but the database, and how many refusals it has written of late: 30 of one person a minute, the others
/// are counted in the next row. Sessions move on with use: last_seen_at and expires_at, at most once a minute.
class SessionAuthenticator final : public api::Authenticator {
 public:
  SessionAuthenticator();
  ~SessionAuthenticator() override;
  std::optional<api::Caller> authenticate(db::Tx& tx, const api::Credential& credential) override;
  void record_refusal(
      db::Tx& tx, const api::Caller& caller, const api::Operation& operation, const ApiError& error,
      const api::Context& context) override;

 private:
  std::unique_ptr<RefusalLimits> refusals_;
};

/// The SHA-256 under which a token is stored and presented in Credential::token_hash: 32 bytes.
std::string token_hash(std::string_view token);

}  // namespace weft::identity
