// Two contacts with everything of theirs under lock: what merging and undoing begin with.
#pragma once
#include <weft/customers/contacts.hpp>

namespace weft::customers {

struct Locked {
  std::vector<Follow> follows;         ///< of the surviving contact
  std::vector<Follow> others;          ///< of the other
  std::vector<ConversationId> chats;   ///< of the other
  std::vector<ConversationId> groups;  ///< that the other is in
};

/// Locks the rows of both, the heads of all their chats and groups in the order of their ids, and the loads of who
/// serves them. `moved`: further chats. Raises conflict when one of them is erased, busy when something began in
/// between.
Locked lock_contacts(
    db::Tx& tx, const ContactId& contact, const ContactId& other, const std::vector<ConversationId>& moved);

}  // namespace weft::customers
