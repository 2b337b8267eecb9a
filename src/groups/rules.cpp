// Rules of changing the rules.
#include "groups/rules.hpp"

#include <weft/base/json.hpp>
#include <weft/conversations/groups.hpp>

namespace weft::groups {

using conversations::Circle;
using conversations::GroupRules;

namespace {

template <class T>
void take(T& rule, const std::optional<T>& wanted, const char* name, Json& changed) {
  if (!wanted || *wanted == rule) return;
  rule = *wanted;
  if constexpr (std::is_enum_v<T>) {
    changed[name] = boost::describe::enum_to_string(rule, "");
  } else {
    changed[name] = rule;
  }
}

Json ids(std::span<const PrincipalId> people) {
  Json list = Json::array();
  for (const PrincipalId& one : people)
    list.push_back(one.str());
  return list;
}

Json moment(const std::optional<Time>& until) {
  return until ? Json(to_rfc3339(*until)) : Json();
}

void need_future(const db::Tx& tx, const std::optional<Time>& until) {
  if (until && *until <= tx.now()) refuse_field("until", "is over already");
}

/// Of a group with customers no limit passes the company's.
void need_allowed(db::Tx& tx, conversations::Kind kind, std::int64_t limit) {
  if (kind != conversations::Kind::customer_group) return;
  const std::int64_t most = conversations::group_defaults(tx).customer_member_limit;
  if (limit > most) refuse_field("member_limit", "must be " + std::to_string(most) + " at most, with customers in it");
}

}  // namespace

Seq set_rules(db::Tx& tx, const ConversationId& group, const PrincipalId& by, const RuleChange& change) {
  auto [access, rules] = conversations::may_manage_group(tx, group, by);
  const bool owner = access.participant.role == conversations::Standing::owner;
  if ((change.owner_only || change.member_limit) && !owner)
    throw ApiError(Errc::forbidden, "only the group's owner may do this");
  Json changed = Json::object();
  take(rules.invite, change.invite, "invite", changed);
  take(rules.rename, change.rename, "rename", changed);
  take(rules.mention_all, change.mention_all, "mention_all", changed);
  take(rules.confirm_invites, change.confirm_invites, "confirm_invites", changed);
  take(rules.owner_only, change.owner_only, "owner_only", changed);
  if (change.member_limit && change.member_limit != rules.member_limit) {
    if (*change.member_limit < access.head.member_count) refuse_field("member_limit", "is less than are in the group");
    need_allowed(tx, access.head.kind, *change.member_limit);
    rules.member_limit = change.member_limit;
    changed["member_limit"] = *change.member_limit;
  }
  if (changed.empty()) return 0;
  conversations::save_rules(tx, group, rules);
  return conversations::append(tx, group, "rules", by, changed, false);
}

Seq set_notice(db::Tx& tx, const ConversationId& group, const PrincipalId& by, const std::string& text) {
  const auto [access, rules] = conversations::may_manage_group(tx, group, by);
  if ((rules.notice ? rules.notice->text : "") == text) return 0;
  conversations::save_notice(tx, group, {text, by, tx.now()});
  return conversations::append(tx, group, "notice", by, {{"text", text}});
}

Seq set_admins(
    db::Tx& tx, const ConversationId& group, const PrincipalId& by, std::span<const PrincipalId> people, bool admins) {
  conversations::may_own_group(tx, group, by);
  if (admins) conversations::need_no_customers(tx, people, "members");
  const auto inside = conversations::present_among(tx, group, people);
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (std::find(inside.begin(), inside.end(), people[i]) == inside.end())
      refuse_field("members[" + std::to_string(i) + "]", "is not in this group");
  }
  const auto standing = admins ? conversations::Standing::admin : conversations::Standing::member;
  if (conversations::set_standing(tx, group, people, standing).empty()) return 0;
  const auto all = conversations::list_admins(tx, group);
  if (all.size() > conversations::kMostAdmins)
    refuse_field("members", "would make it " + std::to_string(all.size()) + " admins; a group has at most 50");
  return conversations::append(tx, group, "admins", by, {{"admins", ids(all)}}, false);
}

Seq mute_all(db::Tx& tx, const ConversationId& group, const PrincipalId& by, const std::optional<Time>& until) {
  need_future(tx, until);
  const auto managed = conversations::may_manage_group(tx, group, by);
  if (managed.access.head.mute_all_until == until) return 0;
  conversations::set_mute_all(tx, group, until);
  return conversations::append(tx, group, "mute_all", by, {{"until", moment(until)}}, false);
}

Muted mute_members(
    db::Tx& tx, const ConversationId& group, const PrincipalId& by, std::span<const PrincipalId> people,
    const std::optional<Time>& until) {
  need_future(tx, until);
  const auto managed = conversations::may_manage_group(tx, group, by);
  auto voices = conversations::list_admins(tx, group);
  voices.push_back(managed.access.head.owner.value());
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (std::find(voices.begin(), voices.end(), people[i]) != voices.end())
      refuse_field("members[" + std::to_string(i) + "]", "is the owner or an admin, who keep their voice");
  }
  auto who = conversations::set_muted(tx, group, people, until);
  if (who.empty()) return {};
  const Seq seq = conversations::append(
      tx, group, "members_muted", by, {{"members", ids(who)}, {"until", moment(until)}}, false);
  return {seq, std::move(who)};
}

}  // namespace weft::groups
