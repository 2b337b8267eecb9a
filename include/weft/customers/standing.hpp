// How a member of the company comes to act for a customer: as who is in charge, or by a power over who is.
#pragma once
#include <weft/customers/reach.hpp>
#include <weft/customers/types.hpp>
#include <weft/db/tx.hpp>

namespace weft::customers {

/// Somebody who acts on a relation, and whether by permission: then the write is in the company's line, `caller` is
/// read again in it, and what is done is audited.
struct Acting {
  api::Caller caller;
  Follow follow;
  bool by_permission = false;
};

/// First step of a write by a power: it stands in the company's line; the caller as it is now.
api::Caller in_line(db::Tx& tx, const api::Caller& caller, Power power);

/// First step of a write on a relation: by who is in charge, or who has the power over the employee. Raises not_found
/// for everybody else, whatever is there.
Acting act_on(db::Tx& tx, const api::Caller& caller, const FollowId& follow, Power power);
/// The same for who is in charge of this chat; raises conflict for a chat that nobody is in charge of.
Acting act_on_chat(db::Tx& tx, const api::Caller& caller, const ConversationId& chat, Power power);
/// The same for a contact: through a relation that is the caller's own and active, or one within the power.
Acting act_on_contact(db::Tx& tx, const api::Caller& caller, const ContactId& contact, Power power);

/// Raises conflict unless the relation is active.
void need_active(const Follow& follow);

}  // namespace weft::customers
