// Failures per key in a sliding window; the keys in order of their last failure, bounded.
#pragma once
#include <weft/base/clock.hpp>

#include <deque>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

namespace weft::identity {

/// Not thread-safe.
class FailureWindow {
 public:
  FailureWindow(std::size_t limit, std::chrono::seconds window, std::size_t capacity)
      : limit_(limit), window_(window), capacity_(capacity) {}

  /// How long until the key has a free slot; nullopt when it has one. Tries under way take a slot.
  std::optional<std::chrono::seconds> wait(const std::string& key, Time now);

  void begin(const std::string& key, Time now);  ///< a try is under way
  void end(const std::string& key);              ///< it is over
  void fail(const std::string& key, Time now);
  void forget(const std::string& key);  ///< the failures, not the tries under way

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    std::deque<Time> failures;  // oldest first, at most limit_
    std::size_t running = 0;
  };
  using Place = std::list<Entry>::iterator;

  Place touch(const std::string& key);
  void drop_if_idle(Place place);
  void expire(Entry& entry, Time now) const;

  std::size_t limit_;
  std::chrono::seconds window_;
  std::size_t capacity_;
  std::list<Entry> entries_;  // the most recently touched first
  std::unordered_map<std::string, Place> places_;
};

}  // namespace weft::identity
