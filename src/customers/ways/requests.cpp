// Who asks to be accepted, and what becomes of it.
#include "customers/ways/requests.hpp"

#include "customers/visits/store.hpp"
#include "customers/ways/admit.hpp"
#include "customers/ways/store.hpp"
#include "customers/ways/store_chats.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/log.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/visibility.hpp>

#include <vector>

namespace weft::customers {
namespace {

constexpr std::int64_t kMostWaiting = 1000;

ApiError no_request() {
  return ApiError(Errc::not_found, "no such request", "request");
}

/// Who is asked decides, and who manages that employee's customers.
bool decides(db::Tx& tx, const api::Caller& caller, const PrincipalId& employee) {
  if (employee == caller.principal) return true;
  const auto reach = identity::reach(tx, caller, api::Permission::customers_manage);
  return !reach.empty() && identity::reaches(tx, reach, employee);
}

/// With the way locked first, as who comes by it does.
CustomerRequest need_open_request(db::Tx& tx, const api::Caller& caller, const CustomerRequestId& id) {
  const auto seen = store::find_request(tx, id);
  if (!seen || !decides(tx, caller, seen->employee)) throw no_request();
  store::lock_way(tx, seen->way);
  auto request = store::lock_request(tx, id);
  if (!request) throw no_request();
  if (request->status != RequestStatus::waiting && request->status != RequestStatus::ignored)
    throw ApiError(Errc::conflict, "this request has been decided");
  return std::move(*request);
}

void settle(db::Tx& tx, CustomerRequest& request, RequestStatus status, const PrincipalId& by) {
  request.status = status;
  request.decided_at = tx.now();
  request.decided_by = by;
  store::settle_request(tx, request);
  const std::vector<PrincipalId> staff{request.employee};
  conversations::tell_inboxes(
      tx, staff, "customer_request_decided", by,
      {{"request", request.id.str()},
       {"contact", request.contact.str()},
       {"decision", boost::describe::enum_to_string(status, "")}});
}

void tell_customer(
    db::Tx& tx, const CustomerRequest& request, const char* status, const std::optional<ConversationId>& chat) {
  const std::vector<PrincipalId> customer{request.contact};
  conversations::tell_inboxes(
      tx, customer, "visit_decided", request.employee,
      {{"request", request.id.str()}, {"status", status}, {"conversation", chat ? Json(chat->str()) : Json()}});
}

}  // namespace

void ask(
    db::Tx& tx, const Way& way, const ContactId& contact, const PrincipalId& employee, const std::string& message) {
  if (store::count_waiting(tx, employee, kMostWaiting) >= kMostWaiting)
    throw ApiError(Errc::conflict, "too many wait to be accepted by this employee: come back later", "code");
  CustomerRequest request;
  request.id = CustomerRequestId::make();
  request.contact = contact;
  request.employee = employee;
  request.way = way.id;
  request.message = message;
  request.created_at = tx.now();
  if (!store::insert_request(tx, request)) return;  // waits already, by another way
  const std::vector<PrincipalId> staff{employee};
  conversations::tell_inboxes(
      tx, staff, "customer_requested", contact,
      {{"request", request.id.str()},
       {"contact", contact.str()},
       {"name", identity::load_principal(tx, contact).value().name},
       {"message", message},
       {"way", way.id.str()},
       {"state", way.state}});
  note(tx, {contact, EventKind::requested, employee, {}, contact, {{"request", request.id.str()}}});
}

api::Page<CustomerRequest> page_of_requests(db::Tx& tx, const api::Caller& caller, const ListCustomerRequests& in) {
  const PrincipalId employee = in.employee ? identity::find_seen(tx, caller, *in.employee) : caller.principal;
  if (!decides(tx, caller, employee))
    throw ApiError(Errc::forbidden, "your permission does not reach this employee", "employee");
  const std::int64_t limit = api::limit_of(in.limit);
  std::optional<CustomerRequestId> before;
  if (in.cursor) before = api::cursor_id<CustomerRequestId>(api::decode_cursor("customer requests", *in.cursor, 1)[0]);
  return api::make_page(
      store::list_requests(tx, employee, in.status.value_or(RequestStatus::waiting), before, limit + 1), limit,
      "customer requests", [](const CustomerRequest& request) { return std::vector{request.id.str()}; });
}

/// What held when the customer asked may be over.
void need_place(db::Tx& tx, const Way& way, const CustomerRequest& request) {
  store::lock_visitor(tx, request.contact);
  if (!is_contact(tx, request.contact)) throw ApiError(Errc::conflict, "this customer is not there any more");
  if (way.most_uses && way.uses >= *way.most_uses)
    throw ApiError(Errc::conflict, "as many customers as the way lets in have come");
  if (way.exclusive && store::exclusive_chat(tx, request.contact))
    throw ApiError(Errc::conflict, "a colleague serves this customer by an exclusive way");
}

DecidedRequest accept(db::Tx& tx, const api::Context& context, const AcceptRequest& in, const EntranceParts& parts) {
  CustomerRequest request = need_open_request(tx, context.who(), in.request);
  const auto locked = store::lock_way(tx, request.way);
  const Way way = locked ? *locked : store::way_by_id(tx, request.way).value();
  need_place(tx, way, request);
  const Admission admission{
      request.contact, request.employee, FollowSource::request, context.who().principal,
      in.remark ? in.remark->value : ""};
  const ConversationId chat = admit(tx, way, admission, parts);
  settle(tx, request, RequestStatus::accepted, context.who().principal);
  tell_customer(tx, request, "open", chat);
  return {std::move(request), chat};
}

DecidedRequest turn_down(db::Tx& tx, const api::Context& context, const RequestInput& in, RequestStatus status) {
  CustomerRequest request = need_open_request(tx, context.who(), in.request);
  if (request.status == status) return {std::move(request), std::nullopt};
  settle(tx, request, status, context.who().principal);
  const char* const decision = boost::describe::enum_to_string(status, "");
  note(
      tx, {request.contact,
           EventKind::refused,
           request.employee,
           {},
           context.who().principal,
           {{"request", request.id.str()}, {"decision", decision}}});
  if (status == RequestStatus::refused) tell_customer(tx, request, "refused", std::nullopt);
  return {std::move(request), std::nullopt};
}

}  // namespace weft::customers
