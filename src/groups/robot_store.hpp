// SQL of robots: rows in, structs out.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>
#include <weft/groups/mentions.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft::groups::store {

struct RobotRow {
  PrincipalId id;
  std::string name;
  ConversationId conversation;
  std::vector<std::string> addresses;
  std::optional<std::string> callback;
  std::optional<std::string> secret;  ///< never shown again, never in the audit log
  PrincipalId created_by;
  Time created_at;
  Time rotated_at;
  std::int64_t sent = 0;
};

/// With the principal that it writes as. `key_hash`: SHA-256 of the key, hexadecimal.
void insert_robot(db::Tx& tx, const RobotRow& robot, const std::string& key_hash);
/// Those of a group, in the order they were made.
std::vector<RobotRow> robots_of(db::Tx& tx, const ConversationId& group);
std::optional<RobotRow> find_robot(db::Tx& tx, const PrincipalId& id);
/// The same, and locks its row: before the lock of its group, never after it.
std::optional<RobotRow> lock_robot(db::Tx& tx, const PrincipalId& id);
void set_robot(db::Tx& tx, const PrincipalId& id, const std::string& name, const std::vector<std::string>& addresses);
void set_robot_key(db::Tx& tx, const PrincipalId& id, const std::string& key_hash);
void set_callback(
    db::Tx& tx, const PrincipalId& id, const std::optional<std::string>& callback,
    const std::optional<std::string>& secret);
/// Secrets that were stored before secrets were sealed; how many.
std::int64_t seal_secrets(db::Tx& tx, std::int64_t limit);
void delete_robot(db::Tx& tx, const PrincipalId& id);

/// Whose key this is, and locks its row.
std::optional<PrincipalId> enter_robot(db::Tx& tx, const std::string& key_hash);
/// Whether it may write from `address`; "" is no address.
bool admits(db::Tx& tx, const PrincipalId& id, const std::string& address);

/// The robot's turn in the present minute.
struct Turn {
  bool granted = false;
  std::int64_t remaining = 0;  ///< further messages that are allowed now
  Time resets_at;              ///< when the oldest of the last minute no longer counts
};
/// Takes one when fewer than 20 messages were sent in the minute before now. Under the lock.
Turn take_turn(db::Tx& tx, const PrincipalId& id);

/// Those of the group who are called so.
std::vector<Present> present_among(
    db::Tx& tx, const ConversationId& group, const std::vector<std::string>& userid_keys,
    const std::vector<std::string>& mobile_keys);

/// A message that called a bot, as the log has it now; nullopt when retention has taken it.
struct Call {
  PrincipalId sender;
  std::string userid;
  std::string name;
  std::string body;
  Time at;
};
std::optional<Call> find_call(db::Tx& tx, const ConversationId& group, Seq seq);

}  // namespace weft::groups::store
