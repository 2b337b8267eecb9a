// SQL of hand-overs.
#pragma once
#include <weft/customers/hand_over.hpp>

#include <map>
#include <set>

namespace weft::customers::store {

void insert_hand_over(db::Tx& tx, const HandOver& hand_over);
std::optional<HandOver> load_hand_over(db::Tx& tx, const HandOverId& id);
/// Writes what changes: status, reason, ended_at, merged, undo_until, undone_at.
void settle_hand_over(db::Tx& tx, const HandOver& hand_over);

/// The active relations of this employee with these contacts.
std::map<ContactId, Follow> active_follows(
    db::Tx& tx, const PrincipalId& employee, std::span<const ContactId> contacts);
/// Who serves these contacts now.
std::set<std::pair<PrincipalId, ContactId>> served(db::Tx& tx, std::span<const ContactId> contacts);
/// Of these relations, those that are being handed over.
std::set<FollowId> being_handed_over(db::Tx& tx, std::span<const FollowId> follows);

/// A hand-over of a customer, whatever became of it; in the order they began.
struct Try {
  ContactId contact;
  HandOverKind kind = HandOverKind::on_job;
  HandOverStatus status = HandOverStatus::done;
  Time begun_at;
};
std::vector<Try> tries(db::Tx& tx, std::span<const ContactId> contacts, Time since);

/// Waiting ones whose time has come, earliest first.
std::vector<HandOver> due_hand_overs(db::Tx& tx, std::int64_t limit);
std::optional<Time> next_due(db::Tx& tx);
std::vector<HandOver> waiting_for(db::Tx& tx, const PrincipalId& employee, std::int64_t limit);
std::vector<HandOver> waiting_of_contact(db::Tx& tx, const ContactId& contact);

struct ListFilter {
  std::optional<PrincipalId> from;
  std::optional<PrincipalId> to;
  std::optional<ContactId> contact;
  std::optional<HandOverStatus> status;
  std::optional<HandOverId> before;  ///< newest first
};
std::vector<HandOver> list_hand_overs(db::Tx& tx, const ListFilter& filter, std::int64_t limit);
/// Oldest first: those of a contact that took effect, the undone ones too.
std::vector<HandOver> chain(db::Tx& tx, const ContactId& contact);

/// After that nothing of somebody who left is handed over.
inline constexpr auto kInherited = std::chrono::days(365);

/// Where somebody stood when leaving the company, and when that was.
struct Departure {
  Time at;
  std::vector<std::string> paths;
};
std::optional<Departure> departure(db::Tx& tx, const PrincipalId& employee);

}  // namespace weft::customers::store
