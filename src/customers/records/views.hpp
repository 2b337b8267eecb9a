// What a member of the company sees of a contact.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/customers/records.hpp>

namespace weft::customers {

/// The relations of a contact as somebody may see them.
struct Sight {
  std::vector<FollowId> whole;  ///< its own that nobody took over, those of chats it takes part in, those it manages
  std::vector<OtherFollow> others;
  std::vector<ConversationId> chats;  ///< of `whole`
  bool everything = false;            ///< manages all who serve or served it
};

/// Raises not_found for who sees none of them.
Sight sight_of(db::Tx& tx, const api::Caller& caller, const ContactId& contact);

}  // namespace weft::customers
