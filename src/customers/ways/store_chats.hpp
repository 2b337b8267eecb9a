// SQL of what a way does with chats: their end, who waits for one, ratings.
#pragma once
#include "customers/ways/requests.hpp"
#include "customers/ways/way.hpp"

#include <vector>

namespace weft::customers::store {

void set_ending(db::Tx& tx, const ConversationId& chat, Time at, const std::optional<KeptGreeting>& closing);
/// It ends no more by itself.
void keep_open(db::Tx& tx, const ConversationId& chat);

struct EndingChat {
  ConversationId conversation;
  std::optional<KeptGreeting> closing;
};
/// Whose time is over.
std::vector<EndingChat> due_chats(db::Tx& tx, std::int64_t limit);
std::optional<Time> next_ending(db::Tx& tx);
void mark_ended(db::Tx& tx, const ConversationId& chat);

std::string company_name(db::Tx& tx);

/// False when one of the same contact waits for the same employee.
bool insert_request(db::Tx& tx, const CustomerRequest& request);
std::optional<CustomerRequest> find_request(db::Tx& tx, const CustomerRequestId& request);
std::optional<CustomerRequest> lock_request(db::Tx& tx, const CustomerRequestId& request);
void settle_request(db::Tx& tx, const CustomerRequest& request);
std::int64_t count_waiting(db::Tx& tx, const PrincipalId& employee, std::int64_t most);
/// Of an employee, newest first.
std::vector<CustomerRequest> list_requests(
    db::Tx& tx, const PrincipalId& employee, RequestStatus status, const std::optional<CustomerRequestId>& before,
    std::int64_t limit);
/// The newest by this way.
std::optional<CustomerRequest> last_request(db::Tx& tx, const ContactId& contact, const WayId& way);
/// Newest first.
std::vector<CustomerRequest> requests_of(db::Tx& tx, const ContactId& contact, std::int64_t limit);
std::int64_t purge_requests(db::Tx& tx, Time before, int limit);

}  // namespace weft::customers::store
