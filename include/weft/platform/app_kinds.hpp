// What apps are told, for the catalogue of events.
#pragma once
#include <weft/api/event_kinds.hpp>

#include <string_view>

namespace weft::platform {

/// app.message and so on: told to the app that it concerns alone, by callbacks of the form `json`.
api::EventKinds app_kinds();
inline constexpr std::string_view kAppKinds = "app.";  ///< what the names begin with

}  // namespace weft::platform
