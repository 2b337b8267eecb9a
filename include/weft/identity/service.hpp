// The identity feature as `app` builds it: its options, what it needs, its operations.
#pragma once
#include <weft/api/dispatcher.hpp>
#include <weft/api/operation.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/cpu_pool.hpp>
#include <weft/identity/password.hpp>
#include <weft/identity/sign_in_limits.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace weft::identity {

struct IdentityOptions {
  SignInRules sign_in = {};
  std::chrono::hours session_idle{30 * 24};   ///< a session ends after so long without use
  std::chrono::hours session_most{180 * 24};  ///< and after so long in any case
  int sessions_per_person = 1000;             ///< a sign-in beyond that ends the one longest not used
  std::vector<MemberHook> on_member_created = {};
  /// The two slow functions; replaced only by tests that count their calls.
  std::function<std::string(std::string_view)> hash = hash_password;
  std::function<bool(const std::string&, std::string_view)> verify = verify_password;
};

/// Everything must outlive the dispatcher's workers and the pool's threads.
struct Identity {
  Identity(api::Dispatcher& to, CpuPool& cpu, const Clock& clock, IdentityOptions with)
      : dispatcher(to), pool(cpu), options(std::move(with)), limits(clock, options.sign_in) {}

  api::Dispatcher& dispatcher;
  CpuPool& pool;
  const IdentityOptions options;
  SignInLimits limits;
};

/// session.*, me.*, principal.get, member.*, audit.list.
std::vector<api::Operation> operations(Identity& identity);

/// job.*: the jobs (db/jobs.hpp) of the caller's company.
std::vector<api::Operation> job_operations();

}  // namespace weft::identity
