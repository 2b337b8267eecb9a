// SQL of merging contacts and undoing it.
#pragma once
#include "customers/merging/moved.hpp"

namespace weft::customers::store {

using MergeId = Id<struct MergeTag>;

struct Merge {
  MergeId id;
  ContactId contact;
  ContactId other;
  Moved moved;
};
void insert_merge(db::Tx& tx, const Merge& merge, const PrincipalId& by);
/// The one that stands, of the contact that became part of another.
std::optional<Merge> standing_merge(db::Tx& tx, const ContactId& other);
void end_merge(db::Tx& tx, const MergeId& merge, const PrincipalId& by);
/// Nothing is remembered any more of what merges with this contact moved: it was erased, and they are not undone.
void forget_moved(db::Tx& tx, const ContactId& contact);
void set_merged(db::Tx& tx, const ContactId& contact, const std::optional<ContactId>& into);

/// Keeps both rows for this transaction, in the order of their ids; false unless both are there and not erased.
bool lock_contacts(db::Tx& tx, const ContactId& a, const ContactId& b);

/// Chats with this customer, open and closed; in the order of their ids.
std::vector<ConversationId> chats_of(db::Tx& tx, const ContactId& contact);
/// Groups that it is in; the same.
std::vector<ConversationId> groups_in(db::Tx& tx, const ContactId& contact);

/// Each relation becomes the contact's beside it, all at once.
void give_follows(db::Tx& tx, const std::vector<FollowId>& follows, const std::vector<ContactId>& contacts);
/// What was ever handed over with these chats goes with them.
void move_hand_overs(db::Tx& tx, const ContactId& from, const ContactId& to, const std::vector<ConversationId>& chats);

/// Outside ids; those that moved. With `only`, of these.
std::vector<OutsideId> move_ids(
    db::Tx& tx, const ContactId& from, const ContactId& to, const std::optional<std::vector<OutsideId>>& only);

/// Requests that wait where `to` asked the same employee, or is served by it, end as refused by `by`.
std::vector<RequestId> end_requests(db::Tx& tx, const ContactId& from, const ContactId& to, const PrincipalId& by);
/// The others, but for ignored ones to the same; those that moved. With `only`, of these.
std::vector<RequestId> move_requests(
    db::Tx& tx, const ContactId& from, const ContactId& to, const std::optional<std::vector<RequestId>>& only);
/// Those that end_requests() ended wait again, where nothing else of the same two does.
void revive_requests(db::Tx& tx, const std::vector<RequestId>& requests);

void save_touches(db::Tx& tx, const ContactId& contact, const TouchedAt& first, const TouchedAt& last);
/// The consent of `from` is `to`'s, too, where that has none; whether it was so.
bool share_consent(db::Tx& tx, const ContactId& from, const ContactId& to);
/// Takes that back, where `to` has not agreed since.
void unshare_consent(db::Tx& tx, const ContactId& from, const ContactId& to);

}  // namespace weft::customers::store
