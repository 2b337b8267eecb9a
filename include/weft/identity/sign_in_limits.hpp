// How often a wrong password may be tried: per account and per address, in a sliding window, in bounded memory.
#pragma once
#include <weft/base/clock.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace weft::identity {

struct SignInRules {
  int failures_per_account = 10;
  int failures_per_address = 100;
  std::chrono::seconds window{15 * 60};
  std::size_t remembered =
      20000;  ///< accounts, and addresses, kept at most; the one longest without a failure is forgotten first
};

/// Thread-safe. Only failures count: any number of good sign-ins passes.
class SignInLimits {
 public:
  SignInLimits(const Clock& clock, SignInRules rules);
  ~SignInLimits();

  /// Raises ApiError{rate_limited} while the address has used up its failures; retry_after says when the oldest falls
  /// out of the window.
  void check_address(const std::string& address) const;

  /// One try about to be verified. It counts as a failure until it is known to be a success, so that tries at the same
  /// moment cannot pass together.
  class Try {
   public:
    Try(Try&&) noexcept;
    ~Try();  ///< neither success nor failure: forgotten
    void failed();
    void succeeded();  ///< forgets the account's failures

   private:
    friend class SignInLimits;
    Try(SignInLimits& limits, std::string account, std::string address);
    SignInLimits* limits_;
    std::string account_, address_;
  };

  /// Raises rate_limited when the account or the address has used up its failures. `account` is any text that names it.
  Try begin(std::string account, const std::string& address);

  /// How many accounts and addresses are remembered now.
  std::size_t remembered() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What an address counts as: IPv6 by its /64, which one household or attacker owns whole.
std::string limited_address(const std::string& address);

}  // namespace weft::identity
