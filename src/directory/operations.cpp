// Gathers the operations of this room.
#include "directory/operations.hpp"

namespace weft::directory {

std::vector<api::Operation> operations() {
  std::vector<api::Operation> all;
  for (auto* table :
       {department_operations, listing_operations, member_operations, tag_operations, field_operations, rule_operations,
        offboarding_operations}) {
    auto part = table();
    std::move(part.begin(), part.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace weft::directory
