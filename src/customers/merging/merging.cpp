// Merging two contacts: what moves, and what is remembered of it.
#include "customers/merging/merging.hpp"

#include "customers/contacts/store.hpp"
#include "customers/groups/store.hpp"
#include "customers/merging/locked.hpp"
#include "customers/merging/store.hpp"
#include "customers/records/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/places.hpp>
#include <weft/identity/sessions.hpp>

#include <algorithm>
#include <set>

namespace weft::customers {
namespace {

[[noreturn]] void refuse(const std::string& why, const std::string& field) {
  throw ApiError(Errc::conflict, why, field);
}

void need_mergeable(db::Tx& tx, const ContactId& contact, const ContactId& other) {
  if (!is_contact(tx, contact)) refuse("this customer is part of another one", "contact");
  if (!is_contact(tx, other)) refuse("this customer is part of another one", "other");
  if (store::family(tx, other).size() > 1)
    refuse("others are part of this customer: merge it the other way around", "other");
  if (store::outside_ids(tx, contact).size() + store::outside_ids(tx, other).size() > kOutsideIds)
    refuse("both together have more than 20 outside ids", "other");
}

/// One merge under way.
struct Merging {
  db::Tx& tx;
  ContactId contact;
  ContactId other;
  PrincipalId actor;
  Locked locked;
  Moved moved = {};
  std::vector<OwnSpans> spans = {};

  const Follow* mine_of(const PrincipalId& employee) const {
    const auto found = std::find_if(
        locked.follows.begin(), locked.follows.end(), [&](const Follow& one) { return one.employee == employee; });
    return found == locked.follows.end() ? nullptr : &*found;
  }

  /// Both are served by one employee: what was written down of the other is kept with the one that goes on.
  void join(const Follow& from, const FollowId& goes_on) {
    store::hold_active(tx, from.id);
    store::hold_active(tx, goes_on);  // what is written down now is read, or waits
    const Follow mine = store::load_follow(tx, goes_on).value();
    std::vector<std::int64_t> fresh = store::tags_of(tx, from.id);
    const auto there = store::tags_of(tx, mine.id);
    std::erase_if(fresh, [&](std::int64_t tag) { return std::count(there.begin(), there.end(), tag) > 0; });
    moved.joined.push_back(
        {from.id, mine.id, mine.remark, mine.description, mine.company, mine.phones, std::move(fresh)});
    store::end_follow(tx, from.id, FollowStatus::handed_over);
    conversations::close_chat(tx, conversations::lock_customer_chat(tx, from.conversation), actor, "merged");
    store::copy_notes(tx, from.id, mine.id);
  }

  MergeResult relation(const Follow& from) {
    const Follow* mine = mine_of(from.employee);
    const bool active = from.status == FollowStatus::active;
    if (active && (!mine || mine->status != FollowStatus::active)) moved.open.push_back(from.conversation);
    if (!mine) {
      moved.follows.push_back(from.id);
      return MergeResult::moved;
    }
    if (!active) return MergeResult::kept;
    if (mine->status == FollowStatus::active) {
      join(from, mine->id);
      return MergeResult::joined;
    }
    moved.follows.push_back(from.id);
    moved.displaced.push_back(mine->id);
    return MergeResult::moved;
  }

  std::vector<MergedFollow> relations() {
    std::vector<MergedFollow> results;
    for (const Follow& from : locked.others)
      results.push_back({from.id, from.employee, from.conversation, relation(from)});
    std::vector<FollowId> follows = moved.follows;
    std::vector<ContactId> owners(follows.size(), contact);
    follows.insert(follows.end(), moved.displaced.begin(), moved.displaced.end());
    owners.resize(follows.size(), other);
    store::give_follows(tx, follows, owners);
    return results;
  }

  conversations::CustomerChanged take_place(const conversations::Head& head) {
    std::string own = conversations::spans_of_gone(tx, head.id, contact);
    if (own != "{}") spans.push_back({head.id, std::move(own)});
    return conversations::change_customer(tx, head, actor, other, contact);
  }

  void logs() {
    moved.chats = locked.chats;
    for (const ConversationId& chat : locked.chats)
      take_place(conversations::lock_log(tx, chat));
    for (const ConversationId& group : locked.groups) {
      const auto head = conversations::lock_log(tx, group);
      const auto changed = take_place(head);
      (changed.came ? moved.groups : moved.both_in).push_back(group);
      if (!changed.came) continue;
      group_store::count_customer(tx, group);
      note(tx, {contact, EventKind::joined_group, head.owner, group, actor, {{"conversation", group.str()}}});
    }
    moved.own_spans = std::move(spans);
    store::move_hand_overs(tx, other, contact, locked.chats);
  }

  /// The earlier first and the later last of the two.
  void touches() {
    const Contact mine = store::contact(tx, contact).value();
    const Contact theirs = store::contact(tx, other).value();
    TouchesMoved& touches = moved.touches;
    touches = {mine.first, mine.last, mine.first, mine.last};
    if (theirs.first.at < mine.first.at) touches.first_now = theirs.first;
    if (theirs.last.at > mine.last.at) touches.last_now = theirs.last;
    store::save_touches(tx, contact, touches.first_now, touches.last_now);
  }

  /// What the surviving contact did not have.
  void fill_in() {
    Contact mine = store::contact(tx, contact).value();
    const Contact theirs = store::contact(tx, other).value();
    const auto fill = [](std::string& value, const std::string& by, std::string& filled) {
      if (value.empty()) value = filled = by;
    };
    fill(mine.avatar, theirs.avatar, moved.filled.avatar);
    fill(mine.company, theirs.company, moved.filled.company);
    fill(mine.position, theirs.position, moved.filled.position);
    for (const auto& value : theirs.fields) {
      const auto same = [&](const auto& one) { return one.field == value.field; };
      if (std::any_of(mine.fields.begin(), mine.fields.end(), same)) continue;
      mine.fields.push_back(value);
      moved.filled.fields.push_back(value);
    }
    store::save_contact(tx, mine);
    moved.filled.consent = store::share_consent(tx, other, contact);
  }
};

}  // namespace

std::vector<MergedFollow> merge_contacts(
    db::Tx& tx, const ContactId& contact, const ContactId& other, const PrincipalId& actor) {
  Merging one{tx, contact, other, actor, lock_contacts(tx, contact, other, {})};
  need_mergeable(tx, contact, other);
  auto results = one.relations();
  one.logs();
  one.moved.ended_requests = store::end_requests(tx, other, contact, actor);
  one.moved.requests = store::move_requests(tx, other, contact, {});
  one.moved.ids = store::move_ids(tx, other, contact, {});
  one.moved.sessions = identity::move_sessions(tx, other, contact, {});
  one.touches();
  one.fill_in();
  store::set_merged(tx, other, contact);
  store::insert_merge(tx, {store::MergeId::make(), contact, other, std::move(one.moved)}, actor);
  note(tx, {contact, EventKind::merged, {}, {}, actor, {{"contact", other.str()}}});
  return results;
}

}  // namespace weft::customers
