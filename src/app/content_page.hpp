// The pages behind the links of contents (/k/CODE).
#pragma once
#include "app/join_words.hpp"
#include <weft/api/dispatcher.hpp>
#include <weft/api/registry.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/gateway/site.hpp>

#include <string>

namespace weft::app {

/// They call content_link.look; a file is fetched from content_link.file. Both must outlive the site.
gateway::Site content_site(const api::Registry& registry, api::Dispatcher& dispatcher);

/// The page of what content_link.look answered to `code`.
std::string content_page(Language language, const Json& shared, const std::string& code);

/// The pages of two.
gateway::Site both_sites(gateway::Site one, gateway::Site other);

}  // namespace weft::app
