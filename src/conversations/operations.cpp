// Gathers the operations of this room.
#include "conversations/operations.hpp"

namespace weft::conversations {

std::vector<api::Operation> operations(Dependencies dependencies) {
  const auto use = std::make_shared<const Dependencies>(std::move(dependencies));
  std::vector<api::Operation> all;
  for (auto* table :
       {message_operations, policy_operations, personal_operations, group_operations, reading_operations,
        sync_operations, search_operations}) {
    auto part = table(use);
    std::move(part.begin(), part.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace weft::conversations
