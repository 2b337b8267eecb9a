// Response codes: with such a code an app changes a card, within 72 hours and once.
#pragma once
#include <weft/db/tx.hpp>
#include <weft/platform/apps.hpp>

#include <optional>
#include <string>

namespace weft::platform {

/// A code for a card; `member`: whose press it came from.
std::string make_response_code(
    db::Tx& tx, const PrincipalId& app, const AppMessageId& message, const std::optional<PrincipalId>& member = {});

struct CodeOf {
  AppMessageId message;
  std::optional<PrincipalId> member;
};
/// Uses the code up. Raises invalid_argument (field response_code) for one that is not the app's, was used, or is over.
CodeOf use_response_code(db::Tx& tx, const PrincipalId& app, const std::string& code);

}  // namespace weft::platform
