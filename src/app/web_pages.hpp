// The built pages of web/ and what the gateway has to be told of them.
#pragma once
#include <weft/api/dispatcher.hpp>
#include <weft/api/registry.hpp>
#include <weft/base/config.hpp>
#include <weft/gateway/web.hpp>

namespace weft::app {

/// The pages of this installation; who may frame them is what visit.look says. Registry and dispatcher must outlive it.
gateway::Web web_pages(const Config& config, const api::Registry& registry, api::Dispatcher& dispatcher);

}  // namespace weft::app
