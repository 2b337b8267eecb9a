// Who makes, sees and changes the ways into groups with customers.
#include "customers/groups/manage.hpp"
#include "customers/groups/store_welcomes.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/ways.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/activation.hpp>
#include <weft/identity/audit.hpp>

#include <algorithm>

namespace weft::customers {

using api::Permission;
using group_store::Way;

namespace {

constexpr std::size_t kMostPrefix = 40;  // characters

[[noreturn]] void no_way() {
  throw ApiError(Errc::not_found, "no such way", "way");
}

JoinWay view_of(const Way& way) {
  return {way.id,     "/c/" + way.code, way.remark,  way.state,      way.auto_open,  way.prefix,    way.next_number,
          way.opened, way.joins,        way.welcome, way.expires_at, way.created_by, way.created_at};
}

JoinWayOut full_view(db::Tx& tx, const Way& way) {
  JoinWayOut out{view_of(way), {}};
  for (const auto& target : group_store::targets(tx, way.id))
    out.groups.push_back(
        {target.conversation, target.name, target.owner, target.member_count, target.named, target.dismissed});
  return out;
}

/// Whose way it is, and whose permission reaches that person.
Way need_way(db::Tx& tx, const api::Caller& caller, std::optional<Way> way) {
  const auto governed = [&] { return reaches_owner(tx, caller, Power::join_ways, way->created_by); };
  if (!way || !(way->created_by == caller.principal || governed())) no_way();
  return std::move(*way);
}

/// Where the caller lets customers in: groups it runs, and those of whom its permission reaches.
void check_targets(db::Tx& tx, const api::Caller& caller, const Targets& groups) {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const ConversationId& id = groups.items[i];
    const std::string field = "groups[" + std::to_string(i) + "]";
    if (std::find(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(i), id) !=
        groups.begin() + static_cast<std::ptrdiff_t>(i))
      refuse_field(field, "stands there twice");
    const auto group = group_store::find_group(tx, id);
    const bool may = group && (runs(tx, caller, id) || reaches_owner(tx, caller, Power::join_ways, group->owner));
    if (!may) throw ApiError(Errc::not_found, "no such group that you run", field);
    if (group->dismissed) throw ApiError(Errc::conflict, "this group is dismissed", field);
  }
}

void check_welcome(db::Tx& tx, const std::optional<WelcomeId>& welcome) {
  if (welcome && !group_store::find_welcome(tx, *welcome)) refuse_field("welcome", "there is no such welcome");
}

void check_expiry(const db::Tx& tx, const std::optional<Time>& expires_at) {
  if (expires_at && *expires_at <= tx.now()) refuse_field("expires_at", "is over already");
}

template <class In>
void apply(const In& in, Way& way) {
  if (in.remark) way.remark = *in.remark;
  if (in.state) way.state = *in.state;
  if (in.auto_open) way.auto_open = *in.auto_open;
  if (in.prefix) way.prefix = *in.prefix;
  if (in.base) way.next_number = in.base->value;
  if (in.welcome) way.welcome = in.welcome;
  if (in.expires_at) way.expires_at = in.expires_at;
}

Json told(db::Tx& tx, const Way& way) {
  Json json = Json::parse(to_json_text(full_view(tx, way)));
  for (const char* field : {"path", "opened", "joins", "created_by", "created_at"})
    json.erase(field);
  Json groups = Json::array();
  for (const Json& group : json.at("groups"))
    if (group.at("named") == true) groups.push_back(group.at("conversation"));
  json["groups"] = std::move(groups);
  return json;
}

void audit(db::Tx& tx, const api::Context& context, const char* action, const WayId& way, RawJson detail) {
  identity::audit::append(tx, {identity::origin_of(context), action, way.str(), std::move(detail)});
}

/// What new groups are called where nobody said: like the first one, with the number behind it.
std::string prefix_of(db::Tx& tx, const ConversationId& group) {
  std::string name = group_store::find_group(tx, group).value().name;
  std::size_t characters = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(name[i]) & 0xC0) != 0x80;
    if (begins && ++characters == kMostPrefix) name.resize(i);
  }
  return name + " ";
}

Way new_way(db::Tx& tx, const PrincipalId& maker, std::span<const ConversationId> groups) {
  Way way;
  way.id = WayId::make();
  way.code = identity::make_code(tx.corp()).text;
  way.created_by = maker;
  way.created_at = tx.now();
  way.prefix = prefix_of(tx, groups.front());
  way.next_number = std::ssize(groups) + 1;
  return way;
}

void insert(db::Tx& tx, const Way& way, std::span<const ConversationId> groups) {
  count_ways(tx, 1);
  group_store::insert_way(tx, way);
  group_store::name_targets(tx, way.id, groups);
}

}  // namespace

MadeWay make_join_way(db::Tx& tx, const PrincipalId& maker, const ConversationId& group) {
  const Way way = new_way(tx, maker, std::span(&group, 1));
  insert(tx, way, std::span(&group, 1));
  return {way.id, way.code};
}

JoinWayOut create_join_way(db::Tx& tx, const api::Context& context, const CreateJoinWay& in) {
  const api::Caller caller = begin_write(tx, context.who(), Permission::contact_ways_manage);
  check_targets(tx, caller, in.groups);
  check_expiry(tx, in.expires_at);
  check_welcome(tx, in.welcome);
  Way way = new_way(tx, caller.principal, in.groups.items);
  apply(in, way);
  insert(tx, way, in.groups.items);
  audit(tx, context, "join_way.create", way.id, identity::audit::change(nullptr, told(tx, way)));
  return full_view(tx, way);
}

JoinWayOut get_join_way(db::Tx& tx, const api::Caller& caller, const WayId& id) {
  return full_view(tx, need_way(tx, caller, group_store::find_way(tx, id)));
}

api::Page<JoinWay> page_of_join_ways(db::Tx& tx, const api::Caller& caller, const ListJoinWays& in) {
  std::optional<WayId> before;
  if (in.cursor) before = api::cursor_id<WayId>(api::decode_cursor("join ways", *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  const bool mine = in.scope.value_or(GroupScope::mine) == GroupScope::mine;
  auto ways = mine ? group_store::list_ways_of(tx, caller.principal, before, limit + 1)
                   : group_store::list_ways(tx, customer_reach(tx, caller, Power::join_ways), before, limit + 1);
  const auto page = api::make_page(
      std::move(ways), limit, "join ways", [](const Way& way) { return std::vector{way.id.str()}; });
  api::Page<JoinWay> out;
  out.next_cursor = page.next_cursor;
  for (const Way& way : page.items)
    out.items.push_back(view_of(way));
  return out;
}

JoinWayOut update_join_way(db::Tx& tx, const api::Context& context, const UpdateJoinWay& in) {
  const api::Caller caller = begin_write(tx, context.who(), Permission::contact_ways_manage);
  Way way = need_way(tx, caller, group_store::lock_way(tx, in.way));
  const Json before = told(tx, way);
  if (in.groups) check_targets(tx, caller, *in.groups);
  check_expiry(tx, in.expires_at);
  check_welcome(tx, in.welcome);
  apply(in, way);
  for (const JoinWayPart part : in.clear ? in.clear->items : std::vector<JoinWayPart>()) {
    if (part == JoinWayPart::welcome) way.welcome.reset();
    if (part == JoinWayPart::expires_at) way.expires_at.reset();
  }
  group_store::update_way(tx, way);
  if (in.groups) group_store::name_targets(tx, way.id, in.groups->items);
  const Json after = told(tx, way);
  if (after != before) audit(tx, context, "join_way.update", way.id, identity::audit::change(before, after));
  return full_view(tx, way);
}

void delete_join_way(db::Tx& tx, const api::Context& context, const WayId& id) {
  const api::Caller caller = begin_write(tx, context.who(), Permission::contact_ways_manage);
  const Way way = need_way(tx, caller, group_store::lock_way(tx, id));
  const Json before = told(tx, way);
  group_store::delete_way(tx, id);
  count_ways(tx, -1);
  audit(tx, context, "join_way.delete", id, identity::audit::change(before, nullptr));
}

}  // namespace weft::customers
