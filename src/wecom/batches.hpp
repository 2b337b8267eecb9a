// The steps of asynchronous jobs: batch/syncuser, replaceuser, replaceparty.
#pragma once
#include <weft/db/jobs.hpp>
#include <weft/directory/imports.hpp>
#include <weft/directory/transfer.hpp>
#include <weft/platform/batches.hpp>

namespace weft::wecom {

inline constexpr auto kBatchJob = "wecom.batch";

/// What the job of a batch keeps between its steps.
struct BatchState {
  platform::BatchId batch;
  PrincipalId after = {};  ///< who was looked at last of those to be taken out
  std::string address, request_id;
};
BOOST_DESCRIBE_STRUCT(BatchState, (), (batch, after, address, request_id))

/// 45026: full replacement would take out too many, as WeCom judges it: of more than 50 more than a fifth of all, of
/// fewer more than four fifths.
inline constexpr int kTooManyGo = 45026;
bool too_many(const directory::Absent& absent);

db::Step batch_step(db::Tx& tx, const db::Job& job, directory::TableFiles& files);

}  // namespace weft::wecom
