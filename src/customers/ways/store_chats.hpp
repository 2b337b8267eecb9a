// SQL of what a way does with chats: their end, who waits for one, ratings.
#pragma once
#include "customers/ways/requests.hpp"
#include "customers/ways/way.hpp"
#include <weft/customers/contacts.hpp>

#include <span>
#include <vector>

namespace weft::customers::store {

void set_ending(db::Tx& tx, const ConversationId& chat, Time at, const std::optional<KeptGreeting>& closing);
/// It ends no more by itself.
void keep_open(db::Tx& tx, const ConversationId& chat);

/// Whether it ends by itself, or has.
bool ends(db::Tx& tx, const ConversationId& chat);

/// When to look whether anybody has written; not for contacts that the company's site knows.
void watch_silence(db::Tx& tx, const Follow& follow, Time until);
void look_later(db::Tx& tx, const ConversationId& chat, Time until);
void look_no_more(db::Tx& tx, const ConversationId& chat);
std::optional<Time> next_silent(db::Tx& tx);
/// The customer has written nothing, nobody else has since the minute in which it began, and nothing was written down.
bool is_silent(db::Tx& tx, const Follow& follow);
/// When the contact came to a page.
Time last_visit(db::Tx& tx, const ContactId& contact);

struct EndingChat {
  ConversationId conversation;
  std::optional<KeptGreeting> closing;
  bool silent = false;  ///< its end has not come, but it is time to look
};
/// Whose time is over, or has come to look.
std::vector<ConversationId> due_chats(db::Tx& tx, std::int64_t limit);
/// Those of them for which that is so still.
std::vector<EndingChat> due_among(db::Tx& tx, std::span<const ConversationId> chats);
std::optional<Time> next_ending(db::Tx& tx);
/// Of a temporary chat that has not ended.
std::optional<EndingChat> ending_of(db::Tx& tx, const ConversationId& chat);
void mark_ended(db::Tx& tx, const ConversationId& chat);

std::string company_name(db::Tx& tx);

/// False when one of the same contact waits for the same employee.
bool insert_request(db::Tx& tx, const CustomerRequest& request);
std::optional<CustomerRequest> find_request(db::Tx& tx, const CustomerRequestId& request);
std::optional<CustomerRequest> lock_request(db::Tx& tx, const CustomerRequestId& request);
/// It waits for its employee since its time. False when the contact waits for that one already, or it was decided.
bool give_request(db::Tx& tx, const CustomerRequest& request);
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
/// Those that wait since before then count as ignored.
std::int64_t ignore_requests(db::Tx& tx, Time before, int limit);
std::int64_t purge_requests(db::Tx& tx, Time before, int limit);

}  // namespace weft::customers::store
