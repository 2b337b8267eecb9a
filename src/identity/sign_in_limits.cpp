// Counts wrong passwords per account and per address.
//
// A try takes its slot before the hash is computed and gives it back afterwards: without that, as many guesses as there
// are threads would pass beyond the limit. Tries that wait in the queue of the CpuPool hold no slot, so a burst of good
// sign-ins is never refused.
#include "identity/failure_window.hpp"
#include <weft/base/error.hpp>
#include <weft/identity/sign_in_limits.hpp>

#include <arpa/inet.h>

#include <array>
#include <mutex>
#include <utility>

namespace weft::identity {

void FailureWindow::expire(Entry& entry, Time now) const {
  while (!entry.failures.empty() && entry.failures.front() <= now - window_)
    entry.failures.pop_front();
}

FailureWindow::Place FailureWindow::touch(const std::string& key) {
  const auto known = places_.find(key);
  if (known != places_.end()) {
    entries_.splice(entries_.begin(), entries_, known->second);
    return entries_.begin();
  }
  entries_.push_front(Entry{key, {}, 0});
  places_.emplace(key, entries_.begin());
  // A try under way is never forgotten; there are no more of them than threads.
  for (auto last = std::prev(entries_.end()); entries_.size() > capacity_ && last != entries_.begin();) {
    const auto before = std::prev(last);
    if (last->running == 0) {
      places_.erase(last->key);
      entries_.erase(last);
    }
    last = before;
  }
  return entries_.begin();
}

void FailureWindow::drop_if_idle(Place place) {
  if (place->running > 0 || !place->failures.empty()) return;
  places_.erase(place->key);
  entries_.erase(place);
}

std::optional<std::chrono::seconds> FailureWindow::wait(const std::string& key, Time now) {
  const auto known = places_.find(key);
  if (known == places_.end()) return std::nullopt;
  Entry& entry = *known->second;
  expire(entry, now);
  if (entry.failures.size() + entry.running < limit_) return std::nullopt;
  if (entry.failures.size() < limit_) return std::chrono::seconds(1);  // tries under way hold the rest
  const auto free_at = entry.failures.front() + window_;
  return std::clamp(std::chrono::ceil<std::chrono::seconds>(free_at - now), std::chrono::seconds(1), window_);
}

void FailureWindow::begin(const std::string& key, Time now) {
  const Place place = touch(key);
  expire(*place, now);
  ++place->running;
}

void FailureWindow::end(const std::string& key) {
  const auto known = places_.find(key);
  if (known == places_.end()) return;
  --known->second->running;
  drop_if_idle(known->second);
}

void FailureWindow::fail(const std::string& key, Time now) {
  const Place place = touch(key);
  expire(*place, now);
  place->failures.push_back(now);
  if (place->failures.size() > limit_) place->failures.pop_front();
}

void FailureWindow::forget(const std::string& key) {
  const auto known = places_.find(key);
  if (known == places_.end()) return;
  known->second->failures.clear();
  drop_if_idle(known->second);
}

struct SignInLimits::Impl {
  Impl(const Clock& clock, const SignInRules& rules)
      : clock(clock),
        accounts(static_cast<std::size_t>(rules.failures_per_account), rules.window, rules.remembered),
        addresses(static_cast<std::size_t>(rules.failures_per_address), rules.window, rules.remembered) {}

  const Clock& clock;
  std::mutex mutex;
  FailureWindow accounts;
  FailureWindow addresses;

  static void refuse(const std::optional<std::chrono::seconds>& wait) {
    if (!wait) return;
    throw ApiError(
        Errc::rate_limited, "too many failed sign-ins; wait before the next try", {}, static_cast<int>(wait->count()));
  }
};

SignInLimits::SignInLimits(const Clock& clock, SignInRules rules) : impl_(std::make_unique<Impl>(clock, rules)) {}
SignInLimits::~SignInLimits() = default;

void SignInLimits::check_address(const std::string& address) const {
  const std::lock_guard lock(impl_->mutex);
  Impl::refuse(impl_->addresses.wait(limited_address(address), impl_->clock.now()));
}

SignInLimits::Try SignInLimits::begin(std::string account, const std::string& address) {
  const std::string from = limited_address(address);
  const std::lock_guard lock(impl_->mutex);
  const Time now = impl_->clock.now();
  Impl::refuse(impl_->addresses.wait(from, now));
  Impl::refuse(impl_->accounts.wait(account, now));
  impl_->addresses.begin(from, now);
  impl_->accounts.begin(account, now);
  return {*this, std::move(account), from};
}

std::size_t SignInLimits::remembered() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->accounts.size() + impl_->addresses.size();
}

SignInLimits::Try::Try(SignInLimits& limits, std::string account, std::string address)
    : limits_(&limits), account_(std::move(account)), address_(std::move(address)) {}

SignInLimits::Try::Try(Try&& other) noexcept
    : limits_(std::exchange(other.limits_, nullptr)),
      account_(std::move(other.account_)),
      address_(std::move(other.address_)) {}

SignInLimits::Try::~Try() {
  if (!limits_) return;
  Impl& impl = *limits_->impl_;
  const std::lock_guard lock(impl.mutex);
  impl.accounts.end(account_);
  impl.addresses.end(address_);
}

void SignInLimits::Try::failed() {
  Impl& impl = *limits_->impl_;
  const std::lock_guard lock(impl.mutex);
  const Time now = impl.clock.now();
  impl.accounts.fail(account_, now);
  impl.addresses.fail(address_, now);
}

void SignInLimits::Try::succeeded() {
  Impl& impl = *limits_->impl_;
  const std::lock_guard lock(impl.mutex);
  impl.accounts.forget(account_);
}

std::string limited_address(const std::string& address) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return address;
  constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) return address;
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  return std::string(text.data()) + "/64";
}

}  // namespace weft::identity
