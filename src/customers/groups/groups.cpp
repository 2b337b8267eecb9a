// Groups with customers: how one begins, and who may run one.
#include "customers/groups/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/customers/serving.hpp>

namespace weft::customers {

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

}  // namespace weft::customers
