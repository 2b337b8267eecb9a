// Join ways: codes by which customers come into groups. What the visitor's operations ask when a code is one of these.
#pragma once
#include <weft/customers/types.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers {

using WelcomeId = Id<struct GroupWelcomeTag>;

/// Why a way lets nobody in now: it is over; its groups are full and it opens no other; nobody of the company runs one;
/// an employee took this contact out of one of its groups within the last seven days.
enum class JoinTrouble { expired, used_up, nobody, removed };
BOOST_DESCRIBE_ENUM(JoinTrouble, expired, used_up, nobody, removed)

/// What a join way leads to at the moment.
struct JoinLook {
  WayId way;
  std::string state;
  std::string name;                           ///< of the group one would come into; empty where that is to be opened
  std::optional<PrincipalId> associate = {};  ///< who runs it
  std::optional<ConversationId> group = {};   ///< absent: the next one is opened for who comes
  std::optional<JoinTrouble> trouble = {};
};

/// Absent for a code that is not a join way's. `contact`, where there is one already, is led to the group it is in.
std::optional<JoinLook> look_join_way(
    db::Tx& tx, const std::string& code, const std::optional<ContactId>& contact = {});

struct MadeWay {
  WayId id;
  std::string code;
};
/// A way into this group that opens the next one when it is full. Asks nobody whether `maker` may.
MadeWay make_join_way(db::Tx& tx, const PrincipalId& maker, const ConversationId& group);

struct JoinedGroup {
  ConversationId conversation;
  bool fresh = false;  ///< was not in any of the way's groups before
};

/// Brings the contact into the first of the way's groups that has room, or into one that is opened for it; who is in
/// one of them already stays there. Writes the event `joined_group`. Locks the job that greets, the way, then the head
/// of one group. Raises not_found for a code that is none; conflict where look_join_way() tells of trouble.
JoinedGroup join(db::Tx& tx, const ContactId& contact, const std::string& code);

/// Takes the first two of these locks, for who locks groups before it joins; nothing for a code that is none.
void lock_join_way(db::Tx& tx, const std::string& code);

/// A group of a customer.
struct GroupOfCustomer {
  ConversationId conversation;
  std::string name;
  std::optional<PrincipalId> associate;
};
BOOST_DESCRIBE_STRUCT(GroupOfCustomer, (), (conversation, name, associate))

/// Those it is in, newest first, 200 at most.
std::vector<GroupOfCustomer> groups_of(db::Tx& tx, const ContactId& contact);

}  // namespace weft::customers
