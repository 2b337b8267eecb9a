// Undoing a merge: everything goes back where it still is, and the rest is said.
#include "customers/contacts/store.hpp"
#include "customers/groups/store.hpp"
#include "customers/merging/locked.hpp"
#include "customers/merging/merging.hpp"
#include "customers/merging/store.hpp"
#include "customers/records/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/places.hpp>
#include <weft/identity/sessions.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace weft::customers {
namespace {

template <class T>
bool contains(const std::vector<T>& list, const T& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

/// One undoing under way.
struct Undoing {
  db::Tx& tx;
  ContactId contact;
  ContactId other;
  PrincipalId actor;
  Locked locked;
  const Moved& moved;
  std::vector<NotRestored> left = {};

  void miss(const std::string& what, const std::string& name, const std::string& text) {
    left.push_back({what, name, text});
  }

  /// What has one of the chats goes with it, also where it was handed over since; of the same employee, what the other
  /// contact has takes its place.
  void relations() {
    std::map<PrincipalId, FollowId> theirs;
    for (const Follow& follow : locked.others)
      theirs.emplace(follow.employee, follow.id);
    std::vector<FollowId> follows;
    std::vector<ContactId> owners;
    const auto give = [&](const FollowId& follow, const ContactId& to) {
      follows.push_back(follow);
      owners.push_back(to);
    };
    for (const Follow& follow : locked.follows) {
      if (!contains(moved.chats, follow.conversation)) continue;
      give(follow.id, other);
      const auto in_the_way = theirs.find(follow.employee);
      if (in_the_way != theirs.end()) give(in_the_way->second, contact);
    }
    store::give_follows(tx, follows, owners);
    store::move_hand_overs(tx, contact, other, moved.chats);
  }

  std::string own_spans(const ConversationId& log) const {
    for (const OwnSpans& own : moved.own_spans.value_or(std::vector<OwnSpans>{}))
      if (own.conversation == log) return own.spans;
    return "{}";
  }

  /// The other has its place again, and the contact reads what it read before, and no more.
  conversations::CustomerChanged give_place(const conversations::Head& head) {
    const std::string own = own_spans(head.id);
    conversations::keep_spans(tx, head.id, contact, own);
    const auto changed = conversations::change_customer(tx, head, actor, contact, other);
    conversations::reduce_to_spans(tx, head.id, contact, own);
    return changed;
  }

  void logs() {
    for (const ConversationId& chat : moved.chats)
      give_place(conversations::lock_log(tx, chat));
    for (const ConversationId& chat : moved.open)
      if (!store::follow_of(tx, chat)) miss("chat", chat.str(), "it ended since, or became part of another chat");
    for (const ConversationId& group : moved.groups)
      leave_group(group);
    for (const ConversationId& group : moved.both_in)
      miss("group", group.str(), "both were in: one of them is, and stays");
  }

  void leave_group(const ConversationId& group) {
    const auto head = conversations::lock_log(tx, group);
    const auto changed = give_place(head);
    if (!changed.went) return miss("group", group.str(), "the customer is not in it any more");
    if (!changed.came) return;
    group_store::count_customer(tx, group);
    note(tx, {other, EventKind::joined_group, head.owner, group, actor, {{"conversation", group.str()}}});
  }

  /// The chat that was closed opens again, and what was copied is taken away where nobody changed it.
  void part(const JoinedFollow& joined) {
    auto from = store::load_follow(tx, joined.follow);
    if (!from) return;
    const auto head = conversations::lock_customer_chat(tx, from->conversation);
    const bool still = from->contact == other && from->status == FollowStatus::handed_over && head.dismissed &&
                       head.owner == from->employee;
    if (!still) return miss("chat", head.id.str(), "it has moved on since and stays as it is");
    from->status = FollowStatus::active;
    from->ended_at.reset();
    store::save_follow(tx, *from);
    conversations::reopen_chat(tx, head, actor);
    take_notes_back(joined, *from);
  }

  void take_notes_back(const JoinedFollow& joined, const Follow& from) {
    if (!store::hold_active(tx, joined.mine)) return;
    const auto mine = store::load_follow(tx, joined.mine);
    store::Remarks now{mine->remark, mine->description, mine->company, mine->phones};
    const auto back = [](auto& value, const auto& copied, const auto& before) {
      if (value == copied) value = before;
    };
    back(now.remark, from.remark, joined.remark);
    back(now.description, from.description, joined.description);
    back(now.company, from.company, joined.company);
    back(now.phones, from.phones, joined.phones);
    store::save_remarks(tx, joined.mine, now);
    store::remove_tags(tx, joined.mine, joined.tags);
  }

  void ids() {
    const auto back = store::move_ids(tx, contact, other, moved.ids);
    if (back.size() < moved.ids.size()) miss("id", "", "outside ids that were taken away since are gone");
  }

  void touches() {
    const Contact mine = store::contact(tx, contact).value();
    const TouchesMoved& was = moved.touches;
    const bool first = mine.first.at == was.first_now.at, last = mine.last.at == was.last_now.at;
    store::save_touches(tx, contact, first ? was.first : mine.first, last ? was.last : mine.last);
  }

  /// Values that were filled in and are as they were.
  void take_back() {
    Contact mine = store::contact(tx, contact).value();
    const auto clear = [&](const char* name, std::string& value, const std::string& filled) {
      if (filled.empty()) return;
      if (value == filled)
        value.clear();
      else
        miss("field", name, "it was changed since");
    };
    clear("avatar", mine.avatar, moved.filled.avatar);
    clear("company", mine.company, moved.filled.company);
    clear("position", mine.position, moved.filled.position);
    for (const auto& filled : moved.filled.fields) {
      const auto gone = std::erase_if(
          mine.fields, [&](const auto& one) { return one.field == filled.field && one.value == filled.value; });
      if (gone == 0) miss("field", std::to_string(filled.field), "it was changed since");
    }
    store::save_contact(tx, mine);
    if (moved.filled.consent) store::unshare_consent(tx, other, contact);
  }
};

}  // namespace

std::vector<NotRestored> unmerge_contacts(
    db::Tx& tx, const ContactId& contact, const ContactId& other, const PrincipalId& actor) {
  const auto merge = store::standing_merge(tx, other);
  if (!merge || merge->contact != contact) throw ApiError(Errc::conflict, "this customer is part of no other");
  Undoing one{tx, contact, other, actor, lock_contacts(tx, contact, other, merge->moved.chats), merge->moved};
  store::set_merged(tx, other, {});
  one.relations();
  one.logs();
  for (const JoinedFollow& joined : merge->moved.joined)
    one.part(joined);
  store::move_requests(tx, contact, other, merge->moved.requests);
  store::revive_requests(tx, merge->moved.ended_requests);
  one.ids();
  identity::move_sessions(tx, contact, other, merge->moved.sessions);
  one.touches();
  one.take_back();
  store::end_merge(tx, merge->id, actor);
  note(tx, {contact, EventKind::unmerged, {}, {}, actor, {{"contact", other.str()}}});
  note(tx, {other, EventKind::unmerged, {}, {}, actor, {{"contact", contact.str()}}});
  return std::move(one.left);
}

}  // namespace weft::customers
