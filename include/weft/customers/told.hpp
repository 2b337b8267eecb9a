// What others outside may be told of customers.
#pragma once
#include <weft/api/event_kinds.hpp>
#include <weft/customers/events.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <span>
#include <string>

namespace weft::customers {

/// The `data` of customer.* and hand_over.*. `detail` as in the timeline, without what people wrote.
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

/// Announces it, where somebody listens.
void tell_outside(db::Tx& tx, const ContactEvent& event);
/// The same of many; without listeners it asks once for each kind.
void tell_outside(db::Tx& tx, std::span<const ContactEvent> events);

}  // namespace weft::customers
