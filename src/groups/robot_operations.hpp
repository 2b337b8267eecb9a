// The operations of robots, by who calls them.
#pragma once
#include <weft/groups/robots.hpp>

namespace weft::groups {

/// robot.send and robot.upload: with a key, without a session.
void add_robot_messages(std::vector<api::Operation>& table, const RobotParts& parts);

}  // namespace weft::groups
