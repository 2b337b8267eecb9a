// Chats with customers: one customer, one employee in charge, colleagues who take part, and the notes that no customer
// sees. Who may do what is decided by the room that keeps customers; here is what it does to the logs.
#pragma once
#include <weft/conversations/log.hpp>

#include <span>
#include <string>

namespace weft::conversations {

/// A chat of this customer, with this employee in charge. Raises conflict when one of them is not active.
ConversationId begin_customer_chat(db::Tx& tx, const PrincipalId& customer, const PrincipalId& employee);

/// Notes of these employees about a chat, called by the customer's name. `actor` is one of them.
ConversationId begin_notes(
    db::Tx& tx, const std::string& name, const PrincipalId& actor, std::span<const PrincipalId> employees);

/// Locks the head of a chat with a customer, open or closed, whoever asks. Raises not_found.
Head lock_customer_chat(db::Tx& tx, const ConversationId& chat);

/// Locks the head of any log. Raises not_found.
Head lock_log(db::Tx& tx, const ConversationId& conversation);

// All of these under the lock of the head; whoever comes in sees the whole log, not only what follows.

/// Puts another employee in charge; who was in charge is out. Entry `handed_over`: {"from","to"} and what `more` has.
/// Raises conflict when `to` is not active.
Seq put_in_charge(db::Tx& tx, const Head& head, const PrincipalId& actor, const PrincipalId& to, Json more);
/// Colleagues who take part from now on (`members_added`); 0 when they do already. Of notes, too.
Seq seat(db::Tx& tx, const Head& head, const PrincipalId& actor, std::span<const PrincipalId> colleagues);
/// And those who do no longer (`members_removed`).
Seq unseat(db::Tx& tx, const Head& head, const PrincipalId& actor, std::span<const PrincipalId> colleagues);

/// The customer is `to` from now on, who has the place that `from` had: what it saw and how far it read. Of a chat with
/// one customer, and of groups, where `to` may be in already. Entry `customer_changed`: {"from","to"}. Gives who came
/// in and who went, each none or one; nothing happens where `from` is not in.
struct CustomerChanged {
  bool came = false;
  bool went = false;
};
CustomerChanged change_customer(
    db::Tx& tx, const Head& head, const PrincipalId& actor, const PrincipalId& from, const PrincipalId& to);

/// Nobody writes any more, and everybody still reads (`closed`: {"reason"}); 0 when it is so already.
Seq close_chat(db::Tx& tx, const Head& head, const PrincipalId& actor, const std::string& reason);
/// They write again (`reopened`).
Seq reopen_chat(db::Tx& tx, const Head& head, const PrincipalId& actor);

/// Who is in now, of any conversation.
std::vector<PrincipalId> everybody_in(db::Tx& tx, const ConversationId& conversation);

}  // namespace weft::conversations
