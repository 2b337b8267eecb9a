// Retention: a job of each company that takes the old end off its logs, a small batch a step.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/db/jobs.hpp>

#include <functional>
#include <vector>

namespace weft::groups {

/// Told, in the transaction of the step, of the entries `first` to `last` that it deletes: for what other rooms keep
/// about them (files, indexes).
using Forget = std::function<void(db::Tx&, const ConversationId&, Seq first, Seq last)>;

struct RetentionOptions {
  std::vector<Forget> forget = {};
  std::int64_t batch = 500;                                ///< entries that one transaction deletes at most
  std::int64_t looks_at = 1000;                            ///< conversations that one transaction looks at
  std::chrono::milliseconds pause{std::chrono::hours(1)};  ///< from the end of a walk to the next one
};

inline constexpr auto kRetentionJob = "retention";

/// Sees to it that the job of the tenant of `tx` runs soon.
void begin_retention(db::Tx& tx);

/// The step of the job, for a runner or a test.
db::JobHandler retention_step(RetentionOptions options);
db::JobKinds job_kinds(RetentionOptions options);

}  // namespace weft::groups
