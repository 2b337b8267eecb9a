// segment.*: saved filters, and how many customers one finds.
#include "customers/segments/segments.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/customers/operations.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Permission;
using api::Policy;

struct CreateIn {
  Text<1, 50> name;
  Filter filter;
  std::optional<bool> shared;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (name, filter, shared))

struct SegmentIn {
  SegmentId segment;
};
BOOST_DESCRIBE_STRUCT(SegmentIn, (), (segment))

struct ListIn {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (limit, cursor))

Json shown(const Segment& segment) {
  return Json::parse(to_json_text(segment));
}

/// What everybody has is set up by who manages customers of the whole company, and audited.
void begin_shared(db::Tx& tx, const Context& context) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::customers_manage);
  identity::require_company(tx, caller, Permission::customers_manage);
}

Segment need_segment(db::Tx& tx, const Context& context, const SegmentId& id) {
  auto segment = store::segment(tx, id);
  if (!segment || (!segment->shared && segment->owner != context.who().principal))
    throw ApiError(Errc::not_found, "no such segment", "segment");
  return std::move(*segment);
}

Segment create(db::Tx& tx, const Context& context, const CreateIn& in) {
  const bool shared = in.shared.value_or(false);
  if (shared) begin_shared(tx, context);
  Segment segment{SegmentId::make(), context.who().principal, shared, in.name.value, in.filter, tx.now()};
  if (segment.name.find_first_not_of(' ') == std::string::npos) refuse_field("name", "must not be blank");
  compile(tx, {.employee = segment.owner, .filter = in.filter}, "filter");
  if (store::count_segments(tx, segment.owner, shared) >= kSegments)
    throw ApiError(Errc::conflict, "there are 200 segments, which is the most");
  store::insert_segment(tx, segment);
  if (shared)
    identity::audit::append(
        tx, {identity::origin_of(context), "segment.create", segment.id.str(),
             identity::audit::change(nullptr, shown(segment))});
  return segment;
}

api::Nothing remove(db::Tx& tx, const Context& context, const SegmentIn& in) {
  if (need_segment(tx, context, in.segment).shared) begin_shared(tx, context);
  const Segment segment = need_segment(tx, context, in.segment);
  store::delete_segment(tx, in.segment);
  if (segment.shared)
    identity::audit::append(
        tx, {identity::origin_of(context), "segment.delete", segment.id.str(),
             identity::audit::change(shown(segment), nullptr)});
  return {};
}

Page<Segment> list(db::Tx& tx, const Context& context, const ListIn& in) {
  const std::int64_t limit = api::limit_of(in.limit);
  SegmentId before;
  if (in.cursor) before = api::cursor_id<SegmentId>(api::decode_cursor("segments", *in.cursor, 1)[0]);
  return api::make_page(
      store::segments(tx, context.who().principal, before, limit + 1), limit, "segments",
      [](const Segment& last) { return std::vector{last.id.str()}; });
}

}  // namespace

std::vector<api::Operation> segment_operations() {
  const std::string all = "/api/v1/segments", one = all + "/{segment}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateIn, Segment>(
      Declaration("segment.create", Method::post, all, Policy::signed_in, "Saves a filter over customers."), create));
  table.push_back(api::transactional<ListIn, Page<Segment>>(
      Declaration(
          "segment.list", Method::get, all, Policy::signed_in, "One's own saved filters, and those that are shared."),
      list));
  table.push_back(api::transactional<SegmentIn, Segment>(
      Declaration("segment.get", Method::get, one, Policy::signed_in, "A saved filter."),
      [](db::Tx& tx, const Context& context, const SegmentIn& in) { return need_segment(tx, context, in.segment); }));
  table.push_back(api::transactional<SegmentIn, api::Nothing>(
      Declaration("segment.delete", Method::del, one, Policy::signed_in, "Deletes a saved filter."), remove));
  table.push_back(api::transactional<AudienceIn, AudienceCount>(
      Declaration(
          "segment.count", Method::post, all + "/count", Policy::signed_in,
          "How many customers a filter or a segment finds now."),
      [](db::Tx& tx, const Context& context, const AudienceIn& in) {
        const auto audience = audience_of(tx, context.who(), in, Power::view_customers);
        return count_follows(tx, *compile(tx, audience, "filter"));
      }));
  return table;
}

}  // namespace weft::customers
