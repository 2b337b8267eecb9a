// The JSON type by name only; include json.hpp where values are read or built.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace weft {

using Json = nlohmann::json;

/// JSON text that is already well-formed (from PostgreSQL or our own writer) and is passed on as it is.
struct RawJson {
  std::string text = "null";
};

}  // namespace weft
