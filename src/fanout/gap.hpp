// What a conversation remembers while entries are missing between the last delivered one and the newest known.
#pragma once
#include "fanout/ring.hpp"
#include <weft/base/id.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

namespace weft::fanout {

struct Session;

struct Gap {
  struct Waiting {
    Session* session = nullptr;
    Seq after = 0;  ///< its snapshot's head: entries up to it are not for this session
  };

  std::uint64_t serial = 0;               ///< tells this gap from later ones of the conversation
  std::map<Seq, Arrived> held;            ///< entries that came too early
  Seq seen_last = 0;                      ///< `last` when the timer was set: has anything moved since?
  Seq skip_to = 0;                        ///< up to here only memberships are applied; the receivers are told to resync
  bool asking = false;                    ///< the database has been asked
  std::chrono::milliseconds patience{0};  ///< before it is asked (again)
  std::vector<Waiting> waiting;
};

}  // namespace weft::fanout
