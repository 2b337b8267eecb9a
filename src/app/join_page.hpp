// The pages behind the links of invitations (/join/CODE) and first passwords (/activate/CODE).
#pragma once
#include <weft/api/dispatcher.hpp>
#include <weft/api/registry.hpp>
#include <weft/gateway/site.hpp>

namespace weft::app {

/// They call invitation.look, invitation.accept and activation.use like everybody else does: the same limits, the same
/// audit. Both must outlive the site.
gateway::Site join_site(const api::Registry& registry, api::Dispatcher& dispatcher);

}  // namespace weft::app
