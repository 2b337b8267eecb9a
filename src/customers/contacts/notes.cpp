// The notes of a chat: a log of its own beside it, with the employees of the chat and never the customer in it.
#include "customers/contacts/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/log.hpp>
#include <weft/identity/identity.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

std::vector<PrincipalId> employees_in(db::Tx& tx, const ConversationId& chat) {
  std::vector<PrincipalId> staff;
  for (const auto& principal : identity::load_principals(tx, conversations::everybody_in(tx, chat)))
    if (principal.kind == identity::PrincipalKind::member) staff.push_back(principal.id);
  std::sort(staff.begin(), staff.end());
  return staff;
}

std::vector<PrincipalId> without(const std::vector<PrincipalId>& all, const std::vector<PrincipalId>& those) {
  std::vector<PrincipalId> rest;
  std::set_difference(all.begin(), all.end(), those.begin(), those.end(), std::back_inserter(rest));
  return rest;
}

}  // namespace

ConversationId notes_of(db::Tx& tx, const ConversationId& chat, const PrincipalId& actor) {
  conversations::lock_customer_chat(tx, chat);
  if (const auto notes = store::notes_of(tx, chat)) return *notes;
  const auto follow = store::follow_of(tx, chat);
  if (!follow) throw ApiError(Errc::conversation_closed);
  const std::string name = identity::load_principal(tx, follow->contact).value().name;
  const ConversationId notes = conversations::begin_notes(tx, name, actor, employees_in(tx, chat));
  store::set_notes(tx, chat, notes);
  return notes;
}

void follow_in_notes(db::Tx& tx, const ConversationId& chat, const PrincipalId& actor) {
  const auto notes = store::notes_of(tx, chat);
  if (!notes) return;
  const auto wanted = employees_in(tx, chat);
  const auto present = conversations::everybody_in(tx, *notes);
  if (const auto fresh = without(wanted, present); !fresh.empty())
    conversations::seat(tx, conversations::lock_log(tx, *notes), actor, fresh);
  if (const auto gone = without(present, wanted); !gone.empty())
    conversations::unseat(tx, conversations::lock_log(tx, *notes), actor, gone);
}

}  // namespace weft::customers
