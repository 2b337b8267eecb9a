// retention.* and legal_hold.*: how long messages are kept, and what is kept in spite of that.
#include "groups/holds.hpp"
#include "groups/operations.hpp"
#include <weft/api/paging.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/identity.hpp>

namespace weft::groups {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Permission;

struct DaysIn {
  Days days;
};
BOOST_DESCRIBE_STRUCT(DaysIn, (), (days))

struct GroupDaysIn {
  ConversationId conversation;
  std::optional<Days> days;
};
BOOST_DESCRIBE_STRUCT(GroupDaysIn, (), (conversation, days))

struct HoldIn {
  HoldScope scope = HoldScope::company;
  std::optional<ConversationId> conversation;
  std::optional<PersonRef> principal;
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(HoldIn, (), (scope, conversation, principal, reason))

struct LiftIn {
  HoldId hold;
};
BOOST_DESCRIBE_STRUCT(LiftIn, (), (hold))

struct ListIn {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (limit, cursor))

struct HoldView {
  HoldId id;
  HoldScope scope = HoldScope::company;
  std::optional<ConversationId> conversation;
  std::optional<PrincipalId> principal;
  std::string reason;
  PrincipalId set_by;
  Time set_at;
  std::optional<PrincipalId> lifted_by;
  std::optional<Time> lifted_at;
};
BOOST_DESCRIBE_STRUCT(HoldView, (), (id, scope, conversation, principal, reason, set_by, set_at, lifted_by, lifted_at))

HoldView view_of(const store::Hold& hold) {
  return {hold.id,     hold.scope,  hold.conversation, hold.principal, hold.reason,
          hold.set_by, hold.set_at, hold.lifted_by,    hold.lifted_at};
}

/// Exactly what the scope asks for is named.
HoldView create(db::Tx& tx, const Context& context, const HoldIn& in) {
  identity::require_company(tx, context.who(), Permission::legal_hold_manage);
  const bool of_conversation = in.scope == HoldScope::conversation;
  const bool of_person = in.scope == HoldScope::person;
  if (of_conversation != in.conversation.has_value())
    refuse_field("conversation", of_conversation ? "is missing" : "is for the scope conversation");
  if (of_person != in.principal.has_value())
    refuse_field("principal", of_person ? "is missing" : "is for the scope person");
  store::Hold hold;
  hold.scope = in.scope;
  hold.conversation = in.conversation;
  // Whoever may hold back what everybody wrote may name everybody, seen or not.
  if (in.principal) hold.principal = identity::resolve_any(tx, std::span(&*in.principal, 1), "principal").front();
  hold.reason = in.reason;
  return view_of(set_hold(tx, context, std::move(hold)));
}

Page<HoldView> list(db::Tx& tx, const Context& context, const ListIn& in) {
  identity::require_company(tx, context.who(), Permission::legal_hold_manage);
  std::optional<HoldId> before;
  if (in.cursor) before = api::cursor_id<HoldId>(api::decode_cursor("holds", *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  const auto page = api::make_page(
      store::list_holds(tx, before, limit + 1), limit, "holds",
      [](const store::Hold& hold) { return std::vector<std::string>{hold.id.str()}; });
  Page<HoldView> out;
  out.next_cursor = page.next_cursor;
  for (const store::Hold& hold : page.items)
    out.items.push_back(view_of(hold));
  return out;
}

std::vector<api::Operation> hold_operations() {
  const std::string path = kCompanyPath + "/legal-holds";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<HoldIn, HoldView>(
      Declaration(
          "legal_hold.create", Method::post, path, Permission::legal_hold_manage,
          "Keeps a conversation, all conversations a person was ever in, or the whole company, whatever retention "
          "says."),
      create));
  table.push_back(api::transactional<ListIn, Page<HoldView>>(
      Declaration(
          "legal_hold.list", Method::get, path, Permission::legal_hold_manage,
          "All holds, newest first, lifted ones too."),
      list));
  table.push_back(api::transactional<LiftIn, HoldView>(
      Declaration(
          "legal_hold.lift", Method::del, path + "/{hold}", Permission::legal_hold_manage,
          "Ends a hold; what is too old by then is deleted."),
      [](db::Tx& tx, const Context& context, const LiftIn& in) { return view_of(lift_hold(tx, context, in.hold)); }));
  return table;
}

}  // namespace

std::vector<api::Operation> retention_operations(const Shared&) {
  std::vector<api::Operation> table = hold_operations();
  table.push_back(api::transactional<api::Nothing, RetentionSettings>(
      Declaration(
          "retention.get", Method::get, kCompanyPath + "/retention", Permission::retention_manage,
          "For how many days the company keeps its messages; 0: for good."),
      [](db::Tx& tx, const Context&, const api::Nothing&) { return load_retention(tx); }));
  table.push_back(api::transactional<DaysIn, RetentionSettings>(
      Declaration(
          "retention.set", Method::put, kCompanyPath + "/retention", Permission::retention_manage,
          "Keeps messages for 1 to 180 days, or (0) for good. What is older is deleted soon."),
      [](db::Tx& tx, const Context& context, const DaysIn& in) { return set_retention(tx, context, in.days); }));
  table.push_back(api::transactional<GroupDaysIn, SeqOut>(
      Declaration(
          "retention.set_group", Method::put, kCompanyPath + "/groups/{conversation}/retention",
          Permission::retention_manage, "The same for one group; without a number, as the company says."),
      [](db::Tx& tx, const Context& context, const GroupDaysIn& in) {
        return SeqOut{set_group_retention(tx, context, in.conversation, in.days)};
      }));
  return table;
}

}  // namespace weft::groups
