// What the runner asks of the table of jobs.
#pragma once
#include <weft/db/jobs.hpp>

namespace weft::db::store {

/// Locks the next due job of one of these kinds until the transaction ends and enters its company; nullopt when there
/// is none that nobody holds.
std::optional<Job> take_job(Tx& tx, const std::vector<std::string>& kinds);
std::int64_t due_jobs(Tx& tx);

/// Of a job that this transaction has taken.
void settle_job(Tx& tx, const JobId& id, const Step& step);
void put_off_job(Tx& tx, const JobId& id, const std::string& reason, int attempts, std::chrono::milliseconds pause);
void fail_job(Tx& tx, const JobId& id, const std::string& reason);

}  // namespace weft::db::store
