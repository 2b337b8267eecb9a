// From a person to a token: the password, or the token of an earlier sign-in kept in a file that only its owner can
// read.
#pragma once
#include <weft/base/error.hpp>
#include <weft/gateway/client.hpp>

#include <optional>
#include <string>

namespace weft::app::chat {

struct Account {
  gateway::Endpoint server;
  std::string url, company, user;
};

/// The userid or the password is wrong.
class WrongPassword : public OperatorError {
 public:
  using OperatorError::OperatorError;
};

/// Signs in. OperatorError that says why not: the server is away, WrongPassword, there were too many tries.
std::string sign_in(const Account& account, const std::string& password);

/// Tokens of earlier sign-ins: $XDG_STATE_HOME/weft/tokens.json (or ~/.local/state/weft/), mode 0600. Failing to write
/// it is no error: then the next start asks again.
std::optional<std::string> kept_token(const Account& account);
void keep_token(const Account& account, const std::string& token);
void forget_token(const Account& account);

}  // namespace weft::app::chat
