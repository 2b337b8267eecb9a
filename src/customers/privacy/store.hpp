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

struct KeptRequest {
  ContactId contact;
  PrincipalId employee;
  WayId way;
  std::string status;
  std::string message;
  Time created_at;
  std::optional<Time> decided_at;
};
BOOST_DESCRIBE_STRUCT(KeptRequest, (), (contact, employee, way, status, message, created_at, decided_at))
std::vector<KeptRequest> requests_of(db::Tx& tx, std::span<const ContactId> contacts);

/// A content that it looked at, by a link that was made for it.
struct KeptOpen {
  ContactId contact;
  PrincipalId employee;
  std::string title;
  std::int64_t version = 0;
  Time at;
};
BOOST_DESCRIBE_STRUCT(KeptOpen, (), (contact, employee, title, version, at))
std::vector<KeptOpen> opens_of(db::Tx& tx, std::span<const ContactId> contacts);

/// Name, fields, ids, what employees wrote down, what it asked and looked at, words in events: all gone, and requests
/// are refused. What is counted stays.
void blank_contact(db::Tx& tx, const ContactId& contact);
/// Groups as above, and inboxes of employees who were told of one of these contacts.
std::vector<ConversationId> told_logs(
    db::Tx& tx, std::span<const ContactId> contacts, const ConversationId& after, std::int64_t limit);
/// False for an inbox that tells nothing of these contacts.
bool has_to_erase(db::Tx& tx, const ConversationId& log, std::span<const ContactId> contacts);
/// Names and words of this contact in what an inbox tells of it; how many entries.
std::int64_t blank_notices(db::Tx& tx, const ConversationId& inbox, const ContactId& contact);
/// Notes are called by the customer's name.
void blank_notes_name(db::Tx& tx, const ConversationId& log);

/// A file that a job of `kind` made, and for whom.
struct MadeFile {
  PrincipalId owner;
  FileId file;
};
/// By jobs that ended after `since`; of these contacts, or without any of the whole company.
std::vector<MadeFile> made_files(db::Tx& tx, const std::string& kind, std::span<const ContactId> contacts, Time since);

/// Whether a step of such a job runs in this moment.
bool under_way(db::Tx& tx, const std::vector<std::string>& kinds);

/// What it wrote into a group is as if recalled; how many.
std::int64_t blank_messages(db::Tx& tx, const ConversationId& group, const ContactId& contact);

}  // namespace weft::customers::store
