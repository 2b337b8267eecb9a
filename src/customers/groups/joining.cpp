// How customers come into groups: which one, and that the next is opened when all are full. The job that greets is
// taken first, then the row of the way, so of many who come at once exactly one opens a group; a head that turns out to
// be full is let go again.
#include "customers/groups/joining.hpp"

#include "customers/groups/welcomes.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/customers/contacts.hpp>

namespace weft::customers {

using conversations::GroupRules;
using conversations::Head;

namespace {

constexpr std::int64_t kMostOpened = 1000;  // groups that one way makes
constexpr std::int64_t kTries = 5;          // groups with room that are looked at before the next look
constexpr std::int64_t kMostGroups = 200;   // of one customer, in a list
constexpr std::int64_t kMostPeople = 2000;
constexpr auto kStaysOut = std::chrono::days(7);  // whom an employee took out

std::int64_t company_limit(db::Tx& tx) {
  return conversations::member_limit(tx, conversations::Kind::customer_group, GroupRules{}, kMostPeople);
}

bool over(const db::Tx& tx, const group_store::Way& way) {
  return way.expires_at && *way.expires_at <= tx.now();
}

/// From every group of the way, not only from the one it was in.
bool stays_out(db::Tx& tx, const group_store::Way& way, const ContactId& contact) {
  return group_store::removed_since(tx, way.id, contact, tx.now() - kStaysOut);
}

bool opens_more(const group_store::Way& way) {
  return way.auto_open && way.opened < kMostOpened;
}

[[noreturn]] void refuse(JoinTrouble trouble) {
  throw ApiError(Errc::conflict, std::string(text_of(trouble)), "code");
}

Json about(const group_store::Way& way, const ConversationId& group) {
  return {{"conversation", group.str()}, {"way", way.id.str()}, {"state", way.state}};
}

/// Brings the contact in where there is room still; the lock of a group without is given back.
bool let_in(db::Tx& tx, const group_store::Target& target, const ContactId& contact) {
  db::Savepoint attempt(tx);
  const Head head = conversations::lock_log(tx, target.conversation);
  const std::int64_t limit = conversations::member_limit(
      tx, head.kind, conversations::load_rules(tx, head.id), kMostPeople);
  if (head.dismissed || head.member_count >= limit) return false;
  conversations::put_in(tx, head, contact, std::span(&contact, 1), limit);
  group_store::count_customer(tx, head.id);
  attempt.release();
  return true;
}

/// Who manages the group before manages the next one, too.
void appoint(db::Tx& tx, const ConversationId& group, const PrincipalId& owner, std::span<const PrincipalId> admins) {
  if (admins.empty()) return;
  conversations::set_standing(tx, group, admins, conversations::Standing::admin);
  Json ids = Json::array();
  for (const PrincipalId& one : conversations::list_admins(tx, group))
    ids.push_back(one.str());
  conversations::append(tx, group, "admins", owner, {{"admins", std::move(ids)}}, false);
}

/// A group like the newest one: its owner, admins, rules, hours and greeting; and the next name.
group_store::Target open_next(db::Tx& tx, const group_store::Way& way) {
  const auto last = group_store::newest_target(tx, way.id);
  if (!last) refuse(JoinTrouble::nobody);
  const PrincipalId owner = last->owner.value();
  auto admins = conversations::list_admins(tx, last->conversation);
  const auto gone = group_store::inactive_among(tx, admins);
  std::erase_if(admins, [&](const PrincipalId& one) { return std::find(gone.begin(), gone.end(), one) != gone.end(); });
  const std::string name = way.prefix + std::to_string(way.next_number);
  const ConversationId id = conversations::begin_customer_group(tx, owner, name, admins);
  appoint(tx, id, owner, admins);
  GroupRules rules = conversations::load_rules(tx, last->conversation);
  rules.notice.reset();
  conversations::save_rules(tx, id, rules);
  group_store::Extras extras = group_store::find_group(tx, last->conversation).value().extras;
  extras.way = way.id;
  extras.number = way.next_number;
  group_store::insert_group(tx, id, extras);
  group_store::add_opened(tx, way.id, id);
  return {id, name, owner, 1, false, false};
}

ConversationId seat(db::Tx& tx, const group_store::Way& way, const ContactId& contact) {
  for (;;) {
    const auto open = group_store::open_targets(tx, way.id, company_limit(tx), kTries);
    for (const auto& target : open)
      if (let_in(tx, target, contact)) return target.conversation;
    if (open.empty()) break;
  }
  if (!opens_more(way)) refuse(JoinTrouble::used_up);
  const group_store::Target next = open_next(tx, way);
  if (!let_in(tx, next, contact)) refuse(JoinTrouble::used_up);
  return next.conversation;
}

std::optional<group_store::Way> locked(db::Tx& tx, const std::string& code) {
  const auto known = group_store::find_code(tx, code);
  if (!known) return std::nullopt;
  expect_arrivals(tx, known->id);
  return group_store::lock_code(tx, code);
}

}  // namespace

std::string_view text_of(JoinTrouble trouble) {
  switch (trouble) {
    case JoinTrouble::expired: return "this way into the group is over";
    case JoinTrouble::used_up: return "the group is full";
    case JoinTrouble::removed: return "an employee took this customer out of the group";
    case JoinTrouble::nobody: break;
  }
  return "nobody runs this group at the moment";
}

std::optional<JoinLook> look_join_way(db::Tx& tx, const std::string& code, const std::optional<ContactId>& contact) {
  const auto way = group_store::find_code(tx, code);
  if (!way) return std::nullopt;
  JoinLook look{way->id, way->state, {}, {}, {}, {}};
  auto target = contact ? group_store::target_of(tx, way->id, *contact) : std::nullopt;
  if (!target && over(tx, *way)) look.trouble = JoinTrouble::expired;
  if (!target && !look.trouble && contact && stays_out(tx, *way, *contact)) look.trouble = JoinTrouble::removed;
  if (!target) {
    auto open = group_store::open_targets(tx, way->id, company_limit(tx), 1);
    if (!open.empty()) target = std::move(open.front());
  }
  if (target) {
    look.name = target->name;
    look.associate = target->owner;
    look.group = target->conversation;
    return look;
  }
  const auto last = group_store::newest_target(tx, way->id);
  if (last) look.associate = last->owner;
  if (!look.trouble && !last) look.trouble = JoinTrouble::nobody;
  if (!look.trouble && !opens_more(*way)) look.trouble = JoinTrouble::used_up;
  return look;
}

void lock_join_way(db::Tx& tx, const std::string& code) {
  locked(tx, code);
}

JoinedGroup join(db::Tx& tx, const ContactId& contact, const std::string& code) {
  const auto way = locked(tx, code);
  if (!way) throw ApiError(Errc::not_found, "no such code", "code");
  if (const auto inside = group_store::target_of(tx, way->id, contact)) return {inside->conversation, false};
  if (over(tx, *way)) refuse(JoinTrouble::expired);
  if (stays_out(tx, *way, contact)) refuse(JoinTrouble::removed);
  const ConversationId group = seat(tx, *way, contact);
  group_store::count_join(tx, way->id);
  const auto entered = group_store::find_group(tx, group).value();
  note_arrival(tx, *way, entered, contact);
  const auto owner = entered.owner;
  note(tx, {contact, EventKind::joined_group, owner, group, contact, about(*way, group)});
  return {group, true};
}

std::vector<GroupOfCustomer> groups_of(db::Tx& tx, const ContactId& contact) {
  return group_store::groups_of(tx, contact, kMostGroups);
}

}  // namespace weft::customers
