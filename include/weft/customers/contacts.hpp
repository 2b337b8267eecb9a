// Contacts and who serves them: the core that every way in and every hand-over goes through.
//
// A relation (Follow) is active exactly while its chat is open, and of all relations that had a chat exactly one is in
// charge of it. Whoever changes relations locks the head of the chat first (conversations::lock_customer_chat), then
// the loads (lock_loads), then the rows.
#pragma once
#include <weft/customers/events.hpp>
#include <weft/customers/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::customers {

struct NewContact {
  std::string name;  ///< 1-100 characters
  ContactType type = ContactType::web;
  std::string language = {};
  Touch touch = {};
  bool consented = false;
};

/// A contact with its inbox; it can sign in with a session (identity) and be in conversations.
ContactId make_contact(db::Tx& tx, const NewContact& contact);

/// Remembers where it came from this time.
void touch(db::Tx& tx, const ContactId& contact, const Touch& touch);

struct BeginFollow {
  ContactId contact;
  PrincipalId employee;
  FollowSource source = FollowSource::way;
  Touch touch = {};
  std::string remark = {};
  std::optional<PrincipalId> actor = {};  ///< absent: the contact itself
};

/// Makes the employee serve the contact: a new relation with a new chat, or the old one again with the chat it had,
/// unless somebody else is in charge of that now. What is active already stays as it is. Writes the event `added`.
/// Raises what require_can_serve() raises, with the field `employee`.
Follow begin_follow(db::Tx& tx, const BeginFollow& begin);

/// Ends an active relation and closes its chat with the status as reason. `status` is lost or removed. Writes the
/// event.
void end_follow(
    db::Tx& tx, const Follow& follow, FollowStatus status, const PrincipalId& actor, Json detail = Json::object());

std::optional<Follow> find_follow(db::Tx& tx, const ContactId& contact, const PrincipalId& employee);
std::optional<Follow> load_follow(db::Tx& tx, const FollowId& follow);
/// Who is in charge of this chat; absent for one that is closed, or not of a customer.
std::optional<Follow> follow_of(db::Tx& tx, const ConversationId& chat);
/// All relations of a contact, newest first; of those whom `employee` serves, one.
std::vector<Follow> follows_of(db::Tx& tx, const ContactId& contact);
/// Whether it is a contact of this company, not merged into another and not erased.
bool is_contact(db::Tx& tx, const ContactId& contact);

/// What changes hands with the chat of an active relation: the chat with its whole log and its notes, remark,
/// description, company, phones and tags, to `to`. Where `to` already serves the contact in a chat of its own, that one
/// stays; the chat handed over is closed ("merged") and open to `to` for reading, and what `to` wrote down wins.
/// The old relation becomes handed_over. Gives the relation of `to`. Writes the event `handed_over` with `detail`.
/// Asks nobody whether it may: require_can_serve() and the rules of hand-over are the caller's. Locks what it changes.
Follow pass_on(
    db::Tx& tx, const Follow& follow, const PrincipalId& to, const std::optional<PrincipalId>& actor, Json detail);

/// Takes back a pass_on() that closed the chat: it opens again with the employee of `follow`, a relation that was
/// handed over, in charge; `from` keeps the chat of its own. Raises conflict where that has moved on. Writes
/// `handed_over`.
Follow split_off(db::Tx& tx, const Follow& follow, const PrincipalId& from, const PrincipalId& actor, Json detail);

/// Tags given to and taken from an active relation; unknown numbers raise invalid_argument with `field`. Gives whether
/// anything changed, and then writes the event.
bool tag(
    db::Tx& tx, const Follow& follow, std::span<const std::int64_t> add, std::span<const std::int64_t> remove,
    const std::optional<PrincipalId>& actor, const std::string& field);

/// The notes of a chat, with exactly the employees who are in the chat in it; made with the first call.
/// `actor` is one of them.
ConversationId notes_of(db::Tx& tx, const ConversationId& chat, const PrincipalId& actor);
/// After somebody came into the chat or went: the same for the notes, where there are some.
void follow_in_notes(db::Tx& tx, const ConversationId& chat, const PrincipalId& actor);

}  // namespace weft::customers
