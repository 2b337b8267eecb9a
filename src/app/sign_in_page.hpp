// The pages at which members sign in at an app of the company: /connect/oauth2/authorize, and what older programs and
// those of computers have in its place.
#pragma once
#include <weft/api/dispatcher.hpp>
#include <weft/api/registry.hpp>
#include <weft/base/clock.hpp>
#include <weft/gateway/site.hpp>

namespace weft::app {

/// They call session.create like everybody else does: the same limits, the same audit. All must outlive the site.
gateway::Site sign_in_site(const api::Registry& registry, api::Dispatcher& dispatcher, const Clock& clock);

}  // namespace weft::app
