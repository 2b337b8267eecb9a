// SQL of carrying out and erasing what is kept about a contact.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/customers/records.hpp>

namespace weft::customers::store {

/// Its chats and the notes beside them, with something in them still; in the order of their ids.
std::vector<ConversationId> logs_of(
    db::Tx& tx, std::span<const ContactId> contacts, const ConversationId& after, std::int64_t limit);
/// Groups that it is or was in; the same.
std::vector<ConversationId> groups_of(
    db::Tx& tx, std::span<const ContactId> contacts, const ConversationId& after, std::int64_t limit);

struct LoggedEntry {
  Seq seq = 0;
  std::string kind;
  PrincipalId actor;
  Time at;
  RawJson body;
};
BOOST_DESCRIBE_STRUCT(LoggedEntry, (), (seq, kind, actor, at, body))
/// After `after`; with `only`, what that one wrote.
std::vector<LoggedEntry> logged(
    db::Tx& tx, const ConversationId& conversation, const std::optional<ContactId>& only, Seq after,
    std::int64_t limit);

/// Name, fields, ids, what employees wrote down, words in events: all gone. What is counted stays.
void blank_contact(db::Tx& tx, const ContactId& contact);
/// What it wrote into a group is as if recalled; how many.
std::int64_t blank_messages(db::Tx& tx, const ConversationId& group, const ContactId& contact);

}  // namespace weft::customers::store
