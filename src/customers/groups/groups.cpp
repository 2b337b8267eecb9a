// Groups with customers: how one begins, and changes hands. Who runs one is an employee at any time.
#include "customers/groups/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/customers/serving.hpp>

namespace weft::customers {

using conversations::Head;

namespace {

/// Whom the owner before leaves behind in the group stays an ordinary member.
Head lock_customer_group(db::Tx& tx, const ConversationId& group) {
  Head head = conversations::lock_group(tx, group);
  if (head.kind != conversations::Kind::customer_group)
    throw ApiError(Errc::not_found, "no such group", "conversation");
  return head;
}

}  // namespace

void require_server(db::Tx& tx, const PrincipalId& employee, const std::string& field) {
  const auto trouble = serving_trouble(tx, employee);
  if (!trouble || *trouble == ServingTrouble::full || *trouble == ServingTrouble::company_full) return;
  const bool not_allowed = *trouble == ServingTrouble::outside_range || *trouble == ServingTrouble::not_verified;
  throw ApiError(not_allowed ? Errc::forbidden : Errc::conflict, field + " " + std::string(text_of(*trouble)), field);
}

ConversationId make_group(db::Tx& tx, const NewGroup& group) {
  require_server(tx, group.owner, "owner");
  const ConversationId id = conversations::begin_customer_group(tx, group.owner, group.name, group.colleagues);
  group_store::insert_group(tx, id, {});
  return id;
}

Seq give_group(db::Tx& tx, const ConversationId& group, const PrincipalId& to, const PrincipalId& actor) {
  Head head = lock_customer_group(tx, group);
  if (head.owner == to) throw ApiError(Errc::conflict, "this employee has the group already", "owner");
  require_server(tx, to, "owner");
  // One more than the limit is let in: a full group must not stay with nobody.
  conversations::put_in(tx, head, actor, std::span(&to, 1), head.member_count + 1);
  return conversations::give_to(tx, conversations::lock_log(tx, group), actor, to);
}

std::vector<ConversationId> groups_without_owner(
    db::Tx& tx, const std::optional<ConversationId>& after, std::int64_t limit) {
  return group_store::ownerless(tx, after, limit);
}

std::vector<ConversationId> groups_owned_by(
    db::Tx& tx, const PrincipalId& owner, const std::optional<ConversationId>& after, std::int64_t limit) {
  return group_store::owned_by(tx, owner, after, limit);
}

}  // namespace weft::customers
