// Locks of two contacts, in the order that everybody keeps: the contacts, heads by id, loads, rows.
#include "customers/merging/locked.hpp"

#include "customers/merging/store.hpp"
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/log.hpp>
#include <weft/customers/serving.hpp>

#include <set>

namespace weft::customers {
namespace {

std::set<ConversationId> logs_of(db::Tx& tx, const ContactId& contact) {
  std::set<ConversationId> logs;
  for (const ConversationId& chat : store::chats_of(tx, contact))
    logs.insert(chat);
  for (const ConversationId& group : store::groups_in(tx, contact))
    logs.insert(group);
  for (const Follow& follow : follows_of(tx, contact))
    logs.insert(follow.conversation);
  return logs;
}

std::set<ConversationId> logs_of_both(db::Tx& tx, const ContactId& a, const ContactId& b) {
  std::set<ConversationId> logs = logs_of(tx, a);
  logs.merge(logs_of(tx, b));
  return logs;
}

}  // namespace

Locked lock_contacts(
    db::Tx& tx, const ContactId& contact, const ContactId& other, const std::vector<ConversationId>& moved) {
  if (!store::lock_contacts(tx, contact, other)) throw ApiError(Errc::conflict, "one of these customers was erased");
  const auto before = logs_of_both(tx, contact, other);
  auto logs = before;
  logs.insert(moved.begin(), moved.end());
  for (const ConversationId& log : logs)
    conversations::lock_log(tx, log);
  Locked locked{
      follows_of(tx, contact), follows_of(tx, other), store::chats_of(tx, other), store::groups_in(tx, other)};
  std::vector<PrincipalId> employees;
  for (const auto* follows : {&locked.follows, &locked.others})
    for (const Follow& follow : *follows)
      employees.push_back(follow.employee);
  if (!employees.empty()) lock_loads(tx, employees);
  if (logs_of_both(tx, contact, other) != before)
    throw ApiError(Errc::busy, "somebody changes the relations of these customers; try again", {}, 1);
  return locked;
}

}  // namespace weft::customers
