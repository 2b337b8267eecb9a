// Time as the product sees it: injectable, UTC, milliseconds.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace weft {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where "now" comes from. The wall clock never decides order, dedupe or unread counts; it only stamps.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

/// The machine's wall clock.
class SystemClock final : public Clock {
 public:
  Time now() const override { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }
};

/// A clock that stands still until told otherwise; for tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time start) : now_(start) {}
  Time now() const override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  Time now_;
};

/// RFC 3339, UTC, milliseconds: 2026-03-01T08:30:00.000Z.
std::string to_rfc3339(Time time);

/// Reads what to_rfc3339 writes and what PostgreSQL prints for a timestamptz in UTC ("2026-03-01 08:30:00.123+00").
std::optional<Time> parse_time(std::string_view text);

}  // namespace weft
