// Groups as the company sees them: what somebody with the permission groups_manage may do with groups whose owner is
// within its reach, in them or not. Every change is in the audit log.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/conversations/groups.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::groups {

/// A group in the company's list.
struct GroupRow {
  ConversationId id;
  std::string name;
  std::optional<PrincipalId> owner;
  std::int64_t member_count = 0;
  std::int64_t message_count = 0;
  Time created_at;
  Time active_at;
  bool dismissed = false;
  conversations::Kind kind = conversations::Kind::group;  ///< or customer_group
};
BOOST_DESCRIBE_STRUCT(
    GroupRow, (), (id, name, owner, member_count, message_count, created_at, active_at, dismissed, kind))

struct GroupFilter {
  std::string name;  ///< a part of the name, in any case; empty: all
  std::optional<PrincipalId> owner;
  bool dismissed = false;  ///< those too
};
/// Within the caller's reach, newest first, older than `before`.
std::vector<GroupRow> list_groups(
    db::Tx& tx, const api::Caller& caller, const GroupFilter& filter, const std::optional<ConversationId>& before,
    std::int64_t limit);

/// A group within reach; not_found for one that does not exist, forbidden for one beyond reach.
GroupRow open_group(db::Tx& tx, const api::Caller& caller, const ConversationId& group);

// The seq of the entry, 0 when nothing changed.

Seq give_group(
    db::Tx& tx, const api::Context& by, const ConversationId& group, const PrincipalId& owner,
    const conversations::NeedServer& need_server);
Seq close_group(db::Tx& tx, const api::Context& by, const ConversationId& group);
/// Without a limit: the company's.
Seq limit_group(
    db::Tx& tx, const api::Context& by, const ConversationId& group, const std::optional<std::int64_t>& member_limit);

}  // namespace weft::groups
