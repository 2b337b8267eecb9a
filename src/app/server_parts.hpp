// What several parts of the server are told alike.
#pragma once
#include <weft/base/config.hpp>
#include <weft/identity/sign_in_limits.hpp>

namespace weft::app {

/// How often a password or a secret may be tried.
identity::SignInRules sign_in_rules(const Config& config);

}  // namespace weft::app
