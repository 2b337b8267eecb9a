// How many visits may begin at the same time: those of one company wait for each other in the database, and would hold
// the threads that serve everybody while they wait there.
#pragma once
#include <weft/base/id.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>

namespace weft::customers {

/// Lets in a few of each company, and a few of all companies; the others wait here, in memory, each company in the
/// order of coming. Thread-safe.
class Turnstile {
 public:
  struct Bounds {
    int together = 4;                  ///< of all companies
    int of_company = 2;                ///< of one
    std::size_t waiting = 2000;        ///< of all companies
    std::size_t waiting_by_code = 50;  ///< for one code: the other codes of the company wait behind them
  };
  using Go = std::function<void()>;

  explicit Turnstile(const Bounds& bounds) : bounds_(bounds) {}

  /// `go` is called once, now or when it is its turn, on any thread; it does not block and does not throw. leave() says
  /// that what it began is over. False when too many wait: it will not be called.
  bool enter(const CorpId& company, const std::string& code, Go go);
  void leave(const CorpId& company);

 private:
  struct Waiting {
    CorpId company;
    std::string code;
    Go go;
  };
  void let_in();
  void run(std::unique_lock<std::mutex>& lock);

  const Bounds bounds_;
  std::mutex mutex_;
  std::list<Waiting> waiting_;
  std::map<std::string, std::size_t> by_code_;  // of those that wait
  std::map<CorpId, int> inside_;
  int together_ = 0;
  std::deque<Go> ready_;
  bool running_ = false;  // somebody calls what is ready
};

}  // namespace weft::customers
