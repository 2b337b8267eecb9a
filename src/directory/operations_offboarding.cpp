// member.offboard and offboarding.*: the end of somebody's time, and what is left to hand over.
#include "directory/operations.hpp"
#include "directory/store_offboarding.hpp"

namespace weft::directory {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Permission;

struct OffboardIn {
  PersonRef member;
  std::optional<Text<0, 200>> reason;
  std::optional<bool> free_userid;  ///< default: false
};
BOOST_DESCRIBE_STRUCT(OffboardIn, (), (member, reason, free_userid))

struct MemberIn {
  PersonRef member;
};
BOOST_DESCRIBE_STRUCT(MemberIn, (), (member))

struct ListIn {
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (limit, cursor))

struct PageIn {
  PersonRef member;
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(PageIn, (), (member, limit, cursor))

Offboarding begin(db::Tx& tx, const Context& context, const OffboardIn& in) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::members_offboard);
  const PrincipalId member = member_in_reach(tx, caller, Permission::members_offboard, in.member);
  if (member == caller.principal) throw ApiError(Errc::conflict, "you cannot off-board yourself");
  offboard(tx, {member, text_of(in.reason).value_or(""), in.free_userid.value_or(false)}, identity::origin_of(context));
  return load_offboarding(tx, member).value();
}

/// Whether the reach covers where the departed stood on the last day.
bool covered(const identity::Reach& reach, const std::vector<std::string>& paths) {
  return reach.company ||
         std::any_of(paths.begin(), paths.end(), [&](const std::string& path) { return reach.covers(path); });
}

PrincipalId departed(db::Tx& tx, const Context& context, const PersonRef& ref) {
  const PrincipalId member = identity::find_seen(tx, context.who(), ref);
  const auto row = store::offboarding(tx, member);
  if (!row) throw ApiError(Errc::not_found, "this member was not off-boarded");
  if (!covered(identity::reach(tx, context.who(), Permission::members_offboard), row->paths))
    throw ApiError(Errc::forbidden, "your permission does not reach where this member stood");
  return member;
}

Page<Offboarding> list(db::Tx& tx, const Context& context, const ListIn& in) {
  const auto reach = identity::reach(tx, context.who(), Permission::members_offboard);
  const std::int64_t limit = api::limit_of(in.limit);
  std::optional<store::Departed> after;
  if (in.cursor) {
    const auto keys = api::decode_cursor("offboardings", *in.cursor, 2);
    const auto at = parse_time(keys[0]);
    if (!at) api::refuse_cursor();
    after = store::Departed{*at, api::cursor_id<PrincipalId>(keys[1])};
  }
  std::optional<std::vector<std::string>> within;
  if (!reach.company) within = reach.paths;
  const auto page = api::make_page(
      store::offboardings(tx, within, after, limit + 1), limit, "offboardings", [](const store::Row& last) {
        return std::vector{to_rfc3339(last.started_at), last.member.str()};
      });
  Page<Offboarding> out;
  out.next_cursor = page.next_cursor;
  for (const store::Row& row : page.items)
    out.items.push_back(load_offboarding(tx, row.member).value());
  return out;
}

ConversationId after_of(const Cursor& cursor, std::string_view list) {
  if (!cursor) return {};
  return api::cursor_id<ConversationId>(api::decode_cursor(list, *cursor, 1)[0]);
}

Page<LeftGroup> groups(db::Tx& tx, const Context& context, const PageIn& in) {
  const PrincipalId member = departed(tx, context, in.member);
  const std::int64_t limit = api::limit_of(in.limit);
  return api::make_page(
      store::left_groups(tx, member, after_of(in.cursor, "left_groups"), limit + 1), limit, "left_groups",
      [](const LeftGroup& last) { return std::vector{last.conversation.str()}; });
}

Page<LeftChat> chats(db::Tx& tx, const Context& context, const PageIn& in) {
  const PrincipalId member = departed(tx, context, in.member);
  const std::int64_t limit = api::limit_of(in.limit);
  return api::make_page(
      store::left_chats(tx, member, after_of(in.cursor, "left_chats"), limit + 1), limit, "left_chats",
      [](const LeftChat& last) { return std::vector{last.conversation.str()}; });
}

}  // namespace

std::vector<api::Operation> offboarding_operations() {
  const std::string all = "/api/v1/offboardings";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<OffboardIn, Offboarding>(
      Declaration(
          "member.offboard", Method::post, "/api/v1/members/{member}/offboard", Permission::members_offboard,
          "Ends a member's time in the company: sessions at once, groups by a job; what is left is listed."),
      begin));
  table.push_back(api::transactional<ListIn, Page<Offboarding>>(
      Declaration("offboarding.list", Method::get, all, Permission::members_offboard, "Who has left, newest first."),
      list));
  table.push_back(api::transactional<MemberIn, Offboarding>(
      Declaration(
          "offboarding.get", Method::get, all + "/{member}", Permission::members_offboard,
          "Who left when, and how much was left behind."),
      [](db::Tx& tx, const Context& context, const MemberIn& in) {
        return load_offboarding(tx, departed(tx, context, in.member)).value();
      }));
  table.push_back(api::transactional<PageIn, Page<LeftGroup>>(
      Declaration(
          "offboarding.groups", Method::get, all + "/{member}/groups", Permission::members_offboard,
          "The groups that were left, and who owns now what the departed owned."),
      groups));
  table.push_back(api::transactional<PageIn, Page<LeftChat>>(
      Declaration(
          "offboarding.conversations", Method::get, all + "/{member}/conversations", Permission::members_offboard,
          "The direct chats of who has left, with how much is in them."),
      chats));
  return table;
}

}  // namespace weft::directory
