// Points by address, and by address and company.
#include "customers/visits/meter.hpp"

#include <weft/identity/sign_in_limits.hpp>

namespace weft::customers {
namespace {

constexpr std::size_t kRemembered = 20000;
const std::string kNewcomers = "too many new visitors come from this address: try again later";

}  // namespace

AddressMeter::AddressMeter(double per_minute, std::size_t remembered)
    : meter_({per_minute, std::chrono::minutes(1), "too many visits from this address: wait a moment"}, remembered) {}

void AddressMeter::take(const std::string& address, double cost, Time now) {
  meter_.take(identity::limited_address(address), cost, now);
}

NewcomerMeter::NewcomerMeter(double per_hour, double per_day)
    : hour_({per_hour, std::chrono::hours(1), kNewcomers}, kRemembered),
      day_({per_day, std::chrono::hours(24), kNewcomers}, kRemembered) {}

void NewcomerMeter::take(const std::string& address, const CorpId& company, Time now) {
  const std::string key = company.str() + " " + identity::limited_address(address);
  day_.take(key, 1, now);
  hour_.take(key, 1, now);
}

}  // namespace weft::customers
