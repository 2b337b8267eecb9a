// Who may have robots, and what is written down of that. The line of the audit log is taken first, then the robot's
// row, then the lock of its group: as when it sends.
#include "groups/robot_rules.hpp"

#include "groups/store_admin.hpp"
#include <weft/base/crypto.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/conversations/log.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/activation.hpp>
#include <weft/identity/audit.hpp>

#include <arpa/inet.h>

#include <charconv>

namespace weft::groups {
namespace {

constexpr std::size_t kMostRobots = 20;   // of one group
constexpr std::size_t kSecretBytes = 32;  // as long as what HMAC-SHA256 gives
constexpr auto kManages = api::Permission::robots_manage;

bool is_address(const std::string& text, int& bits) {
  std::uint8_t bytes[16];
  bits = text.find(':') == std::string::npos ? 32 : 128;
  return inet_pton(bits == 32 ? AF_INET : AF_INET6, text.c_str(), bytes) == 1;
}

bool is_network(const std::string& text) {
  const auto slash = text.find('/');
  int most = 0;
  if (!is_address(text.substr(0, slash), most)) return false;
  if (slash == std::string::npos) return true;
  int bits = -1;
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data() + slash + 1, end, bits);
  return error == std::errc() && read == end && bits >= 0 && bits <= most;
}

std::vector<std::string> networks(const Addresses& addresses) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const std::string& text = addresses.items[i].value;
    if (!is_network(text))
      refuse_field("addresses[" + std::to_string(i) + "]", "is neither an address nor a network such as 10.0.0.0/8");
    out.push_back(text);
  }
  return out;
}

bool manages_all(db::Tx& tx, const api::Context& by) {
  return by.who().may(kManages) && identity::reach(tx, by.who(), kManages).company;
}

/// Locks the group for a change of its robots.
void need_manager(db::Tx& tx, const api::Context& by, const ConversationId& group) {
  if (manages_all(tx, by)) {
    conversations::lock_group(tx, group);
  } else {
    conversations::need_manager_of_group(tx, group, by.who().principal);
  }
}

void tell_group(db::Tx& tx, const api::Context& by, const char* kind, const Robot& robot) {
  const Json body = {{"robot", robot.id.str()}, {"name", robot.name}};
  conversations::append(tx, robot.conversation, kind, by.who().principal, body, false);
}

}  // namespace

Json json_of(const Robot& robot) {
  return Json::parse(to_json_text(robot));
}

Robot view_of(const store::RobotRow& row, bool manages) {
  Robot robot{row.id, row.name, row.conversation, {}, {}, row.created_by, row.created_at, row.rotated_at, row.sent};
  if (manages) {
    robot.addresses = row.addresses;
    robot.callback = row.callback;
  }
  return robot;
}

void audit_robot(
    db::Tx& tx, const api::Context& by, const std::string& action, const PrincipalId& robot, const Json& before,
    const Json& after) {
  identity::audit::append(tx, {identity::origin_of(by), action, robot.str(), identity::audit::change(before, after)});
}

store::RobotRow need_robot(db::Tx& tx, const api::Context& by, const PrincipalId& id) {
  identity::audit::lock(tx);
  auto robot = store::lock_robot(tx, id);
  if (!robot) throw ApiError(Errc::not_found, "no such robot", "robot");
  need_manager(tx, by, robot->conversation);
  return std::move(*robot);
}

RobotWithKey create_robot(
    db::Tx& tx, const api::Context& by, const ConversationId& group, const std::string& name,
    const std::optional<Addresses>& addresses) {
  identity::audit::lock(tx);
  need_manager(tx, by, group);
  if (store::robots_of(tx, group).size() >= kMostRobots)
    throw ApiError(Errc::conflict, "this group has 20 robots already; delete one first");
  store::RobotRow row;
  row.id = PrincipalId::make();
  row.name = name;
  row.conversation = group;
  if (addresses) row.addresses = networks(*addresses);
  row.created_by = by.who().principal;
  const identity::Code key = identity::make_code(tx.corp());
  store::insert_robot(tx, row, key.hash);
  Robot robot = view_of(store::find_robot(tx, row.id).value());
  tell_group(tx, by, "robot_added", robot);
  audit_robot(tx, by, "robot.create", robot.id, Json(), json_of(robot));
  return {std::move(robot), {key.text}};
}

std::vector<Robot> list_robots(db::Tx& tx, const api::Context& by, const ConversationId& group) {
  bool manages = manages_all(tx, by);
  if (manages) {
    if (!store::find_group(tx, group)) throw ApiError(Errc::not_found, "no such group", "conversation");
  } else {
    const auto access = conversations::may_read(tx, group, by.who().principal);
    conversations::need_present(access);
    manages = conversations::manages(access, conversations::load_rules(tx, group));
  }
  std::vector<Robot> list;
  for (const store::RobotRow& row : store::robots_of(tx, group))
    list.push_back(view_of(row, manages));
  return list;
}

Robot update_robot(
    db::Tx& tx, const api::Context& by, const PrincipalId& id, const std::optional<std::string>& name,
    const std::optional<Addresses>& addresses) {
  const store::RobotRow before = need_robot(tx, by, id);
  store::set_robot(tx, id, name.value_or(before.name), addresses ? networks(*addresses) : before.addresses);
  Robot after = view_of(store::find_robot(tx, id).value());
  audit_robot(tx, by, "robot.update", id, json_of(view_of(before)), json_of(after));
  return after;
}

RobotWithKey rotate_robot_key(db::Tx& tx, const api::Context& by, const PrincipalId& id) {
  const store::RobotRow before = need_robot(tx, by, id);
  const identity::Code key = identity::make_code(tx.corp());
  store::set_robot_key(tx, id, key.hash);
  Robot after = view_of(store::find_robot(tx, id).value());
  audit_robot(tx, by, "robot.rotate_key", id, json_of(view_of(before)), json_of(after));
  return {std::move(after), {key.text}};
}

void delete_robot(db::Tx& tx, const api::Context& by, const PrincipalId& id) {
  const Robot before = view_of(need_robot(tx, by, id));
  store::delete_robot(tx, id);
  tell_group(tx, by, "robot_removed", before);
  audit_robot(tx, by, "robot.delete", id, json_of(before), Json());
}

RobotWithSecret set_callback(db::Tx& tx, const api::Context& by, const PrincipalId& id, const std::string& url) {
  const store::RobotRow before = need_robot(tx, by, id);
  const std::string secret = base64url(random_bytes(kSecretBytes));
  store::set_callback(tx, id, url, secret);
  Robot after = view_of(store::find_robot(tx, id).value());
  audit_robot(tx, by, "robot.set_callback", id, json_of(view_of(before)), json_of(after));
  return {std::move(after), {secret}};
}

Robot remove_callback(db::Tx& tx, const api::Context& by, const PrincipalId& id) {
  const store::RobotRow before = need_robot(tx, by, id);
  store::set_callback(tx, id, {}, {});
  Robot after = view_of(store::find_robot(tx, id).value());
  audit_robot(tx, by, "robot.remove_callback", id, json_of(view_of(before)), json_of(after));
  return after;
}

std::int64_t seal_old_secrets(db::Tx& tx, int limit) {
  return store::seal_secrets(tx, limit);
}

}  // namespace weft::groups
