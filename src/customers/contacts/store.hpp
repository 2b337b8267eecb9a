// SQL of contacts, of who serves them, and of what happened with them.
#pragma once
#include <weft/customers/contacts.hpp>
#include <weft/customers/serving.hpp>

#include <map>

namespace weft::customers::store {

void insert_contact(db::Tx& tx, const ContactId& id, const NewContact& contact);
void touch(db::Tx& tx, const ContactId& contact, const Touch& touch);
bool is_contact(db::Tx& tx, const ContactId& contact);

/// The same, and it stays one until the transaction ends.
bool hold_contact(db::Tx& tx, const ContactId& contact);

std::optional<Follow> find_follow(db::Tx& tx, const ContactId& contact, const PrincipalId& employee);
std::optional<Follow> load_follow(db::Tx& tx, const FollowId& follow);
std::optional<Follow> follow_of(db::Tx& tx, const ConversationId& chat);
std::vector<Follow> follows_of(db::Tx& tx, const ContactId& contact);
/// Of those that had this chat, the one that had it last.
std::optional<Follow> last_follow_of(db::Tx& tx, const ConversationId& chat);

/// What it is from now on, and since when; what was written down stays as it is.
void end_follow(db::Tx& tx, const FollowId& follow, FollowStatus status);
/// Whether it is active; holds it so until the transaction ends.
bool hold_active(db::Tx& tx, const FollowId& follow);
/// Writes all of it; the id says which.
void save_follow(db::Tx& tx, const Follow& follow);
void insert_chat(db::Tx& tx, const ConversationId& chat);
/// What was written down goes over, and the tags; see pass_on().
void copy_notes(db::Tx& tx, const FollowId& from, const FollowId& to);

std::vector<std::int64_t> unknown_tags(db::Tx& tx, std::span<const std::int64_t> numbers);
/// Those that were not there before.
std::vector<std::int64_t> add_tags(db::Tx& tx, const FollowId& follow, std::span<const std::int64_t> numbers);
std::vector<std::int64_t> tags_of(db::Tx& tx, const FollowId& follow);
/// Those that were.
std::vector<std::int64_t> remove_tags(db::Tx& tx, const FollowId& follow, std::span<const std::int64_t> numbers);

std::optional<ConversationId> notes_of(db::Tx& tx, const ConversationId& chat);
void set_notes(db::Tx& tx, const ConversationId& chat, const ConversationId& notes);

void insert_event(db::Tx& tx, const EventId& id, const ContactEvent& event);
void insert_events(db::Tx& tx, std::span<const ContactEvent> events);

/// What decides whether somebody may serve.
struct Server {
  std::string status;
  bool inactive = false;
  bool verified = false;
  bool inside = false;
  std::int64_t customers = 0;
};
/// Of each that is a member of the company.
std::map<PrincipalId, Server> servers(db::Tx& tx, std::span<const PrincipalId> employees, const Serving& rules);
std::int64_t relations(db::Tx& tx);
void verify(db::Tx& tx, std::span<const PrincipalId> members);
void lock_loads(db::Tx& tx, std::span<const PrincipalId> employees);

}  // namespace weft::customers::store
