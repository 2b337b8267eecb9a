// Finds the next employee for who waits for one that cannot serve any more.
#include "customers/ways/passing.hpp"

#include "customers/visits/store.hpp"
#include "customers/ways/choose.hpp"
#include "customers/ways/hours.hpp"
#include "customers/ways/store.hpp"
#include "customers/ways/store_chats.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/log.hpp>
#include <weft/customers/serving.hpp>

#include <map>
#include <set>

namespace weft::customers {
namespace {

constexpr std::int64_t kAtATime = 100;

bool is_undecided(const CustomerRequest& request) {
  return request.status == RequestStatus::waiting || request.status == RequestStatus::ignored;
}

/// Deleted ones too: the customer came while there was one.
std::map<WayId, Way> lock_ways(db::Tx& tx, std::span<const CustomerRequest> requests) {
  std::set<WayId> ids;
  for (const CustomerRequest& request : requests)
    ids.insert(request.way);
  std::map<WayId, Way> ways;
  for (const WayId& id : ids) {
    auto way = store::lock_way(tx, id);
    if (!way) way = store::way_by_id(tx, id);
    if (way) ways.emplace(id, std::move(*way));
  }
  return ways;
}

void lock_visitors(db::Tx& tx, std::span<const CustomerRequest> requests) {
  std::set<ContactId> ids;
  for (const CustomerRequest& request : requests)
    ids.insert(request.contact);
  for (const ContactId& id : ids)
    store::lock_visitor(tx, id);
}

}  // namespace

bool may_wait_for(db::Tx& tx, const PrincipalId& employee) {
  const auto trouble = serving_trouble(tx, employee);
  return !trouble || *trouble == ServingTrouble::full || *trouble == ServingTrouble::company_full;
}

bool pass_to_next(db::Tx& tx, const Way& way, const CustomerRequest& request, const api::Presence* presence) {
  const auto next = choose(tx, way, request.contact, presence, is_open(tx, way.hours)).employee;
  if (!next || too_many_wait(tx, *next)) return false;
  CustomerRequest moved = request;
  moved.employee = *next;
  moved.created_at = tx.now();
  if (!store::give_request(tx, moved)) return false;
  const std::vector<PrincipalId> before{request.employee};
  conversations::tell_inboxes(
      tx, before, "customer_request_decided", request.contact,
      {{"request", request.id.str()}, {"contact", request.contact.str()}, {"decision", "passed_on"}});
  tell_asked(tx, way, moved);
  return true;
}

std::vector<CustomerRequest> pass_all(
    db::Tx& tx, std::span<const CustomerRequest> requests, const api::Presence* presence) {
  const auto ways = lock_ways(tx, requests);
  lock_visitors(tx, requests);
  std::vector<CustomerRequest> left;
  for (const CustomerRequest& request : requests) {
    const auto now = store::lock_request(tx, request.id);
    if (!now || !is_undecided(*now) || may_wait_for(tx, now->employee)) continue;
    const auto way = ways.find(now->way);
    if (way == ways.end() || !pass_to_next(tx, way->second, *now, presence)) left.push_back(*now);
  }
  return left;
}

std::int64_t pass_requests_of(db::Tx& tx, const PrincipalId& employee, const api::Presence* presence) {
  const auto waiting = store::list_requests(tx, employee, RequestStatus::waiting, std::nullopt, kAtATime);
  for (CustomerRequest& request : pass_all(tx, waiting, presence)) {
    request.status = RequestStatus::ignored;  // the customer waits on, and whoever manages may still accept
    request.decided_at = tx.now();
    store::settle_request(tx, request);
  }
  return std::ssize(waiting);
}

}  // namespace weft::customers
