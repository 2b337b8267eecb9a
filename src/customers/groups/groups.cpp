// Groups with customers: how one begins, and who may run one.
#include "customers/groups/store.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/customers/serving.hpp>

#include <algorithm>

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

std::vector<Inside> inside_of(db::Tx& tx, const ConversationId& group, const std::string& provider) {
  return group_store::inside_of(tx, group, provider);
}

std::set<ConversationId> inherited_among(db::Tx& tx, std::span<const ConversationId> groups) {
  return group_store::inherited_among(tx, groups);
}

std::string version_of(std::vector<PrincipalId> people) {
  std::sort(people.begin(), people.end());
  std::string all;
  for (const PrincipalId& one : people)
    all += one.str();
  return hex(sha256(all)).substr(0, 32);
}

}  // namespace weft::customers
