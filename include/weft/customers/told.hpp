// What others outside may be told of customers. They are told from the timeline: what is written there is announced by
// the database, in the same statement.
#pragma once
#include <weft/api/event_kinds.hpp>
#include <weft/customers/events.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>

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

api::EventKinds told_kinds();

/// As what an event is announced; "" when it is not.
std::string told_as(EventKind kind);

}  // namespace weft::customers
