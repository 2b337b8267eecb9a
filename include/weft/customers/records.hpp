// The record of a contact: what the company knows of it, who serves it, what happened.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/api/paging.hpp>
#include <weft/customers/contacts.hpp>
#include <weft/directory/types.hpp>

#include <boost/describe.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::customers {

inline constexpr std::size_t kContactFields = 50;
inline constexpr std::size_t kOutsideIds = 20;  ///< of one contact

/// Where it came from, and when.
struct TouchedAt {
  std::optional<WayId> way;
  std::string state;
  Time at;
};
BOOST_DESCRIBE_STRUCT(TouchedAt, (), (way, state, at))

/// An id by which another system knows the contact; two contacts never have the same.
struct OutsideId {
  Text<1, 32> provider;
  Text<1, 128> value;
};
BOOST_DESCRIBE_STRUCT(OutsideId, (), (provider, value))

struct Contact {
  ContactId id;
  std::string name;
  ContactType type = ContactType::web;
  std::string avatar;
  std::string company;
  std::string position;
  Gender gender = Gender::unknown;
  std::string language;
  std::vector<directory::FieldValue> fields;
  std::vector<OutsideId> ids;
  TouchedAt first;
  TouchedAt last;
  std::optional<Time> consent_at;
  std::optional<ContactId> merged_into;
  std::optional<Time> erased_at;
  Time created_at;
};
BOOST_DESCRIBE_STRUCT(
    Contact, (),
    (id, name, type, avatar, company, position, gender, language, fields, ids, first, last, consent_at, merged_into,
     erased_at, created_at))

/// What a list shows of a contact.
struct ContactCard {
  ContactId id;
  std::string name;
  ContactType type = ContactType::web;
  std::string avatar;
  std::string company;
  std::string position;
  Gender gender = Gender::unknown;
};
BOOST_DESCRIBE_STRUCT(ContactCard, (), (id, name, type, avatar, company, position, gender))

/// A relation with its tags, and when something happened last in its chat.
struct FollowView : Follow {
  std::vector<std::int64_t> tags;
  Time active_at;
};
BOOST_DESCRIBE_STRUCT(FollowView, (Follow), (tags, active_at))

struct ListedContact {
  ContactCard contact;
  FollowView follow;
};
BOOST_DESCRIBE_STRUCT(ListedContact, (), (contact, follow))

/// What everybody who serves the contact knows of the others who do.
struct OtherFollow {
  PrincipalId employee;
  FollowStatus status = FollowStatus::active;
  Time added_at;
};
BOOST_DESCRIBE_STRUCT(OtherFollow, (), (employee, status, added_at))

struct TimelineEvent {
  EventId id;
  EventKind kind = EventKind::added;
  Time at;
  std::optional<PrincipalId> employee;
  std::optional<ConversationId> conversation;
  std::optional<PrincipalId> actor;
  RawJson detail;
};
BOOST_DESCRIBE_STRUCT(TimelineEvent, (), (id, kind, at, employee, conversation, actor, detail))

/// Absent for who is no contact of this company; merged and erased ones are there.
std::optional<Contact> load_contact(db::Tx& tx, const ContactId& contact);
/// In the order asked; what is not there is left out.
std::vector<ListedContact> load_listed(db::Tx& tx, std::span<const FollowId> follows);

/// Whom an employee serves, the newest relation first: all of them, as many as one employee may have. Within the
/// caller's rights, as contact.list has them; raises forbidden.
std::vector<ContactId> contacts_of(db::Tx& tx, const api::Caller& caller, const PrincipalId& employee);

/// Who made each of these relations what it is: the contact itself, the colleague who shared it, who handed it over. Of
/// whom nothing was noted is left out.
std::map<FollowId, PrincipalId> who_added(db::Tx& tx, std::span<const FollowId> follows);

struct ContactChange {
  std::optional<std::string> name = {};
  std::optional<ContactType> type = {};
  std::optional<std::string> avatar = {};
  std::optional<std::string> company = {};
  std::optional<std::string> position = {};
  std::optional<Gender> gender = {};
  std::optional<std::vector<directory::FieldValue>> fields = {};  ///< of these; an empty value takes one away
  std::optional<std::vector<OutsideId>> ids = {};                 ///< all there are afterwards
};
/// Raises invalid_argument naming the field, conflict (an outside id is another contact's), not_found. Gives whether
/// anything changed.
bool update_contact(db::Tx& tx, const ContactId& contact, const ContactChange& change);

}  // namespace weft::customers
