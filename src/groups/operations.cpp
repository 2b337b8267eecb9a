// Gathers the operations of this room.
#include "groups/operations.hpp"

namespace weft::groups {

std::vector<api::Operation> operations(Dependencies dependencies) {
  const auto use = std::make_shared<const Dependencies>(std::move(dependencies));
  std::vector<api::Operation> all;
  for (auto* table : {rule_operations, joining_operations, admin_operations, retention_operations}) {
    auto part = table(use);
    std::move(part.begin(), part.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace weft::groups
