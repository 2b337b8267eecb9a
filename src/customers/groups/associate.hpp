// The associate of a group: who runs it, when it is there, and being called by customers.
#pragma once
#include "customers/groups/manage.hpp"
#include <weft/conversations/screening.hpp>

namespace weft::customers {

struct ShowAssociate {
  ConversationId conversation;
};
BOOST_DESCRIBE_STRUCT(ShowAssociate, (), (conversation))

/// What everybody in a group sees of who runs it.
struct Associate {
  std::optional<Card> card;  ///< with its hours; absent while nobody does
  bool open = true;          ///< it is there now
  std::optional<std::string> hours;
};
BOOST_DESCRIBE_STRUCT(Associate, (), (card, open, hours))

struct CallAssociate {
  ConversationId conversation;
  ClientId client_id;
  std::optional<Text<1, 1000>> text;
};
BOOST_DESCRIBE_STRUCT(CallAssociate, (), (conversation, client_id, text))

struct Called {
  Seq seq = 0;
  bool duplicate = false;
  bool open = true;       ///< false: outside the hours
  bool answered = false;  ///< the off-hours answer was given with it
  std::optional<conversations::Warning> warning;
};
BOOST_DESCRIBE_STRUCT(Called, (), (seq, duplicate, open, answered, warning))

Associate show_associate(
    db::Tx& tx, const api::Caller& caller, const ConversationId& group, const EntranceParts& parts);
Called call_associate(db::Tx& tx, const api::Caller& caller, const CallAssociate& in, const EntranceParts& parts);

enum class ServicePart { hours, off_hours, welcome };
BOOST_DESCRIBE_ENUM(ServicePart, hours, off_hours, welcome)

struct UpdateCustomerGroup {
  ConversationId conversation;
  std::optional<OpeningHours> hours;
  std::optional<Text<1, 1000>> off_hours;
  std::optional<WelcomeId> welcome;
  std::optional<List<ServicePart, 0, 3>> clear;
};
BOOST_DESCRIBE_STRUCT(UpdateCustomerGroup, (), (conversation, hours, off_hours, welcome, clear))

group_store::Group update_customer_group(db::Tx& tx, const api::Context& context, const UpdateCustomerGroup& in);

std::optional<OpeningHours> hours_of(const group_store::Extras& extras);

}  // namespace weft::customers
