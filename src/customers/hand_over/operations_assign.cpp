// hand_over.assignable, .suggest, .bulk and what became of one.
#include "customers/hand_over/jobs.hpp"
#include "customers/hand_over/operations.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/audit.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Policy;

constexpr std::int64_t kMostOfALeaver = 20000;  // as many as one employee may have at most

struct AssignableIn {
  std::optional<PersonRef> from;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(AssignableIn, (), (from, limit, cursor))

struct AssignableView {
  Named customer;
  Named old_owner;
  ConversationId conversation;
  Time left_at;
  bool waiting = false;
};
BOOST_DESCRIBE_STRUCT(AssignableView, (), (customer, old_owner, conversation, left_at, waiting))

struct SuggestIn {
  PersonRef from;
  std::optional<Int<1, 50>> limit;
};
BOOST_DESCRIBE_STRUCT(SuggestIn, (), (from, limit))

struct Suggestion {
  Named employee;
  std::string department;
  std::int64_t customers = 0;
  std::int64_t waiting = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Suggestion, (), (employee, department, customers, waiting, reason))

struct SuggestOut {
  std::vector<Suggestion> items;
};
BOOST_DESCRIBE_STRUCT(SuggestOut, (), (items))

struct BulkIn {
  PersonRef from;
  std::optional<List<PersonRef, 1, 100>> to;
  std::optional<List<ContactId, 1, 10000>> customers;
  std::optional<Text<0, 200>> message;
};
BOOST_DESCRIBE_STRUCT(BulkIn, (), (from, to, customers, message))

struct BulkOut {
  db::JobId job;
  std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(BulkOut, (), (job, total))

struct BulkResultsIn {
  db::JobId job;
  std::optional<Int<1, 1000>> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(BulkResultsIn, (), (job, limit, cursor))

Page<AssignableView> list_assignable(db::Tx& tx, const Context& context, const AssignableIn& in) {
  const Reach reach = require_power(tx, context.who(), Power::hand_over_resigned);
  std::optional<PrincipalId> owner;
  if (in.from) owner = person_in(tx, context.who(), *in.from, "from");
  store::AssignableAfter after;
  if (in.cursor) {
    const auto keys = api::decode_cursor("assignable", *in.cursor, 2);
    after = {api::cursor_id<PrincipalId>(keys[0]), api::cursor_id<FollowId>(keys[1])};
  }
  const std::int64_t limit = api::limit_of(in.limit);
  const auto page = api::make_page(
      store::assignable(tx, owner, reach, after, limit + 1), limit, "assignable", [](const Assignable& last) {
        return std::vector{last.owner.str(), last.follow.str()};
      });
  std::vector<PrincipalId> people;
  for (const Assignable& one : page.items)
    people.insert(people.end(), {one.contact, one.owner});
  auto names = names_of(tx, std::move(people));
  Page<AssignableView> out;
  out.next_cursor = page.next_cursor;
  for (const Assignable& one : page.items)
    out.items.push_back({names[one.contact], names[one.owner], one.conversation, one.left_at, one.waiting});
  return out;
}

std::string reason_of(const Suggested& one) {
  std::string where = "same department";
  if (one.levels_up == 1) where = "the department above";
  if (one.levels_up > 1) where = std::to_string(one.levels_up) + " departments above";
  std::string text = where + ", " + std::to_string(one.who.customers) + " customers";
  if (one.who.waiting > 0) text += " and " + std::to_string(one.who.waiting) + " on the way";
  return text;
}

SuggestOut suggestions(db::Tx& tx, const Context& context, const SuggestIn& in) {
  const PrincipalId from = person_in(tx, context.who(), in.from, "from");
  const Reach reach = need_reach(tx, context.who(), from);
  SuggestOut out;
  for (const Suggested& one : suggest(tx, from, reach, in.limit ? in.limit->value : 10))
    out.items.push_back(
        {{one.who.id, one.who.name}, one.who.department, one.who.customers, one.who.waiting, reason_of(one)});
  return out;
}

Bulk plan(db::Tx& tx, const Context& context, const BulkIn& in) {
  Bulk bulk;
  bulk.from = person_in(tx, context.who(), in.from, "from");
  need_reach(tx, context.who(), bulk.from);
  const bool left = identity::load_principal(tx, bulk.from).value().status == identity::PrincipalStatus::left;
  if (left) need_departed(tx, bulk.from);
  if (!left && !in.customers) refuse_field("customers", "may be absent only for somebody who has left");
  bulk.kind = left ? HandOverKind::resigned : HandOverKind::on_job;
  if (in.to) {
    for (std::size_t i = 0; i < in.to->size(); ++i)
      bulk.targets.push_back(person_in(tx, context.who(), in.to->items[i], "to[" + std::to_string(i) + "]"));
  }
  bulk.begun_by = context.who().principal;
  return bulk;
}

BulkOut begin_bulk(db::Tx& tx, const Context& context, const BulkIn& in, conversations::Screen* screen) {
  identity::audit::lock(tx);
  Bulk bulk = plan(tx, context, in);
  bulk.message = said(tx, context, screen, in.message);
  bulk.id = db::enqueue(tx, {.kind = kBulkJob, .started_by = bulk.begun_by});
  store::insert_bulk(tx, bulk);
  if (in.customers) {
    store::add_items(tx, bulk.id, in.customers->items);
  } else {
    store::add_all_items(tx, bulk.id, bulk.from, kMostOfALeaver);
  }
  const BulkOut out{bulk.id, store::count_items(tx, bulk.id)};
  Json targets = Json::array();
  for (const PrincipalId& target : bulk.targets)
    targets.push_back(target.str());
  identity::audit::append(
      tx, {identity::origin_of(context), "hand_over.bulk", bulk.id.str(),
           identity::audit::change(
               {{"owner", bulk.from.str()}}, {{"owners", std::move(targets)}, {"customers", out.total}})});
  return out;
}

Page<BulkItem> bulk_results(db::Tx& tx, const Context& context, const BulkResultsIn& in) {
  const auto bulk = store::load_bulk(tx, in.job);
  const bool seen = bulk && (bulk->begun_by == context.who().principal ||
                             within(tx, hand_over_reach(tx, context.who(), bulk->kind), bulk->from));
  if (!seen) throw ApiError(Errc::not_found, "no such assignment", "job");
  std::int64_t after = 0;
  if (in.cursor) after = api::cursor_number(api::decode_cursor("hand_over_items", *in.cursor, 1)[0]);
  const std::int64_t limit = in.limit ? in.limit->value : 1000;
  return api::make_page(store::items(tx, in.job, after, limit + 1), limit, "hand_over_items", [](const BulkItem& last) {
    return std::vector{std::to_string(last.number)};
  });
}

}  // namespace

std::vector<api::Operation> assign_operations(conversations::Screen* screen) {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<AssignableIn, Page<AssignableView>>(
      Declaration(
          "hand_over.assignable", Method::get, "/api/v1/assignable-customers", Policy::staff,
          "Customers of people who have left and whom nobody has taken over yet."),
      list_assignable));
  table.push_back(api::transactional<SuggestIn, SuggestOut>(
      Declaration(
          "hand_over.suggest", Method::get, "/api/v1/hand-over-suggestions", Policy::staff,
          "Who could take an employee's customers, and why: near departments first, there the least loaded."),
      suggestions));
  table.push_back(api::transactional<BulkIn, BulkOut>(
      Declaration(
          "hand_over.bulk", Method::post, "/api/v1/hand-over-bulks", Policy::signed_in,
          "Hands up to 10,000 customers over, or all of somebody who has left, by a job."),
      [screen](db::Tx& tx, const Context& context, const BulkIn& in) { return begin_bulk(tx, context, in, screen); }));
  table.push_back(api::transactional<BulkResultsIn, Page<BulkItem>>(
      Declaration(
          "hand_over.bulk_results", Method::get, "/api/v1/hand-over-bulks/{job}", Policy::signed_in,
          "What became of each customer of a large assignment."),
      bulk_results));
  return table;
}

}  // namespace weft::customers
