// Groups with customers, and the ways into them, as their administrators meet them.
#pragma once
#include "customers/groups/store.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/customers/reach.hpp>

namespace weft::customers {

/// The wire object `CustomerGroup`.
struct CustomerGroup {
  ConversationId id;
  std::string name;
  std::optional<PrincipalId> owner;
  bool assignable = false;  ///< its owner has left the company: somebody has to take it
  std::int64_t member_count = 0;
  std::int64_t customers = 0;
  std::optional<WayId> way;            ///< that opened it
  std::optional<std::int64_t> number;  ///< its running number
  std::optional<OpeningHours> hours;   ///< when the associate is there; absent: always
  std::string off_hours;               ///< what a customer is answered outside of them
  std::optional<WelcomeId> welcome;
  Time created_at;
  bool dismissed = false;
};
BOOST_DESCRIBE_STRUCT(
    CustomerGroup, (),
    (id, name, owner, assignable, member_count, customers, way, number, hours, off_hours, welcome, created_at,
     dismissed))

CustomerGroup view_of(const group_store::Group& group);

/// Whether the caller is the group's owner or, where they may, one of its admins.
bool runs(db::Tx& tx, const api::Caller& caller, const ConversationId& group);
/// The group, for an employee in it and for whom the permission reaches its owner; not_found for everybody else.
group_store::Group open_customer_group(db::Tx& tx, const api::Caller& caller, const ConversationId& id);

struct CreateCustomerGroup {
  Text<1, 50> name;
  std::optional<PersonRef> owner;
  std::optional<List<PersonRef, 0, 200>> members;
};
BOOST_DESCRIBE_STRUCT(CreateCustomerGroup, (), (name, owner, members))

/// mine: the groups one runs; company: those whose owner one's permission reaches.
enum class GroupScope { mine, company };
BOOST_DESCRIBE_ENUM(GroupScope, mine, company)

struct ListCustomerGroups {
  std::optional<GroupScope> scope;
  std::optional<Text<0, 50>> query;
  std::optional<PersonRef> owner;
  std::optional<bool> assignable;
  std::optional<bool> dismissed;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListCustomerGroups, (), (scope, query, owner, assignable, dismissed, limit, cursor))

group_store::Group create_customer_group(db::Tx& tx, const api::Context& context, const CreateCustomerGroup& in);
api::Page<CustomerGroup> page_of_customer_groups(db::Tx& tx, const api::Caller& caller, const ListCustomerGroups& in);

/// A group in a way's list.
struct JoinTarget {
  ConversationId conversation;
  std::string name;
  std::optional<PrincipalId> owner;
  std::int64_t member_count = 0;
  bool named = true;  ///< by who made the way; else the way opened it
  bool dismissed = false;
};
BOOST_DESCRIBE_STRUCT(JoinTarget, (), (conversation, name, owner, member_count, named, dismissed))

/// The wire object `JoinWay`.
struct JoinWay {
  WayId id;
  std::string path;  ///< "/c/<code>", for a browser
  std::string remark;
  std::string state;
  bool auto_open = true;
  std::string prefix;
  std::int64_t next_number = 1;
  std::int64_t opened = 0;
  std::int64_t joins = 0;
  std::optional<WelcomeId> welcome;
  std::optional<Time> expires_at;
  PrincipalId created_by;
  Time created_at;
};
BOOST_DESCRIBE_STRUCT(
    JoinWay, (),
    (id, path, remark, state, auto_open, prefix, next_number, opened, joins, welcome, expires_at, created_by,
     created_at))

struct JoinWayOut : JoinWay {
  std::vector<JoinTarget> groups;  ///< in the order in which they fill, 200 at most
};
BOOST_DESCRIBE_STRUCT(JoinWayOut, (JoinWay), (groups))

inline constexpr std::size_t kMostTargets = 5;
using Targets = List<ConversationId, 1, kMostTargets>;

struct CreateJoinWay {
  Targets groups;
  std::optional<Text<0, 30>> remark;
  std::optional<State> state;
  std::optional<bool> auto_open;
  std::optional<Text<0, 40>> prefix;
  std::optional<Int<0, 1000000>> base;
  std::optional<WelcomeId> welcome;
  std::optional<Time> expires_at;
};
BOOST_DESCRIBE_STRUCT(CreateJoinWay, (), (groups, remark, state, auto_open, prefix, base, welcome, expires_at))

enum class JoinWayPart { welcome, expires_at };
BOOST_DESCRIBE_ENUM(JoinWayPart, welcome, expires_at)

struct UpdateJoinWay {
  WayId way;
  std::optional<Targets> groups;
  std::optional<Text<0, 30>> remark;
  std::optional<State> state;
  std::optional<bool> auto_open;
  std::optional<Text<0, 40>> prefix;
  std::optional<Int<0, 1000000>> base;
  std::optional<WelcomeId> welcome;
  std::optional<Time> expires_at;
  std::optional<List<JoinWayPart, 0, 2>> clear;
};
BOOST_DESCRIBE_STRUCT(
    UpdateJoinWay, (), (way, groups, remark, state, auto_open, prefix, base, welcome, expires_at, clear))

struct ListJoinWays {
  std::optional<GroupScope> scope;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListJoinWays, (), (scope, limit, cursor))

JoinWayOut create_join_way(db::Tx& tx, const api::Context& context, const CreateJoinWay& in);
JoinWayOut get_join_way(db::Tx& tx, const api::Caller& caller, const WayId& id);
api::Page<JoinWay> page_of_join_ways(db::Tx& tx, const api::Caller& caller, const ListJoinWays& in);
JoinWayOut update_join_way(db::Tx& tx, const api::Context& context, const UpdateJoinWay& in);
void delete_join_way(db::Tx& tx, const api::Context& context, const WayId& id);

/// First step of a write that the audit log tells of: in the company's line. The caller as it is now.
api::Caller begin_write(db::Tx& tx, const api::Caller& caller, api::Permission permission);
/// As in the company's list of groups: by where the owner is.
bool reaches_owner(db::Tx& tx, const api::Caller& caller, Power power, const std::optional<PrincipalId>& owner);

}  // namespace weft::customers
