// What others outside may be told of customers. They are told from the timeline: what is written there is announced by
// the database, in the same statement.
#pragma once
#include <weft/api/event_kinds.hpp>
#include <weft/customers/events.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers {

/// The `data` of customer.* and hand_over.*. `detail` as in the timeline, without what people wrote; of a customer who
/// was erased it is empty.
struct CustomerFact {
  ContactId customer;
  std::optional<PrincipalId> employee;
  std::optional<ConversationId> conversation;
  std::optional<PrincipalId> actor;  ///< absent: the server
  RawJson detail;
};
BOOST_DESCRIBE_STRUCT(CustomerFact, (), (customer, employee, conversation, actor, detail))

/// The `data` of customer_group.*. change: created, members_added, members_removed, left, renamed, notice,
/// owner_changed, dismissed. Of those who came or went `member_count`, and who they are unless there are very many.
struct CustomerGroupFact {
  ConversationId conversation;
  std::string change;
  std::optional<PrincipalId> actor;
  std::vector<PrincipalId> members;
  std::int64_t member_count = 0;
};
BOOST_DESCRIBE_STRUCT(CustomerGroupFact, (), (conversation, change, actor, members, member_count))

/// The `data` of contact_tag.* and contact_tag_group.*: the number of the tag of customers, or of the group of them.
struct ContactTagFact {
  std::int64_t number = 0;
  std::optional<std::int64_t> group = {};  ///< of a tag: the group it is in
  bool moved = false;                      ///< nothing but its place changed
  std::optional<PrincipalId> actor = {};
};
BOOST_DESCRIBE_STRUCT(ContactTagFact, (), (number, group, moved, actor))

api::EventKinds told_kinds();

/// As what an event is announced; "" when it is not.
std::string told_as(EventKind kind);

}  // namespace weft::customers
