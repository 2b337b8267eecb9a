// Rules of groups and direct chats.
#include "conversations/groups.hpp"

#include "conversations/log.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
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

void need_room(std::int64_t would_be, std::int64_t limit) {
  if (would_be > limit)
    refuse_field(
        "members",
        "would make it " + std::to_string(would_be) + " people; a group holds at most " + std::to_string(limit));
}

Json about(const ConversationId& conversation) {
  return {{"conversation", conversation.str()}};
}

/// The first entry of a conversation, with everybody who is in it from the start.
void begin_log(
    db::Tx& tx, const ConversationId& conversation, Kind kind, const std::string& name, const PrincipalId& actor,
    const std::vector<PrincipalId>& people) {
  store::add_participants(tx, conversation, people, 1, 0);
  Json body = member_list(people);
  body["kind"] = boost::describe::enum_to_string(kind, "");
  body["name"] = name;
  append(tx, conversation, "created", actor, body, true, people);
}

Seq end_group(db::Tx& tx, const store::Head& group, const PrincipalId& actor) {
  const auto everybody = store::active_participants(tx, group.id);
  store::dismiss(tx, group.id);
  store::end_participants(tx, group.id, everybody, group.head_seq + 1);
  const Seq seq = append(tx, group.id, "dismissed", actor, Json::object(), true, {}, everybody);
  tell_inboxes(tx, everybody, "conversation_removed", actor, about(group.id));
  return seq;
}

/// What an owner does is the group's own affair; what an administrator does in its place is not.
void tell_auditors(db::Tx& tx, const Access& access, const api::Context& by, const std::string& action) {
  if (access.participant.role == Standing::owner) return;
  const Json detail = {{"owner", access.head.owner.value_or(PrincipalId{}).str()}};
  identity::audit::append(tx, {identity::origin_of(by), action, access.head.id.str(), {detail.dump()}});
}

}  // namespace

ConversationId create_group(
    db::Tx& tx, const PrincipalId& owner, const std::string& name, std::span<const PrincipalId> members,
    std::int64_t limit) {
  std::vector<PrincipalId> people = distinct(members, owner);
  if (people.empty()) refuse_field("members", "must name somebody beside yourself");
  need_room(static_cast<std::int64_t>(people.size()) + 1, limit);
  people.insert(people.begin(), owner);
  const ConversationId id = ConversationId::make();
  store::Head head;
  head.id = id;
  head.kind = Kind::group;
  head.name = name;
  head.owner = owner;
  store::insert_conversation(tx, head, std::nullopt);
  begin_log(tx, id, Kind::group, name, owner, people);
  store::set_owner(tx, id, owner);
  tell_inboxes(tx, people, "conversation_added", owner, about(id));
  return id;
}

ConversationId open_direct(db::Tx& tx, const PrincipalId& self, const PrincipalId& peer) {
  if (self == peer) refuse_field("peer", "is yourself");
  const auto [low, high] = std::minmax(self, peer);
  const auto [id, made] = store::insert_direct(tx, ConversationId::make(), low.str() + ":" + high.str());
  if (made) {
    const std::vector<PrincipalId> both{self, peer};
    begin_log(tx, id, Kind::direct, "", self, both);
    tell_inboxes(tx, both, "conversation_added", self, about(id));
  }
  return id;
}

Seq rename_group(db::Tx& tx, const ConversationId& group, const PrincipalId& actor, const std::string& name) {
  const Access access = may_change_group(tx, group, actor);
  if (access.head.name == name) return 0;
  store::rename(tx, group, name);
  return append(tx, group, "renamed", actor, {{"name", name}});
}

Changed add_members(
    db::Tx& tx, const ConversationId& group, const PrincipalId& actor, std::span<const PrincipalId> people,
    std::int64_t limit) {
  const Access access = may_change_group(tx, group, actor);
  const auto asked = distinct(people, actor);
  const auto inside = store::active_among(tx, group, asked);
  const auto fresh = static_cast<std::int64_t>(asked.size() - inside.size());
  if (fresh == 0) return {0, {}, access.head.member_count};
  need_room(access.head.member_count + fresh, limit);
  const auto added = store::add_participants(tx, group, asked, access.head.head_seq + 1, access.head.message_count);
  const Seq seq = append(tx, group, "members_added", actor, member_list(added), true, added);
  tell_inboxes(tx, added, "conversation_added", actor, about(group));
  return {seq, added, access.head.member_count + fresh};
}

Changed remove_members(
    db::Tx& tx, const ConversationId& group, const PrincipalId& actor, std::span<const PrincipalId> people) {
  const Access access = may_own_group(tx, group, actor);
  if (std::find(people.begin(), people.end(), actor) != people.end())
    refuse_field("members", "names yourself: leave the group instead");
  const auto removed = store::end_participants(tx, group, distinct(people, actor), access.head.head_seq + 1);
  const auto left = access.head.member_count - static_cast<std::int64_t>(removed.size());
  if (removed.empty()) return {0, {}, left};
  const Seq seq = append(tx, group, "members_removed", actor, member_list(removed), true, {}, removed);
  tell_inboxes(tx, removed, "conversation_removed", actor, about(group));
  return {seq, removed, left};
}

Seq leave_group(db::Tx& tx, const ConversationId& group, const PrincipalId& actor) {
  const Access access = may_change_group(tx, group, actor);
  Seq head = access.head.head_seq;
  if (access.participant.role == Standing::owner) {
    const auto heir = store::eldest_but(tx, group, actor);
    if (!heir) return end_group(tx, access.head, actor);
    store::set_owner(tx, group, *heir);
    head = append(tx, group, "owner_changed", actor, {{"owner", heir->str()}});
  }
  store::end_participants(tx, group, std::span(&actor, 1), head + 1);
  const Seq seq = append(tx, group, "left", actor, Json::object(), false, {}, {actor});
  tell_inboxes(tx, std::span(&actor, 1), "conversation_removed", actor, about(group));
  return seq;
}

Seq transfer_owner(db::Tx& tx, const ConversationId& group, const api::Context& by, const PrincipalId& owner) {
  const Access access = may_govern_group(tx, group, by.who());
  if (owner == access.head.owner) return 0;
  if (store::active_among(tx, group, std::span(&owner, 1)).empty()) refuse_field("owner", "is not in this group");
  tell_auditors(tx, access, by, "group.transfer_owner");
  store::set_owner(tx, group, owner);
  return append(tx, group, "owner_changed", by.who().principal, {{"owner", owner.str()}});
}

Seq dismiss_group(db::Tx& tx, const ConversationId& group, const api::Context& by) {
  const Access access = may_govern_group(tx, group, by.who());
  tell_auditors(tx, access, by, "group.dismiss");
  return end_group(tx, access.head, by.who().principal);
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
