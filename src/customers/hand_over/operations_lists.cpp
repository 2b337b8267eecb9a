// hand_over.get, .list, .results, .chain: what became of hand-overs.
#include "customers/hand_over/operations.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/contacts.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Policy;

struct GetIn {
  HandOverId hand_over;
};
BOOST_DESCRIBE_STRUCT(GetIn, (), (hand_over))

struct ListIn {
  std::optional<PersonRef> from;
  std::optional<PersonRef> to;
  std::optional<ContactId> customer;
  std::optional<HandOverStatus> status;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (from, to, customer, status, limit, cursor))

struct ResultsIn {
  PersonRef from;
  PersonRef to;
  std::optional<Int<1, 1000>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ResultsIn, (), (from, to, limit, cursor))

struct Result {
  ContactId customer;
  HandOverId hand_over;
  HandOverStatus status = HandOverStatus::waiting;
  Time at;  ///< when it ended; while it waits, when it is to take effect
};
BOOST_DESCRIBE_STRUCT(Result, (), (customer, hand_over, status, at))

struct ChainIn {
  ContactId contact;
};
BOOST_DESCRIBE_STRUCT(ChainIn, (), (contact))

struct ChainOut {
  std::vector<HandOverView> items;
};
BOOST_DESCRIBE_STRUCT(ChainOut, (), (items))

std::optional<HandOverId> before_of(const std::optional<std::string>& cursor, std::string_view list) {
  if (!cursor) return std::nullopt;
  return api::cursor_id<HandOverId>(api::decode_cursor(list, *cursor, 1)[0]);
}

std::vector<std::string> key_of(const HandOver& last) {
  return {last.id.str()};
}

Reach lists_reach(db::Tx& tx, const Context& context) {
  return customer_reach(tx, context.who(), Power::view_customers);
}

/// Everybody lists what they are a side of; managers what they reach.
void need_list(db::Tx& tx, const Context& context, const store::ListFilter& filter) {
  const PrincipalId& me = context.who().principal;
  if (filter.from == me || filter.to == me) return;
  const Reach reach = lists_reach(tx, context);
  if (reach.departments.company) return;
  const bool there = (filter.from && within(tx, reach, *filter.from)) || (filter.to && within(tx, reach, *filter.to));
  if (!there) throw ApiError(Errc::forbidden, "name an owner, old or new, whose customers you manage", "from");
}

Page<HandOverView> list(db::Tx& tx, const Context& context, const ListIn& in) {
  store::ListFilter filter;
  if (in.from) filter.from = person_in(tx, context.who(), *in.from, "from");
  if (in.to) filter.to = person_in(tx, context.who(), *in.to, "to");
  filter.contact = in.customer;
  filter.status = in.status;
  filter.before = before_of(in.cursor, "hand_overs");
  if (!filter.from && !filter.to && !lists_reach(tx, context).departments.company) filter.to = context.who().principal;
  need_list(tx, context, filter);
  const std::int64_t limit = api::limit_of(in.limit);
  const auto page = api::make_page(store::list_hand_overs(tx, filter, limit + 1), limit, "hand_overs", key_of);
  return {views_of(tx, page.items), page.next_cursor};
}

Page<Result> results(db::Tx& tx, const Context& context, const ResultsIn& in) {
  store::ListFilter filter;
  filter.from = person_in(tx, context.who(), in.from, "from");
  filter.to = person_in(tx, context.who(), in.to, "to");
  filter.before = before_of(in.cursor, "hand_over_results");
  need_list(tx, context, filter);
  const std::int64_t limit = in.limit ? in.limit->value : 1000;
  const auto page = api::make_page(store::list_hand_overs(tx, filter, limit + 1), limit, "hand_over_results", key_of);
  Page<Result> out;
  out.next_cursor = page.next_cursor;
  for (const HandOver& one : page.items)
    out.items.push_back({one.contact, one.id, one.status, one.ended_at.value_or(one.effective_at)});
  return out;
}

/// For whoever serves or served the customer, and for managers who reach one of these.
ChainOut chain(db::Tx& tx, const Context& context, const ChainIn& in) {
  const auto follows = follows_of(tx, in.contact);
  const auto mine = [&](const Follow& follow) { return follow.employee == context.who().principal; };
  if (!std::any_of(follows.begin(), follows.end(), mine)) {
    const Reach reach = lists_reach(tx, context);
    const auto reached = [&](const Follow& follow) { return within(tx, reach, follow.employee); };
    if (!std::any_of(follows.begin(), follows.end(), reached))
      throw ApiError(Errc::not_found, "no such contact", "contact");
  }
  return {views_of(tx, store::chain(tx, in.contact))};
}

}  // namespace

std::vector<api::Operation> list_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<GetIn, HandOverView>(
      Declaration(
          "hand_over.get", Method::get, "/api/v1/hand-overs/{hand_over}", Policy::staff,
          "One hand-over; for both sides and who manages customers of one."),
      [](db::Tx& tx, const Context& context, const GetIn& in) {
        return view_of(tx, seen_hand_over(tx, context.who(), in.hand_over));
      }));
  table.push_back(api::transactional<ListIn, Page<HandOverView>>(
      Declaration(
          "hand_over.list", Method::get, "/api/v1/hand-overs", Policy::staff,
          "Hand-overs, newest first: one's own, or of whom one manages customers."),
      list));
  table.push_back(api::transactional<ResultsIn, Page<Result>>(
      Declaration(
          "hand_over.results", Method::get, "/api/v1/hand-over-results", Policy::staff,
          "What became of the customers that one employee handed over to another, up to 1,000 a page."),
      results));
  table.push_back(api::transactional<ChainIn, ChainOut>(
      Declaration(
          "hand_over.chain", Method::get, "/api/v1/contacts/{contact}/owners", Policy::staff,
          "Through whose hands a customer went, oldest first."),
      chain));
  return table;
}

}  // namespace weft::customers
