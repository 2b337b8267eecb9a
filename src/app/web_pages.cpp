// Where the built pages lie, and which sites may show a customer's page in a frame.
#include "app/web_pages.hpp"

#include <weft/base/json.hpp>
#include <weft/base/log.hpp>

#include <filesystem>

namespace weft::app {
namespace {

using Origins = std::vector<std::string>;

/// Named in the settings, or beside the program, or where packages put what several machines share.
std::string directory_of(const Config& config) {
  if (!config.server.web.empty()) return config.server.web;
  std::error_code none;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
  for (const auto& place : {here / "web", here.parent_path() / "share" / "weft" / "web"})
    if (std::filesystem::is_regular_file(place / "customer.html", none)) return place.string();
  log::warn("{} is not there: no pages for customers (scripts/build-web makes them)", (here / "web").string());
  return {};
}

/// The code in "/c/CODE" or "/c/CODE/".
std::string code_of(std::string_view path) {
  path.remove_prefix(std::string_view("/c/").size());
  return std::string(path.substr(0, path.find('/')));
}

Origins origins_of(const api::Outcome& outcome) {
  const auto* text = std::get_if<std::string>(&outcome);
  if (text == nullptr) return {};
  const Json look = Json::parse(*text);
  const auto sites = look.find("sites");
  return sites == look.end() ? Origins() : sites->get<Origins>();
}

}  // namespace

gateway::Web web_pages(const Config& config, const api::Registry& registry, api::Dispatcher& dispatcher) {
  gateway::Web web;
  web.directory = directory_of(config);
  web.framed_by = [&registry, &dispatcher](gateway::PageRequest request, std::function<void(Origins)> done) {
    api::Dispatcher::Call call;
    call.operation = registry.find("visit.look");
    if (call.operation == nullptr) return done({});
    call.input = std::make_shared<Json>(Json{{"code", code_of(request.path)}});
    call.address = request.address;
    call.request_id = request.request_id;
    dispatcher.dispatch(std::move(call), [done](const api::Outcome& outcome) { done(origins_of(outcome)); });
  };
  return web;
}

}  // namespace weft::app
