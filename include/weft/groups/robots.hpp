// Group robots: programs that write into one group with a key. And bots: robots that are told when somebody calls them.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/db/outbox.hpp>
#include <weft/files/files.hpp>

#include <functional>
#include <string>
#include <vector>

namespace weft::groups {

/// What robots need from outside.
struct RobotParts {
  conversations::Screen* screen = nullptr;  ///< what robots say is screened like what people say
  files::Files* files = nullptr;            ///< null: robots send no pictures and files
  /// Why nothing can be told to this address, or "".
  std::function<std::string(const std::string& url)> trouble_with = {};
};

/// robot.*
std::vector<api::Operation> robot_operations(const RobotParts& parts);

/// The deliveries of bots: who is told what, and what becomes of the answer.
db::DeliveryKinds robot_deliveries(const RobotParts& parts);

/// Seals secrets that were stored before secrets were, `limit` at most; how many.
std::int64_t seal_old_secrets(db::Tx& tx, int limit);

}  // namespace weft::groups
