// SQL of groups that apps made. Of the tenant of the transaction.
#pragma once
#include "platform/apps/store.hpp"

namespace weft::platform::store {

struct GroupRow {
  std::string chat;
  PrincipalId app;
  ConversationId conversation;
  Time created_at;
};
/// False when the company has one with this id.
bool insert_group(db::Tx& tx, const GroupRow& group);
std::optional<GroupRow> find_group(db::Tx& tx, const PrincipalId& app, const std::string& chat);
std::int64_t groups_since(db::Tx& tx, Time since);
/// Counts a change in this hour; how many there are with it.
std::int64_t take_change(db::Tx& tx);
/// When the day of the company began.
Time midnight(db::Tx& tx, const std::string& day, const std::string& zone);
/// The userids of these, in their order.
std::vector<std::string> userids(db::Tx& tx, const std::vector<PrincipalId>& people);

}  // namespace weft::platform::store
