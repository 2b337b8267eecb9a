// Rules of groups and direct chats.
#include "conversations/store.hpp"
#include "conversations/store_entries.hpp"
#include "conversations/store_ways.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/app_chats.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/identity/audit.hpp>

#include <set>

namespace weft::conversations {
namespace {

/// Each once, in their order, without `except`.
std::vector<PrincipalId> distinct(std::span<const PrincipalId> people, const PrincipalId& except) {
  std::set<PrincipalId> seen{except};
  std::vector<PrincipalId> out;
  for (const PrincipalId& person : people) {
    if (seen.insert(person).second) out.push_back(person);
  }
  return out;
}

std::vector<PrincipalId> those_not_in(std::span<const PrincipalId> people, const std::vector<PrincipalId>& inside) {
  const std::set<PrincipalId> known(inside.begin(), inside.end());
  std::vector<PrincipalId> out;
  for (const PrincipalId& person : people) {
    if (known.count(person) == 0) out.push_back(person);
  }
  return out;
}

void need_room(std::int64_t would_be, std::int64_t limit) {
  if (would_be > limit)
    refuse_field(
        "members",
        "would make it " + std::to_string(would_be) + " people; a group holds at most " + std::to_string(limit));
}

Json about(const ConversationId& conversation) {
  return {{"conversation", conversation.str()}};
}

/// People were looked up before they are put in: somebody may have disabled one of them since, or just do so. Under
/// this lock they are found by whoever off-boards them, or refused.
void need_active(db::Tx& tx, std::span<const PrincipalId> people) {
  if (store::hold_active(tx, people) != std::ssize(people))
    throw ApiError(Errc::conflict, "somebody of these was disabled or left the company just now", "members");
}

/// The first entry of a conversation, with everybody who is in it from the start.
void begin_log(
    db::Tx& tx, const ConversationId& conversation, Kind kind, const std::string& name, const PrincipalId& actor,
    const std::vector<PrincipalId>& people) {
  need_active(tx, people);
  store::add_participants(tx, conversation, people, 1, 0);
  Json body = member_list(people);
  body["kind"] = boost::describe::enum_to_string(kind, "");
  body["name"] = name;
  if (kind == Kind::customer_group) body["owner"] = actor.str();
  append(tx, conversation, "created", actor, body, true, people);
}

/// What the company wants of new groups, as far as it differs from what a group without a row of rules has.
void begin_rules(db::Tx& tx, const ConversationId& group, const GroupDefaults& defaults) {
  const GroupRules rules{defaults.invite,
                         defaults.rename,
                         defaults.mention_all,
                         defaults.confirm_invites,
                         defaults.owner_only,
                         {},
                         {},
                         {}};
  if (to_json_text(rules) != to_json_text(GroupRules{})) save_rules(tx, group, rules);
}

ConversationId begin_group(
    db::Tx& tx, Kind kind, const PrincipalId& owner, const std::string& name, const std::vector<PrincipalId>& people) {
  Head head;
  head.id = ConversationId::make();
  head.kind = kind;
  head.name = name;
  head.owner = owner;
  store::insert_conversation(tx, head, std::nullopt);
  begin_log(tx, head.id, kind, name, owner, people);
  store::set_owner(tx, head.id, owner);
  return head.id;
}

/// What an owner does is the group's own affair; what an administrator does in its place is not.
void tell_auditors(
    db::Tx& tx, const Access& access, const api::Context& by, const std::string& action, const Json& after) {
  if (access.participant.role == Standing::owner) return;
  const Head& head = access.head;
  const Json before = {{"name", head.name}, {"owner", head.owner ? Json(head.owner->str()) : Json()}};
  identity::audit::append(tx, {identity::origin_of(by), action, head.id.str(), identity::audit::change(before, after)});
}

/// The chat of these two; made by `self` when there is none.
std::pair<ConversationId, bool> open_pair(db::Tx& tx, Kind kind, const PrincipalId& self, const PrincipalId& peer) {
  const auto [low, high] = std::minmax(self, peer);
  const auto [id, made] = store::insert_direct(tx, ConversationId::make(), low.str() + ":" + high.str(), kind);
  if (made) {
    const std::vector<PrincipalId> both{self, peer};
    begin_log(tx, id, kind, "", self, both);
    tell_inboxes(tx, both, "conversation_added", self, about(id));
  }
  return {id, made};
}

}  // namespace

ConversationId create_group(
    db::Tx& tx, const PrincipalId& owner, const std::string& name, std::span<const PrincipalId> members,
    std::int64_t limit) {
  std::vector<PrincipalId> people = distinct(members, owner);
  if (people.empty()) refuse_field("members", "must name somebody beside yourself");
  need_no_customers(tx, people, "members");
  const GroupDefaults defaults = group_defaults(tx);
  need_room(static_cast<std::int64_t>(people.size()) + 1, std::min(limit, defaults.member_limit.value));
  people.insert(people.begin(), owner);
  const ConversationId id = begin_group(tx, Kind::group, owner, name, people);
  begin_rules(tx, id, defaults);
  tell_inboxes(tx, people, "conversation_added", owner, about(id));
  return id;
}

ConversationId begin_customer_group(
    db::Tx& tx, const PrincipalId& owner, const std::string& name, std::span<const PrincipalId> colleagues) {
  std::vector<PrincipalId> people = distinct(colleagues, owner);
  need_no_customers(tx, people, "members");
  people.insert(people.begin(), owner);
  const ConversationId id = begin_group(tx, Kind::customer_group, owner, name, people);
  GroupRules rules;
  rules.invite = rules.rename = rules.mention_all = Circle::admins;
  save_rules(tx, id, rules);
  tell_inboxes(tx, people, "conversation_added", owner, about(id));
  return id;
}

std::vector<PrincipalId> customers_among(db::Tx& tx, std::span<const PrincipalId> people) {
  return store::customers_among(tx, people);
}

void need_no_customers(db::Tx& tx, std::span<const PrincipalId> people, const std::string& field) {
  const auto customers = store::customers_among(tx, people);
  if (customers.empty()) return;
  const auto first = std::find_first_of(people.begin(), people.end(), customers.begin(), customers.end());
  refuse_field(field + "[" + std::to_string(first - people.begin()) + "]", "is a customer");
}

std::pair<ConversationId, bool> open_direct(db::Tx& tx, const PrincipalId& self, const PrincipalId& peer) {
  if (self == peer) refuse_field("peer", "is yourself");
  if (!store::customers_among(tx, std::span(&peer, 1)).empty())
    throw ApiError(Errc::forbidden, "a customer is written to in the chat that serves it", "peer");
  return open_pair(tx, Kind::direct, self, peer);
}

std::pair<ConversationId, bool> open_app_chat(db::Tx& tx, const PrincipalId& app, const PrincipalId& member) {
  return open_pair(tx, Kind::app, app, member);
}

Seq rename_app_group(db::Tx& tx, const Head& head, const PrincipalId& app, const std::string& name) {
  if (head.name == name) return 0;
  store::rename(tx, head.id, name);
  return append(tx, head.id, "renamed", app, {{"name", name}});
}

Seq rename_group(db::Tx& tx, const ConversationId& group, const PrincipalId& actor, const std::string& name) {
  const Access access = may_change_group(tx, group, actor);
  const GroupRules rules = load_rules(tx, group);
  need_circle(access, rules, rules.rename, "rename it");
  need_voice(tx, access);
  return rename_app_group(tx, access.head, actor, name);
}

Changed put_in(
    db::Tx& tx, const Head& head, const PrincipalId& actor, std::span<const PrincipalId> people, std::int64_t limit) {
  const auto fresh = those_not_in(people, store::active_among(tx, head.id, people));
  if (fresh.empty()) return {0, {}, head.member_count, {}};
  need_room(head.member_count + std::ssize(fresh), limit);
  need_active(tx, fresh);
  const auto added = store::add_participants(tx, head.id, people, head.head_seq + 1, head.message_count);
  store::settle_requests(tx, head.id, added, actor);
  const Seq seq = append(tx, head.id, "members_added", actor, member_list(added), true, added);
  tell_inboxes(tx, added, "conversation_added", actor, about(head.id));
  return {seq, added, head.member_count + std::ssize(fresh), {}};
}

Changed add_members(
    db::Tx& tx, const ConversationId& group, const PrincipalId& actor, std::span<const PrincipalId> people,
    std::int64_t limit, const Propose& propose) {
  const Access access = may_change_group(tx, group, actor);
  const GroupRules rules = load_rules(tx, group);
  need_circle(access, rules, rules.invite, "add people");
  const auto asked = distinct(people, actor);
  need_no_customers(tx, asked, "members");
  limit = member_limit(tx, access.head.kind, rules, limit);
  if (!rules.confirm_invites || manages(access, rules)) return put_in(tx, access.head, actor, asked, limit);
  const auto inside = store::active_among(tx, group, asked);
  const auto fresh = those_not_in(asked, inside);
  need_room(access.head.member_count + std::ssize(fresh), limit);
  return {0, {}, access.head.member_count, propose(tx, access, actor, fresh)};
}

/// An admin takes out ordinary members only: neither the owner nor another admin.
void need_ordinary(db::Tx& tx, const Access& access, const GroupRules& rules, const std::vector<PrincipalId>& people) {
  if (access.participant.role == Standing::owner) return;
  for (const PrincipalId& one : managers(tx, access.head.id, rules)) {
    if (std::find(people.begin(), people.end(), one) != people.end())
      throw ApiError(Errc::forbidden, "only the group's owner may take out an admin, and nobody the owner");
  }
}

Changed remove_members(
    db::Tx& tx, const ConversationId& group, const PrincipalId& actor, std::span<const PrincipalId> people) {
  const auto [access, rules] = may_manage_group(tx, group, actor);
  if (std::find(people.begin(), people.end(), actor) != people.end())
    refuse_field("members", "names yourself: leave the group instead");
  const auto asked = distinct(people, actor);
  need_ordinary(tx, access, rules, asked);
  const auto removed = store::end_participants(tx, group, asked, access.head.head_seq + 1);
  const auto left = access.head.member_count - static_cast<std::int64_t>(removed.size());
  if (removed.empty()) return {0, {}, left, {}};
  store::end_links(tx, group, removed);
  const Seq seq = append(tx, group, "members_removed", actor, member_list(removed), true, {}, removed);
  tell_inboxes(tx, removed, "conversation_removed", actor, about(group));
  return {seq, removed, left, {}};
}

Seq end_group(db::Tx& tx, const Head& group, const PrincipalId& actor) {
  const auto everybody = store::active_participants(tx, group.id);
  store::dismiss(tx, group.id);
  store::end_participants(tx, group.id, everybody, group.head_seq + 1);
  const Seq seq = append(tx, group.id, "dismissed", actor, Json::object(), true, {}, everybody);
  tell_inboxes(tx, everybody, "conversation_removed", actor, about(group.id));
  return seq;
}

/// Customers are not left alone: but by who is gone already, whose group then waits for somebody to take it.
void need_departed(db::Tx& tx, const PrincipalId& owner) {
  if (store::hold_active(tx, std::span(&owner, 1)) > 0)
    throw ApiError(Errc::conflict, "you are the last employee in it: give the group to a colleague, or dismiss it");
}

Seq leave_group(db::Tx& tx, const ConversationId& group, const PrincipalId& actor) {
  const Access access = may_change_group(tx, group, actor);
  Seq head = access.head.head_seq;
  if (access.participant.role == Standing::owner) {
    const auto heir = store::eldest_but(tx, group, actor);
    if (!heir && access.head.kind == Kind::group) return end_group(tx, access.head, actor);
    if (!heir) need_departed(tx, actor);
    if (heir) {
      store::set_owner(tx, group, *heir);
      head = append(tx, group, "owner_changed", actor, {{"owner", heir->str()}});
    }
  }
  store::end_participants(tx, group, std::span(&actor, 1), head + 1);
  store::end_links(tx, group, std::span(&actor, 1));
  const Seq seq = append(tx, group, "left", actor, Json::object(), false, {}, {actor});
  tell_inboxes(tx, std::span(&actor, 1), "conversation_removed", actor, about(group));
  return seq;
}

Seq transfer_owner(
    db::Tx& tx, const ConversationId& group, const api::Context& by, const PrincipalId& owner,
    const NeedServer& need_server) {
  const Access access = may_govern_group(tx, group, by.who());
  if (owner == access.head.owner) return 0;
  tell_auditors(tx, access, by, "group.transfer_owner", {{"owner", owner.str()}});
  const Seq seq = give_to(tx, access.head, by.who().principal, owner);
  if (access.head.kind == Kind::customer_group && need_server) need_server(tx, owner, "owner");
  return seq;
}

Seq give_to(db::Tx& tx, const Head& head, const PrincipalId& actor, const PrincipalId& owner) {
  if (owner == head.owner) return 0;
  if (store::active_among(tx, head.id, std::span(&owner, 1)).empty()) refuse_field("owner", "is not in this group");
  if (!store::customers_among(tx, std::span(&owner, 1)).empty()) refuse_field("owner", "is a customer");
  store::set_owner(tx, head.id, owner);
  return append(tx, head.id, "owner_changed", actor, {{"owner", owner.str()}});
}

Seq dismiss_group(db::Tx& tx, const ConversationId& group, const api::Context& by) {
  const Access access = may_govern_group(tx, group, by.who());
  tell_auditors(tx, access, by, "group.dismiss", {{"dismissed", true}});
  return end_group(tx, access.head, by.who().principal);
}

std::vector<PrincipalId> present_among(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> people) {
  return store::active_among(tx, conversation, people);
}

Seq leave(db::Tx& tx, const ConversationId& group, const PrincipalId& principal) {
  return leave_group(tx, group, principal);
}

void make_inboxes(db::Tx& tx, std::span<const PrincipalId> principals) {
  store::insert_inboxes(tx, principals);
}

std::vector<EntryEvent> load_events(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last) {
  return store::entry_events(tx, conversation, first, last);
}

}  // namespace weft::conversations
