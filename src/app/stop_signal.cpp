// The handler does only what is allowed in one: it counts, writes to an eventfd, or exits.
#include "app/stop_signal.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>

namespace weft::app {
namespace {

std::atomic<int> signals{0};
int wake = -1;

void on_signal(int number) {
  if (signals.fetch_add(1) > 0) {
    constexpr char kWords[] = "\nweft: ended at once by a second signal\n";
    [[maybe_unused]] const auto said = write(STDERR_FILENO, kWords, sizeof kWords - 1);
    _exit(128 + number);
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wake, &one, sizeof one);
}

}  // namespace

void watch_stop_signals() {
  wake = eventfd(0, EFD_CLOEXEC);
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  struct sigaction before {};
  sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);  // nohup means it
}

void wait_for_stop_signal() {
  pollfd ready{wake, POLLIN, 0};
  while (!stop_asked())
    poll(&ready, 1, -1);
}

bool stop_asked() {
  return signals.load() > 0;
}

}  // namespace weft::app
