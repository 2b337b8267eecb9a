// SQL of visits: who somebody is, what is shown to a customer.
#pragma once
#include <weft/customers/contacts.hpp>

#include <span>
#include <string>
#include <vector>

namespace weft::customers::store {

/// A contact as its visits see it.
struct Visitor {
  ContactId id;
  std::string name;
  std::optional<WayId> last_way;
  Time last_at;
  std::int64_t consent_version = 0;
  bool at_site = false;  ///< has an id of the company's web site
};
/// The contact, or the one that it was merged into; absent for nobody, and for who was erased.
std::optional<Visitor> visitor(db::Tx& tx, const PrincipalId& who);
/// One visit of a contact after the other.
void lock_visitor(db::Tx& tx, const ContactId& contact);
std::optional<ContactId> contact_at_site(db::Tx& tx, const std::string& id);
/// False when somebody else has this id.
bool put_at_site(db::Tx& tx, const std::string& id, const ContactId& contact);
void agree(db::Tx& tx, const ContactId& contact, std::int64_t version);
void rename_contact(db::Tx& tx, const ContactId& contact, const std::string& name);
void set_language(db::Tx& tx, const ContactId& contact, const std::string& language);

/// The active relation with who is the one member through exclusive ways.
std::optional<ConversationId> exclusive_chat(db::Tx& tx, const ContactId& contact);

/// Those that can be opened, the newest first.
std::vector<std::string> site_secrets(db::Tx& tx);
/// Those that were stored before secrets were sealed; how many.
std::int64_t seal_site_secrets(db::Tx& tx);
/// One more; only the newest `keep` stay.
void add_site_secret(db::Tx& tx, const std::string& secret, int keep);

struct CardRow {
  PrincipalId principal;
  std::string name;
  std::string title;
  bool verified = false;
  bool active = false;
  std::optional<FileId> avatar;
};
std::vector<CardRow> card_rows(db::Tx& tx, std::span<const PrincipalId> employees);

/// Whether the customer has, had or waits for a chat with the employee, or is in a group with it.
bool sees_card(db::Tx& tx, const ContactId& customer, const PrincipalId& employee);

/// The company's name, and whether the operator has verified it.
struct CompanyRow {
  std::string name;
  bool verified = false;
};
CompanyRow company(db::Tx& tx);
void set_verified(db::Tx& tx, bool verified);

struct ChatRow {
  ConversationId conversation;
  std::optional<Time> ends_at;
  std::optional<std::int64_t> rated;
};
std::vector<ChatRow> chat_rows(db::Tx& tx, std::span<const ConversationId> chats);
/// How often the contact has rated this chat since then.
std::int64_t ratings_since(db::Tx& tx, const ContactId& contact, const ConversationId& chat, Time since);
void set_rated(db::Tx& tx, const ConversationId& chat, std::int64_t score);

struct GroupRow {
  ConversationId conversation;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(GroupRow, (), (conversation, name))
std::vector<GroupRow> groups_of(db::Tx& tx, const ContactId& contact);

}  // namespace weft::customers::store
