// What a committed transaction has to tell the connected clients.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>

#include <string>
#include <variant>
#include <vector>

namespace weft {

/// One new entry of a conversation's log.
struct EntryEvent {
  ConversationId conversation;
  Seq seq = 0;
  std::string json;                 ///< the whole `{"ev":"entry",...}` object, the same bytes for every receiver
  std::vector<PrincipalId> joined;  ///< became participants by this entry: they receive it and all that follow
  std::vector<PrincipalId> left;    ///< ceased to be participants by this entry: they receive it and nothing after
  CorpId corp = {};                 ///< whose conversation it is, where the one who emits it knows
};

/// A participant's read mark moved. Coalesced; never takes a seq.
struct ReadEvent {
  ConversationId conversation;
  PrincipalId principal;
  Seq seq = 0;
  bool own_devices_only = false;  ///< in large groups only the reader's own devices are told
};

/// Somebody is typing. Coalesced; never stored.
struct TypingEvent {
  ConversationId conversation;
  PrincipalId principal;
};

/// Sessions ended: their sockets close with 4401.
struct RevokedEvent {
  PrincipalId principal;
  std::vector<SessionId> sessions;  ///< empty: all of the principal's
};

using Event = std::variant<EntryEvent, ReadEvent, TypingEvent, RevokedEvent>;

}  // namespace weft
