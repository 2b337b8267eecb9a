// What happened with a contact: its timeline, and what statistics are computed from.
#pragma once
#include <weft/base/json.hpp>
#include <weft/customers/types.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace weft::customers {

/// The names are stored and sent: new ones come at the end.
enum class EventKind {
  scanned,          ///< a way was opened: {"way","state","first"}
  requested,        ///< asked to be added, and somebody has to agree: {"request"}
  refused,          ///< that was refused or ignored: {"request","decision"}
  added,            ///< a relation became active: {"follow","source","way","state","again"}
  lost,             ///< the customer left or blocked: {"follow","blocked"}
  removed,          ///< the employee ended it: {"follow"}
  tagged,           ///< {"follow","added":[numbers],"removed":[numbers]}
  handed_over,      ///< {"hand_over","from","to"}
  hand_over_began,  ///< {"hand_over","from","to","effective_at"}
  hand_over_ended,  ///< without effect: {"hand_over","result"}
  shared,           ///< with a colleague: {"from","to"}
  joined,           ///< a colleague takes part: {"colleague"}
  parted,           ///< and no longer: {"colleague"}
  rated,            ///< {"score","text"}
  joined_group,     ///< {"conversation"}
  left_group,       ///< {"conversation"}
  visited,          ///< came to the page again, after half an hour at least
  opened,           ///< looked at a content: {"content","link"}
  merged,           ///< another contact became part of this one: {"contact"}
  unmerged,         ///< {"contact"}
  broadcast,        ///< {"broadcast"}
  identified,       ///< the company's site said who it is: {"provider"}
  messages,         ///< of one day in one chat, which is counted on: {"day","received","sent"}
};
BOOST_DESCRIBE_ENUM(
    EventKind, scanned, requested, refused, added, lost, removed, tagged, handed_over, hand_over_began, hand_over_ended,
    shared, joined, parted, rated, joined_group, left_group, visited, opened, merged, unmerged, broadcast, identified,
    messages)

struct ContactEvent {
  ContactId contact;
  EventKind kind = EventKind::added;
  std::optional<PrincipalId> employee = {};  ///< whose affair it is
  std::optional<ConversationId> conversation = {};
  std::optional<PrincipalId> actor = {};  ///< who did it; absent: the server
  Json detail = Json::object();
};

/// Writes it in the transaction of what it tells of.
void note(db::Tx& tx, const ContactEvent& event);

}  // namespace weft::customers
