// Two records of one person become one, and can be two again.
//
// What was the other's is the surviving contact's: relations with their chats, hand-overs that wait, requests, outside
// ids, groups, and sessions, so that the device in the customer's hand goes on with the same conversations. Where one
// employee serves both, its relation with the surviving contact goes on, and the other chat is closed ("merged").
#pragma once
#include <weft/customers/contacts.hpp>

#include <boost/describe.hpp>

namespace weft::customers {

/// moved: it is the surviving contact's now. joined: that has one of the same employee; the chat is closed. kept: it
/// was over and is only remembered.
enum class MergeResult { moved, joined, kept };
BOOST_DESCRIBE_ENUM(MergeResult, moved, joined, kept)

/// What became of one relation of the contact that became part of another.
struct MergedFollow {
  FollowId follow;
  PrincipalId employee;
  ConversationId conversation;
  MergeResult result = MergeResult::moved;
};
BOOST_DESCRIBE_STRUCT(MergedFollow, (), (follow, employee, conversation, result))

/// Raises conflict when one of them is merged or erased, when others are part of `other`, and when both have more
/// outside ids than one contact may; busy when relations change at the same time.
std::vector<MergedFollow> merge_contacts(
    db::Tx& tx, const ContactId& contact, const ContactId& other, const PrincipalId& actor);

/// Something that did not go back.
struct NotRestored {
  std::string what;  ///< chat, field, group, id
  std::string name;  ///< of the chat or group its id, of a field its name or number
  std::string text;  ///< why, for people
};
BOOST_DESCRIBE_STRUCT(NotRestored, (), (what, name, text))

/// What was moved goes back, where it still is; gives what does not. `contact` is what `other` is part of. Raises
/// conflict when it is part of none, and when one of them is erased.
std::vector<NotRestored> unmerge_contacts(
    db::Tx& tx, const ContactId& contact, const ContactId& other, const PrincipalId& actor);

}  // namespace weft::customers
