// SQL of records: contacts as they are shown, lists, timelines, the company's own fields.
#pragma once
#include <weft/customers/records.hpp>

#include <map>

namespace weft::customers::store {

std::optional<Contact> contact(db::Tx& tx, const ContactId& contact);
std::vector<OutsideId> outside_ids(db::Tx& tx, const ContactId& contact);
std::vector<FollowView> views(db::Tx& tx, std::span<const FollowId> follows);
std::vector<ListedContact> listed(db::Tx& tx, std::span<const FollowId> follows);

std::map<FollowId, PrincipalId> who_added(db::Tx& tx, std::span<const FollowId> follows);

/// The company's own fields of each of these.
std::map<ContactId, std::vector<directory::FieldValue>> field_values(db::Tx& tx, std::span<const ContactId> contacts);

/// A contact and those that became part of it.
std::vector<ContactId> family(db::Tx& tx, const ContactId& contact);

struct Remarks {
  std::string remark;
  std::string description;
  std::string company;
  std::vector<std::string> phones;
};
/// Only what the employee wrote down; false when the relation is not active any more.
bool save_remarks(db::Tx& tx, const FollowId& follow, const Remarks& remarks);

/// Whom the employee serves, the newest relation first.
std::vector<ContactId> served_by(db::Tx& tx, const PrincipalId& employee, std::int64_t limit);

/// Keeps the row of the contact for this transaction; false where there is none that can be changed.
bool lock_contact(db::Tx& tx, const ContactId& contact);
void save_contact(db::Tx& tx, const Contact& contact);
/// Those of `ids` that are another contact's.
std::vector<OutsideId> taken_ids(db::Tx& tx, const ContactId& contact, std::span<const OutsideId> ids);
void save_ids(db::Tx& tx, const ContactId& contact, std::span<const OutsideId> ids);

struct Timeline {
  std::vector<ContactId> contacts;
  std::vector<std::string> kinds;  ///< none: all
  bool all = false;                ///< else what is nobody's, of `employee`, or in `chats`
  PrincipalId employee;
  std::vector<ConversationId> chats;
  EventId before;
  std::int64_t limit = 0;
};
std::vector<TimelineEvent> events(db::Tx& tx, const Timeline& timeline);

std::vector<directory::Field> contact_fields(db::Tx& tx);
std::int64_t take_contact_field_number(db::Tx& tx);
/// False: there is one with this name.
bool insert_contact_field(db::Tx& tx, const directory::Field& field);
bool update_contact_field(db::Tx& tx, const directory::Field& field);
void delete_contact_field(db::Tx& tx, std::int64_t number);

}  // namespace weft::customers::store
