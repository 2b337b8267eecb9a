// What a merge moved: written down with it, and read again to undo it.
#pragma once
#include <weft/customers/records.hpp>

#include <boost/describe.hpp>

namespace weft::customers {

using RequestId = Id<struct CustomerRequestTag>;

/// An employee served both in chats of their own: this relation of the other contact ended, and its chat was closed.
struct JoinedFollow {
  FollowId follow;
  FollowId mine;       ///< goes on
  std::string remark;  ///< what was written down there before, and came from the other where there was nothing
  std::string description;
  std::string company;
  std::vector<std::string> phones;
  std::vector<std::int64_t> tags;  ///< that it did not have
};
BOOST_DESCRIBE_STRUCT(JoinedFollow, (), (follow, mine, remark, description, company, phones, tags))

/// Where the surviving contact came from, before and since.
struct TouchesMoved {
  TouchedAt first;
  TouchedAt last;
  TouchedAt first_now;
  TouchedAt last_now;
};
BOOST_DESCRIBE_STRUCT(TouchesMoved, (), (first, last, first_now, last_now))

/// What the surviving contact did not have; empty where it had.
struct FilledIn {
  std::string avatar;
  std::string company;
  std::string position;
  std::vector<directory::FieldValue> fields;
  bool consent = false;
};
BOOST_DESCRIBE_STRUCT(FilledIn, (), (avatar, company, position, fields, consent))

/// What the surviving contact could read of a log before it took the other's place there.
struct OwnSpans {
  ConversationId conversation;
  std::string spans;
};
BOOST_DESCRIBE_STRUCT(OwnSpans, (), (conversation, spans))

struct Moved {
  std::vector<FollowId> follows;        ///< to the surviving contact
  std::vector<FollowId> displaced;      ///< its own, that were over, took their place
  std::vector<JoinedFollow> joined;     ///< see there
  std::vector<ConversationId> chats;    ///< all chats that were the other's
  std::vector<ConversationId> open;     ///< of these, the ones that went on
  std::vector<ConversationId> groups;   ///< the surviving contact came in
  std::vector<ConversationId> both_in;  ///< groups that it was in already
  std::vector<OutsideId> ids;
  std::vector<SessionId> sessions;
  std::vector<RequestId> requests;        ///< to be served
  std::vector<RequestId> ended_requests;  ///< waited, and the surviving contact had asked, or been served, already
  TouchesMoved touches;
  FilledIn filled;
  std::optional<std::vector<OwnSpans>> own_spans;  ///< where there were any
};
BOOST_DESCRIBE_STRUCT(
    Moved, (),
    (follows, displaced, joined, chats, open, groups, both_in, ids, sessions, requests, ended_requests, touches, filled,
     own_spans))

}  // namespace weft::customers
