// Who asks to be accepted, and what becomes of it.
#include "customers/ways/requests.hpp"

#include "customers/visits/store.hpp"
#include "customers/ways/admit.hpp"
#include "customers/ways/change.hpp"
#include "customers/ways/store.hpp"
#include "customers/ways/store_chats.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/log.hpp>
#include <weft/customers/reach.hpp>
#include <weft/customers/standing.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/visibility.hpp>

#include <vector>

namespace weft::customers {
namespace {

constexpr std::int64_t kMostWaiting = 3000;

ApiError no_request() {
  return ApiError(Errc::not_found, "no such request", "request");
}

/// Who is asked, and who has this power over that employee's customers.
bool has_to_do(db::Tx& tx, const api::Caller& caller, const PrincipalId& employee, Power power) {
  if (employee == caller.principal) return true;
  const Reach reach = customer_reach(tx, caller, power);
  return !reach.empty() && reaches(tx, reach, employee);
}

/// In the company's line when it is decided for somebody else; with the way locked first, as who comes by it does.
CustomerRequest need_open_request(
    db::Tx& tx, const api::Caller& caller, const CustomerRequestId& id, bool for_others = false) {
  const auto seen = store::find_request(tx, id);
  if (!seen || !has_to_do(tx, caller, seen->employee, Power::share_customers)) throw no_request();
  if (for_others || seen->employee != caller.principal) {
    const api::Caller now = in_line(tx, caller, Power::share_customers);
    if (!has_to_do(tx, now, seen->employee, Power::share_customers)) throw no_request();
  }
  store::lock_way(tx, seen->way);
  store::lock_visitor(tx, seen->contact);
  auto request = store::lock_request(tx, id);
  if (!request) throw no_request();
  if (request->status != RequestStatus::waiting && request->status != RequestStatus::ignored)
    throw ApiError(Errc::conflict, "this request has been decided");
  return std::move(*request);
}

std::string word_of(RequestStatus status) {
  return boost::describe::enum_to_string(status, "");
}

const char* operation_of(RequestStatus decision) {
  if (decision == RequestStatus::accepted) return "customer_request.accept";
  return decision == RequestStatus::refused ? "customer_request.refuse" : "customer_request.ignore";
}

/// What is decided for a colleague is the company's affair.
void audit(
    db::Tx& tx, const api::Context& context, const CustomerRequest& before, const PrincipalId& asked,
    RequestStatus status) {
  const PrincipalId& by = context.who().principal;
  if (before.employee == by && asked == by) return;
  Json was = {{"employee", asked.str()}, {"contact", before.contact.str()}, {"status", word_of(before.status)}};
  Json is = {{"employee", before.employee.str()}, {"contact", before.contact.str()}, {"status", word_of(status)}};
  identity::audit::append(
      tx, {identity::origin_of(context), operation_of(status), before.id.str(),
           identity::audit::change(std::move(was), std::move(is))});
}

/// `asked` waited for the decision; the employee of the request takes the customer.
void settle(
    db::Tx& tx, const api::Context& context, CustomerRequest& request, const PrincipalId& asked, RequestStatus status) {
  const PrincipalId& by = context.who().principal;
  audit(tx, context, request, asked, status);
  request.status = status;
  request.decided_at = tx.now();
  request.decided_by = by;
  store::settle_request(tx, request);
  std::vector<PrincipalId> staff{request.employee};
  if (asked != request.employee) staff.push_back(asked);
  conversations::tell_inboxes(
      tx, staff, "customer_request_decided", by,
      {{"request", request.id.str()}, {"contact", request.contact.str()}, {"decision", word_of(status)}});
}

void tell_customer(
    db::Tx& tx, const CustomerRequest& request, const char* status, const std::optional<ConversationId>& chat) {
  const std::vector<PrincipalId> customer{request.contact};
  conversations::tell_inboxes(
      tx, customer, "visit_decided", request.employee,
      {{"request", request.id.str()}, {"status", status}, {"conversation", chat ? Json(chat->str()) : Json()}});
}

/// Who is to take the customer in place of who was asked.
PrincipalId need_taker(db::Tx& tx, const api::Caller& caller, const Way& way, const PrincipalId& taker) {
  if (!store::serves(tx, way.id, taker) && way.backup != taker)
    refuse_field("employee", "serves nobody by the way that this customer came by");
  if (!has_to_do(tx, caller, taker, Power::share_customers))
    throw ApiError(Errc::forbidden, "your permission does not reach this employee", "employee");
  return taker;
}

}  // namespace

bool too_many_wait(db::Tx& tx, const PrincipalId& employee) {
  return store::count_waiting(tx, employee, kMostWaiting) >= kMostWaiting;
}

void tell_asked(db::Tx& tx, const Way& way, const CustomerRequest& request) {
  const std::vector<PrincipalId> staff{request.employee};
  conversations::tell_inboxes(
      tx, staff, "customer_requested", request.contact,
      {{"request", request.id.str()},
       {"contact", request.contact.str()},
       {"name", identity::load_principal(tx, request.contact).value().name},
       {"message", request.message},
       {"way", way.id.str()},
       {"state", way.state}});
  note(
      tx,
      {request.contact, EventKind::requested, request.employee, {}, request.contact, {{"request", request.id.str()}}});
}

void ask(
    db::Tx& tx, const Way& way, const ContactId& contact, const PrincipalId& employee, const std::string& message) {
  if (too_many_wait(tx, employee))
    throw ApiError(Errc::conflict, "too many wait to be accepted by this employee: come back later", "code");
  CustomerRequest request;
  request.id = CustomerRequestId::make();
  request.contact = contact;
  request.employee = employee;
  request.way = way.id;
  request.message = message;
  request.created_at = tx.now();
  if (!store::insert_request(tx, request)) return;  // waits already, by another way
  tell_asked(tx, way, request);
}

api::Page<CustomerRequest> page_of_requests(db::Tx& tx, const api::Caller& caller, const ListCustomerRequests& in) {
  const PrincipalId employee = in.employee ? identity::find_seen(tx, caller, *in.employee) : caller.principal;
  if (!has_to_do(tx, caller, employee, Power::view_customers))
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
  if (!is_contact(tx, request.contact)) throw ApiError(Errc::conflict, "this customer is not there any more");
  if (way.most_uses && way.uses >= *way.most_uses)
    throw ApiError(Errc::conflict, "as many customers as the way lets in have come");
  if (way.exclusive && store::exclusive_chat(tx, request.contact))
    throw ApiError(Errc::conflict, "a colleague serves this customer by an exclusive way");
}

DecidedRequest accept(db::Tx& tx, const api::Context& context, const AcceptRequest& in, const EntranceParts& parts) {
  const api::Caller& caller = context.who();
  std::optional<PrincipalId> taker;
  if (in.employee) taker = need_person(tx, caller, *in.employee, "employee");
  CustomerRequest request = need_open_request(tx, caller, in.request, taker && *taker != caller.principal);
  const auto locked = store::lock_way(tx, request.way);
  const Way way = locked ? *locked : store::way_by_id(tx, request.way).value();
  need_place(tx, way, request);
  const PrincipalId asked = request.employee;
  if (taker) request.employee = need_taker(tx, caller, way, *taker);
  const Admission admission{
      request.contact, request.employee, FollowSource::request, context.who().principal,
      in.remark ? in.remark->value : ""};
  const ConversationId chat = admit(tx, way, admission, parts);
  settle(tx, context, request, asked, RequestStatus::accepted);
  tell_customer(tx, request, "open", chat);
  return {std::move(request), chat};
}

DecidedRequest turn_down(db::Tx& tx, const api::Context& context, const RequestInput& in, RequestStatus status) {
  CustomerRequest request = need_open_request(tx, context.who(), in.request);
  if (request.status == status) return {std::move(request), std::nullopt};
  settle(tx, context, request, request.employee, status);
  note(
      tx, {request.contact,
           EventKind::refused,
           request.employee,
           {},
           context.who().principal,
           {{"request", request.id.str()}, {"decision", word_of(status)}}});
  if (status == RequestStatus::refused) tell_customer(tx, request, "refused", std::nullopt);
  return {std::move(request), std::nullopt};
}

}  // namespace weft::customers
