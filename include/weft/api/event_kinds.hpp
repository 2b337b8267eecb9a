// What the outside can be told of: a kind of event is declared once by the room in which it happens, as operations are;
// the document of webhooks and the check of who listens to what derive from it.
#pragma once
#include <weft/base/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace weft::api {

struct EventKindSpec {
  std::string name;  ///< "customer.added"
  std::string summary;
  std::shared_ptr<const Json> schema;  ///< of its `data`
};
using EventKinds = std::vector<EventKindSpec>;

/// `Data` is the described struct of what is told.
template <class Data>
EventKindSpec event_kind(std::string name, std::string summary) {
  return {std::move(name), std::move(summary), std::make_shared<const Json>(json_schema<Data>())};
}

}  // namespace weft::api
