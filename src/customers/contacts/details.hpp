// What the events of a timeline say beside who and where, as others outside are told it. Every field may be missing: of
// a customer who was erased nothing is said any more.
#pragma once
#include <weft/base/json.hpp>
#include <weft/customers/events.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers::details {

template <class T>
using May = std::optional<T>;
using HandOverRef = Id<struct HandOverTag>;

struct Scanned {
  May<WayId> way;
  May<std::string> state;
  May<bool> first;
};
BOOST_DESCRIBE_STRUCT(Scanned, (), (way, state, first))

struct Requested {
  May<Id<struct CustomerRequestTag>> request;
};
BOOST_DESCRIBE_STRUCT(Requested, (), (request))

struct Refused {
  May<Id<struct CustomerRequestTag>> request;
  May<std::string> decision;  ///< refused, ignored
};
BOOST_DESCRIBE_STRUCT(Refused, (), (request, decision))

struct Added {
  May<FollowId> follow;
  May<FollowSource> source;
  May<WayId> way;
  May<std::string> state;
  May<bool> again;
};
BOOST_DESCRIBE_STRUCT(Added, (), (follow, source, way, state, again))

struct Lost {
  May<FollowId> follow;
  May<bool> blocked;
};
BOOST_DESCRIBE_STRUCT(Lost, (), (follow, blocked))

struct Removed {
  May<FollowId> follow;
  May<bool> silent;     ///< nobody had written for as long as its way waits
  May<bool> temporary;  ///< the time of its way was over
};
BOOST_DESCRIBE_STRUCT(Removed, (), (follow, silent, temporary))

struct OfFollow {
  May<FollowId> follow;
};
BOOST_DESCRIBE_STRUCT(OfFollow, (), (follow))

struct Tagged {
  May<FollowId> follow;
  May<std::vector<std::int64_t>> added;
  May<std::vector<std::int64_t>> removed;
};
BOOST_DESCRIBE_STRUCT(Tagged, (), (follow, added, removed))

struct HandedOver {
  May<HandOverRef> hand_over;
  May<PrincipalId> from;
  May<PrincipalId> to;
  May<bool> undo;  ///< it was taken back
};
BOOST_DESCRIBE_STRUCT(HandedOver, (), (hand_over, from, to, undo))

struct HandOverBegan {
  May<HandOverRef> hand_over;
  May<PrincipalId> from;
  May<PrincipalId> to;
  May<Time> effective_at;
};
BOOST_DESCRIBE_STRUCT(HandOverBegan, (), (hand_over, from, to, effective_at))

struct HandOverEnded {
  May<HandOverRef> hand_over;
  May<std::string> result;  ///< refused, cancelled, failed ...
};
BOOST_DESCRIBE_STRUCT(HandOverEnded, (), (hand_over, result))

struct Shared {
  May<PrincipalId> from;
  May<PrincipalId> to;
};
BOOST_DESCRIBE_STRUCT(Shared, (), (from, to))

struct OfColleague {
  May<PrincipalId> colleague;
};
BOOST_DESCRIBE_STRUCT(OfColleague, (), (colleague))

struct Rated {
  May<std::int64_t> score;
};
BOOST_DESCRIBE_STRUCT(Rated, (), (score))

struct JoinedGroup {
  May<ConversationId> conversation;
  May<WayId> way;
  May<std::string> state;
};
BOOST_DESCRIBE_STRUCT(JoinedGroup, (), (conversation, way, state))

struct LeftGroup {
  May<ConversationId> conversation;
};
BOOST_DESCRIBE_STRUCT(LeftGroup, (), (conversation))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

struct Opened {
  May<Id<struct ContentTag>> content;
  May<Id<struct ContentLinkTag>> link;
  May<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(Opened, (), (content, link, version))

struct OfOther {
  May<ContactId> contact;  ///< the other one
};
BOOST_DESCRIBE_STRUCT(OfOther, (), (contact))

struct OfBroadcast {
  May<Id<struct BroadcastTag>> broadcast;
};
BOOST_DESCRIBE_STRUCT(OfBroadcast, (), (broadcast))

struct Identified {
  May<std::string> provider;
};
BOOST_DESCRIBE_STRUCT(Identified, (), (provider))

}  // namespace weft::customers::details
