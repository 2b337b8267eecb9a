// Rules of robots: who may make one, what it may say, how often and from where.
#pragma once
#include "groups/robot_message.hpp"
#include "groups/robot_store.hpp"
#include <weft/api/operation.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/told_once.hpp>
#include <weft/groups/robots.hpp>

namespace weft::groups {

/// Addresses and networks, IPv4 and IPv6.
using Addresses = List<Text<1, 43>, 0, 100>;

/// The wire object. `addresses` and `callback` are told to who manages it.
struct Robot {
  PrincipalId id;
  std::string name;
  ConversationId conversation;
  std::optional<std::vector<std::string>> addresses;
  std::optional<std::string> callback;
  PrincipalId created_by;
  Time created_at;
  Time rotated_at;
  std::int64_t sent = 0;
};
BOOST_DESCRIBE_STRUCT(
    Robot, (), (id, name, conversation, addresses, callback, created_by, created_at, rotated_at, sent))

/// A robot and its key, which is shown this once.
struct RobotWithKey {
  Robot robot;
  ToldOnce key;
};
BOOST_DESCRIBE_STRUCT(RobotWithKey, (), (robot, key))

/// A bot and what signs its calls, which is shown this once.
struct RobotWithSecret {
  Robot robot;
  ToldOnce secret;
};
BOOST_DESCRIBE_STRUCT(RobotWithSecret, (), (robot, secret))

/// For who manages the group, and for who manages the company's robots.
RobotWithKey create_robot(
    db::Tx& tx, const api::Context& by, const ConversationId& group, const std::string& name,
    const std::optional<Addresses>& addresses);
/// For who is in the group, too.
std::vector<Robot> list_robots(db::Tx& tx, const api::Context& by, const ConversationId& group);
Robot update_robot(
    db::Tx& tx, const api::Context& by, const PrincipalId& id, const std::optional<std::string>& name,
    const std::optional<Addresses>& addresses);
/// The old key is no longer good.
RobotWithKey rotate_robot_key(db::Tx& tx, const api::Context& by, const PrincipalId& id);
void delete_robot(db::Tx& tx, const api::Context& by, const PrincipalId& id);
/// Makes it a bot, or gives a bot a new address and a new secret.
RobotWithSecret set_callback(db::Tx& tx, const api::Context& by, const PrincipalId& id, const std::string& url);
Robot remove_callback(db::Tx& tx, const api::Context& by, const PrincipalId& id);

/// The robot, whose row is locked, for who manages it. The audit log's line is taken before. Raises not_found with the
/// field `robot`, forbidden.
store::RobotRow need_robot(db::Tx& tx, const api::Context& by, const PrincipalId& id);
Json json_of(const Robot& robot);
Robot view_of(const store::RobotRow& row, bool manages = true);
void audit_robot(
    db::Tx& tx, const api::Context& by, const std::string& action, const PrincipalId& robot, const Json& before,
    const Json& after);

// robot_send.cpp

/// Whose key this is, from an address it may write from; its row is locked, the tenant set. Raises unauthenticated,
/// forbidden.
store::RobotRow enter_as_robot(db::Tx& tx, const api::Context& context, const std::string& key);

struct RobotSent {
  conversations::Appended done;
  std::optional<conversations::Warning> warning;
  std::vector<std::string> not_mentioned;
  std::optional<store::Turn> turn;  ///< absent for a duplicate, which costs none
};
/// Raises rate_limited, and what message.send raises with the fields of `message`. `client_id` empty: none.
RobotSent send_as_robot(
    db::Tx& tx, const store::RobotRow& robot, const RobotMessage& message, const std::string& client_id,
    const RobotParts& parts);

}  // namespace weft::groups
