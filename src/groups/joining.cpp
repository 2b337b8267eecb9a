// Rules of proposals and links. All of them hold the lock of the group's head while they decide.
#include "groups/joining.hpp"

#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/groups/groups.hpp>

#include <map>
#include <set>

namespace weft::groups {

using conversations::Access;
using conversations::GroupRules;
using conversations::Head;

namespace {

constexpr std::int64_t kMostWaiting = 2000;  // in one group
constexpr std::int64_t kMostLinks = 50;      // good ones, of one group
constexpr std::size_t kCodeBytes = 18;
constexpr auto kKept = std::chrono::days(180);

[[noreturn]] void no_link() {
  throw ApiError(Errc::not_found, "this link is not valid, or not any more", "code");
}

/// Tells those who decide and those who asked, each once.
void tell(
    db::Tx& tx, const ConversationId& group, const GroupRules& rules, std::initializer_list<PrincipalId> asked,
    const std::string& kind, const PrincipalId& actor, const Json& body) {
  std::set<PrincipalId> all(asked);
  for (const PrincipalId& one : conversations::managers(tx, group, rules))
    all.insert(one);
  const std::vector<PrincipalId> list(all.begin(), all.end());
  conversations::tell_inboxes(tx, list, kind, actor, body);
}

void put_down(
    db::Tx& tx, const ConversationId& group, const GroupRules& rules, const PrincipalId& actor,
    std::span<const PrincipalId> people, const std::optional<PrincipalId>& invited_by) {
  if (store::insert_requests(tx, group, people, invited_by) == 0) return;
  if (store::count_waiting(tx, group) > kMostWaiting)
    throw ApiError(Errc::conflict, std::to_string(kMostWaiting) + " people wait already: let somebody decide first");
  Json body = conversations::member_list(people);
  body["conversation"] = group.str();
  body["invited_by"] = invited_by ? Json(invited_by->str()) : Json();
  body.erase("member_count");
  body["count"] = people.size();
  tell(tx, group, rules, {actor}, "join_requested", actor, body);
}

bool inside(const Head& head, db::Tx& tx, const PrincipalId& who) {
  return !conversations::present_among(tx, head.id, std::span(&who, 1)).empty();
}

/// A link that is good, as the rules and whoever made it stand now; the group's head is locked.
struct Way {
  store::Link link;
  Head head;
  GroupRules rules;
  bool approval = false;
};

bool manages(const GroupRules& rules, conversations::Standing standing) {
  Access person;
  person.participant.role = standing;
  return conversations::manages(person, rules);
}

/// Somebody who is not in the group any more, or may not add people, lets nobody in.
bool may_invite(const GroupRules& rules, const std::optional<conversations::Standing>& standing) {
  return standing && (rules.invite == conversations::Circle::everybody || manages(rules, *standing));
}

Way open_way(db::Tx& tx, const std::string& code) {
  const auto link = store::find_link(tx, code);
  if (!link) no_link();
  Way way{*link, conversations::lock_group(tx, link->conversation), {}};
  way.rules = conversations::load_rules(tx, way.head.id);
  const auto standing = store::standing_of(tx, way.head.id, way.link.created_by);
  if (!may_invite(way.rules, standing)) no_link();
  way.approval = way.link.approval || (way.rules.confirm_invites && !manages(way.rules, *standing));
  return way;
}

}  // namespace

std::vector<PrincipalId> propose(
    db::Tx& tx, const Access& access, const PrincipalId& actor, std::span<const PrincipalId> people) {
  if (!people.empty()) {
    const GroupRules rules = conversations::load_rules(tx, access.head.id);
    put_down(tx, access.head.id, rules, actor, people, actor);
  }
  return {people.begin(), people.end()};
}

conversations::Changed decide(
    db::Tx& tx, const ConversationId& group, const RequestId& request, const PrincipalId& by, bool approved,
    std::int64_t most_members) {
  const auto [access, rules] = conversations::may_manage_group(tx, group, by);
  const auto decided = store::decide(tx, group, request, by, approved);
  if (!decided) throw ApiError(Errc::not_found, "no such request, or somebody has decided it", "request");
  conversations::Changed changed;
  changed.member_count = access.head.member_count;
  if (approved) {
    const auto person = identity::load_principal(tx, decided->principal);
    if (!person || person->status == identity::PrincipalStatus::disabled ||
        person->status == identity::PrincipalStatus::left)
      throw ApiError(Errc::conflict, "this person is not active any more: reject the request", "request");
    const std::int64_t limit = conversations::member_limit(tx, access.head.kind, rules, most_members);
    changed = conversations::put_in(tx, access.head, by, std::span(&decided->principal, 1), limit);
  }
  const Json body = {
      {"conversation", group.str()},
      {"request", request.str()},
      {"principal", decided->principal.str()},
      {"approved", approved}};
  tell(tx, group, rules, {decided->principal, decided->invited_by.value_or(by)}, "join_decided", by, body);
  return changed;
}

NewLink make_link(db::Tx& tx, const ConversationId& group, const PrincipalId& by, const LinkTerms& terms) {
  const Access access = conversations::may_change_group(tx, group, by);
  const GroupRules rules = conversations::load_rules(tx, group);
  conversations::need_circle(access, rules, rules.invite, "add people");
  if (store::count_links(tx, group) >= kMostLinks)
    throw ApiError(Errc::conflict, std::to_string(kMostLinks) + " links of this group are good: revoke one first");
  NewLink made;
  made.code = base64url(random_bytes(kCodeBytes));
  made.link.id = LinkId::make();
  made.link.conversation = group;
  made.link.created_by = by;
  made.link.created_at = tx.now();
  made.link.expires_at = tx.now() + terms.life;
  made.link.most_uses = terms.most_uses;
  made.link.approval = terms.approval || (rules.confirm_invites && !conversations::manages(access, rules));
  store::insert_link(tx, made.link, made.code);
  return made;
}

std::vector<bool> open_now(db::Tx& tx, const ConversationId& group, std::span<const store::Link> links) {
  const GroupRules rules = conversations::load_rules(tx, group);
  std::map<PrincipalId, bool> makers;
  std::vector<bool> open;
  for (const store::Link& link : links) {
    const auto [maker, fresh] = makers.try_emplace(link.created_by);
    if (fresh) maker->second = may_invite(rules, store::standing_of(tx, group, link.created_by));
    open.push_back(maker->second);
  }
  return open;
}

void revoke_link(db::Tx& tx, const ConversationId& group, const LinkId& link, const PrincipalId& by) {
  conversations::may_manage_group(tx, group, by);
  if (!store::revoke_link(tx, group, link)) throw ApiError(Errc::not_found, "no such link", "link");
}

Joined join(db::Tx& tx, const std::string& code, const PrincipalId& who, std::int64_t most_members) {
  const auto [link, head, rules, approval] = open_way(tx, code);
  if (inside(head, tx, who)) return {head.id, 0, false};
  if (approval && store::waits(tx, head.id, who)) return {head.id, 0, true};
  if (!store::use_link(tx, link.id)) no_link();
  if (approval) {
    put_down(tx, head.id, rules, who, std::span(&who, 1), std::nullopt);
    return {head.id, 0, true};
  }
  const std::int64_t limit = conversations::member_limit(tx, head.kind, rules, most_members);
  return {head.id, conversations::put_in(tx, head, who, std::span(&who, 1), limit).seq, false};
}

void need_link(db::Tx& tx, const std::string& code) {
  open_way(tx, code);
}

Preview preview(db::Tx& tx, const std::string& code, const PrincipalId& who) {
  const Way way = open_way(tx, code);
  return {way.head.name, way.head.member_count, way.approval, inside(way.head, tx, who)};
}

std::int64_t purge_ways_in(db::Tx& tx, int limit) {
  const Time before = tx.now() - kKept;
  const std::int64_t requests = store::purge_requests(tx, before, limit);
  return requests + store::purge_links(tx, before, limit);
}

}  // namespace weft::groups
