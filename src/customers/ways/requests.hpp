// Requests: customers who came by a way with approval, and wait for an employee to accept.
#pragma once
#include "customers/ways/way.hpp"
#include <weft/api/paging.hpp>

namespace weft::customers {

using CustomerRequestId = Id<struct CustomerRequestTag>;

enum class RequestStatus { waiting, accepted, refused, ignored };
BOOST_DESCRIBE_ENUM(RequestStatus, waiting, accepted, refused, ignored)

/// The wire object `CustomerRequest`.
struct CustomerRequest {
  CustomerRequestId id;
  ContactId contact;
  std::string name;  ///< of the contact
  PrincipalId employee;
  WayId way;
  std::string state;
  std::string message;
  RequestStatus status = RequestStatus::waiting;
  Time created_at;
  std::optional<Time> decided_at;
  std::optional<PrincipalId> decided_by;
};
BOOST_DESCRIBE_STRUCT(
    CustomerRequest, (), (id, contact, name, employee, way, state, message, status, created_at, decided_at, decided_by))

struct RequestInput {
  CustomerRequestId request;
};
BOOST_DESCRIBE_STRUCT(RequestInput, (), (request))

struct AcceptRequest {
  CustomerRequestId request;
  std::optional<Text<0, 64>> remark;
  std::optional<PersonRef> employee;  ///< of the same way, in place of who was asked
};
BOOST_DESCRIBE_STRUCT(AcceptRequest, (), (request, remark, employee))

struct ListCustomerRequests {
  std::optional<PersonRef> employee;    ///< default: you
  std::optional<RequestStatus> status;  ///< default: waiting
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListCustomerRequests, (), (employee, status, limit, cursor))

struct DecidedRequest {
  CustomerRequest request;
  std::optional<ConversationId> conversation;  ///< once accepted
};
BOOST_DESCRIBE_STRUCT(DecidedRequest, (), (request, conversation))

/// The contact asks; the employee is told. Raises conflict when too many wait for that employee.
void ask(db::Tx& tx, const Way& way, const ContactId& contact, const PrincipalId& employee, const std::string& message);

/// The employee of the request is told that somebody waits.
void tell_asked(db::Tx& tx, const Way& way, const CustomerRequest& request);
/// Whether as many wait for this employee as may.
bool too_many_wait(db::Tx& tx, const PrincipalId& employee);

api::Page<CustomerRequest> page_of_requests(db::Tx& tx, const api::Caller& caller, const ListCustomerRequests& in);
/// Raises not_found for who is not asked and does not manage the customers of who is, conflict for what was decided,
/// and what require_can_serve() raises; the request waits on then. Who accepts for another employee than was asked
/// manages the customers of both.
DecidedRequest accept(db::Tx& tx, const api::Context& context, const AcceptRequest& in, const EntranceParts& parts);
/// Refused: the customer is told. Ignored: it is not, and may still be accepted.
DecidedRequest turn_down(db::Tx& tx, const api::Context& context, const RequestInput& in, RequestStatus status);

}  // namespace weft::customers
