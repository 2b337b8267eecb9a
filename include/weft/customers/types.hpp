// Words that the whole room shares: ids, states, and the rows that others ask for.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers {

using FollowId = Id<struct FollowTag>;
using WayId = Id<struct ContactWayTag>;
using EventId = Id<struct ContactEventTag>;

/// A contact's principal id; an employee's is a PrincipalId too. Named apart for readers only.
using ContactId = PrincipalId;

enum class ContactType { web, wechat, wecom };
BOOST_DESCRIBE_ENUM(ContactType, web, wechat, wecom)

enum class Gender { unknown, male, female };
BOOST_DESCRIBE_ENUM(Gender, unknown, male, female)

/// What a relation is now. lost: the customer left; removed: the employee ended it; handed_over: somebody else has it.
enum class FollowStatus { active, lost, removed, handed_over };
BOOST_DESCRIBE_ENUM(FollowStatus, active, lost, removed, handed_over)

/// How a relation began.
enum class FollowSource { way, request, share, hand_over, group, api };
BOOST_DESCRIBE_ENUM(FollowSource, way, request, share, hand_over, group, api)

using State = Text<0, 30>;  ///< what a way says of where it was put; comes back in events and in the record

/// Where somebody came from.
struct Touch {
  std::optional<WayId> way;
  std::string state = {};
};

/// The relation of one employee and one contact.
struct Follow {
  FollowId id;
  ContactId contact;
  PrincipalId employee;
  ConversationId conversation;
  FollowStatus status = FollowStatus::active;
  FollowSource source = FollowSource::way;
  std::optional<WayId> way;
  std::string state;
  std::string remark;
  std::string description;
  std::string company;
  std::vector<std::string> phones;
  Time added_at;
  std::optional<Time> ended_at;
};
BOOST_DESCRIBE_STRUCT(
    Follow, (),
    (id, contact, employee, conversation, status, source, way, state, remark, description, company, phones, added_at,
     ended_at))

}  // namespace weft::customers
