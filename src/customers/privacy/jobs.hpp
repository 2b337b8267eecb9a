// The jobs that carry out and erase what is kept about a contact.
#pragma once
#include <weft/customers/privacy.hpp>
#include <weft/customers/types.hpp>

#include <boost/describe.hpp>

#include <span>
#include <string>

namespace weft::customers {

inline constexpr auto kExportContactJob = "contact.export";
inline constexpr auto kEraseContactJob = "contact.erase";

struct ExportContactState {
  ContactId contact;
};
BOOST_DESCRIBE_STRUCT(ExportContactState, (), (contact))

/// Where the walk is: first over chats and notes, then over groups and employees' inboxes.
struct EraseState {
  ContactId contact;
  bool in_groups = false;
  std::optional<ConversationId> after;
  std::int64_t kept = 0;  ///< logs that a legal hold keeps
};
BOOST_DESCRIBE_STRUCT(EraseState, (), (contact, in_groups, after, kept))

db::Step export_contact_step(
    db::Tx& tx, const db::Job& job, directory::TableFiles& files, const std::vector<PrivacyPart>& parts);
/// Files that were made of these contacts, and lists in which they may be, are nobody's to read any more.
void drop_files(db::Tx& tx, std::span<const ContactId> family);
db::Step erase_contact_step(db::Tx& tx, const db::Job& job, const std::vector<groups::Forget>& forget);

}  // namespace weft::customers
