// A frozen server (SIGSTOP, a cut network) answers nothing and closes nothing: the rule by which it is given up.
#pragma once
#include "db/heartbeat.hpp"
#include <weft/db/line.hpp>

namespace weft::db {

/// Breaks off a wait of more than 5 s when the heartbeat has met nothing but silence for as long.
void break_off_stalled(const Heartbeat& heartbeat, Line& line);

}  // namespace weft::db
