// SIGINT, SIGTERM and SIGHUP: the first asks for a graceful stop, the second ends the process at once.
#pragma once

namespace weft::app {

/// Takes over the signals. Once per process, before threads are started.
void watch_stop_signals();
/// Returns when the first signal has come.
void wait_for_stop_signal();
bool stop_asked();

}  // namespace weft::app
