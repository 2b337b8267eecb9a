// SQL of greetings, of who is to be greeted, and of who was told that nobody is there.
#pragma once
#include "customers/groups/store.hpp"
#include <weft/customers/greetings.hpp>

namespace weft::customers::group_store {

struct Welcome {
  WelcomeId id;
  std::string name;
  KeptGreeting greeting;
  PrincipalId created_by;
  Time created_at;
  Time changed_at;
};

void insert_welcome(db::Tx& tx, const Welcome& welcome);
void update_welcome(db::Tx& tx, const Welcome& welcome);
/// Groups and ways that had it have none then.
void delete_welcome(db::Tx& tx, const WelcomeId& id);
std::optional<Welcome> find_welcome(db::Tx& tx, const WelcomeId& id);
std::vector<Welcome> list_welcomes(db::Tx& tx, std::int64_t limit);

/// Whether somebody who comes by this way may have to be greeted.
bool greets(db::Tx& tx, const WayId& way);
void insert_arrival(
    db::Tx& tx, const WayId& way, const ConversationId& group, const ContactId& contact, const WelcomeId& welcome);

struct Arrivals {
  ConversationId group;
  WelcomeId welcome;
  std::vector<ContactId> contacts;  ///< in the order they came
};
/// Takes away those of one group and one greeting, `limit` at most, the longest waiting first.
std::optional<Arrivals> take_arrivals(db::Tx& tx, const WayId& way, std::int64_t limit);

/// Whether the customer has to be told now; then it is done until `until`.
bool tell_off_hours(db::Tx& tx, const ConversationId& group, const ContactId& customer, Time until);

}  // namespace weft::customers::group_store
