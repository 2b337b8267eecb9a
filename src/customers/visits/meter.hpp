// How much one address may ask for. Whoever shares an IPv6 /64 is one address.
#pragma once
#include <weft/base/id.hpp>
#include <weft/base/meter.hpp>

namespace weft::customers {

/// Points that fill up again in a minute. Thread-safe.
class AddressMeter {
 public:
  /// `per_minute` 0: no limit.
  explicit AddressMeter(double per_minute, std::size_t remembered = 20000);

  /// Raises rate_limited, with the time until there is room, when the address has used up what it had.
  void take(const std::string& address, double cost, Time now);
  std::size_t size() const { return meter_.size(); }

 private:
  Meter meter_;
};

/// How many strangers one address may bring to one company: so many at once and in an hour, and so many in a day. Many
/// people share an address (an office, a mobile network), so this is no limit of visits. Thread-safe.
class NewcomerMeter {
 public:
  /// 0: no limit.
  NewcomerMeter(double per_hour, double per_day);

  /// One more. Raises rate_limited with the time until there is room.
  void take(const std::string& address, const CorpId& company, Time now);

 private:
  Meter hour_, day_;
};

}  // namespace weft::customers
