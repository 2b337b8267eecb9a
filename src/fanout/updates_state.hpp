// What waits to be told about a conversation (read marks, typing) and to a session (presence) while such updates are
// coalesced.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>

#include <cstdint>
#include <vector>

namespace weft::fanout {

struct ReadMark {
  PrincipalId principal;
  Seq seq = 0;
};

struct Updates {
  std::uint64_t serial = 0;
  std::vector<ReadMark> reads;      ///< for everybody in the conversation
  std::vector<ReadMark> own_reads;  ///< for the principal's own sessions only
  std::vector<PrincipalId> typing;
  bool due = false;           ///< in this turn's list of updates to send
  bool reads_closed = false;  ///< sent less than `coalesce` ago: what comes waits
  bool typing_closed = false;
};

struct Watching {
  struct Change {
    PrincipalId principal;
    bool online = false;
    Time at{};
  };
  std::uint64_t serial = 0;
  std::vector<PrincipalId> principals;
  std::vector<Change> pending;
  bool closed = false;
};

}  // namespace weft::fanout
