// Tokens in which the company's own web site says who a visitor is: JWS compact, HS256.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace weft::customers {

struct KnownPerson {
  std::string id;    ///< at the site, 1-128 characters
  std::string name;  ///< or ""
};

/// Raises invalid_argument with the field "identity" for a token that no secret of these signed, that is over, that is
/// good for longer than a day from now, or for another company.
KnownPerson read_site_token(
    std::string_view token, std::span<const std::string> secrets, const CorpId& audience, Time now);

}  // namespace weft::customers
