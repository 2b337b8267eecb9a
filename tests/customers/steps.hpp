// Steps of due jobs, run by hand.
#pragma once
#include "customers/world.hpp"
#include <weft/db/jobs.hpp>

namespace weft::test {

inline void settle_by_hand(db::Tx& tx, const db::Job& job, const db::Step& step) {
  db::exec(
      tx,
      "UPDATE jobs SET status = $2, run_at = $3, done = coalesce($4, done), state = coalesce($5::jsonb, state), "
      "result = coalesce($6::jsonb, result), total = coalesce($7, total) WHERE id = $1",
      job.id, step.next == db::Next::done ? "done" : "waiting",
      tx.now() + (step.next == db::Next::later ? step.delay : std::chrono::milliseconds(0)), step.done,
      step.state.text == "null" || step.state.text.empty() ? std::optional<std::string>() : step.state.text,
      step.result, step.total);
}

/// One step of a due job whose kind begins so; what it says it has done, absent when none is due.
inline std::optional<std::int64_t> step_by_hand(
    CustomerWorld& world, const db::JobKinds& kinds, const std::string& prefix) {
  return world.in_company([&](db::Tx& tx) -> std::optional<std::int64_t> {
    const auto rows = db::exec(
        tx,
        "SELECT id, kind, state::text, started_by, done FROM jobs WHERE corp_id = $1 AND kind LIKE $3 || '%' "
        "AND status = 'waiting' AND run_at <= $2 ORDER BY run_at, id LIMIT 1 FOR UPDATE",
        world.corp, tx.now(), prefix);
    if (rows.empty()) return std::nullopt;
    db::Job job{db::id_of<db::JobId>(rows[0][0]), world.corp, db::text_of(rows[0][1]), {db::text_of(rows[0][2])}};
    job.started_by = db::optional_id<PrincipalId>(rows[0][3]);
    job.done = db::number_of(rows[0][4]);
    const db::Step step = kinds.at(job.kind).step(tx, job);
    settle_by_hand(tx, job, step);
    return step.done.value_or(job.done) - job.done;
  });
}

}  // namespace weft::test
