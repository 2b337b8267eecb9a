// The step of the retention job.
//
// A walk goes over the company's groups and direct chats in the order of their ids and takes the old end off each log,
// a batch of entries a step; then the job rests. A step is one transaction with the job's row, so a process that dies
// leaves either all of a batch or nothing of it, and the next step goes on from the same place. A log loses entries
// only from its beginning: what is left is without holes, from `first_seq` to the head.
#include "groups/retention.hpp"

#include "groups/store_retention.hpp"
#include <weft/base/json.hpp>
#include <weft/base/log.hpp>

namespace weft::groups {
namespace {

using conversations::Kind;

constexpr int kConversations = 20;  // that one step takes something off: each stays locked until it commits

constexpr int kPatience = 3;  // failures of a step, before what fails in it is stepped over

/// Where the walk is, and what it could not shorten.
struct Walk {
  Kind kind = Kind::group;
  ConversationId after;
  std::int64_t over = 0;
  std::string first_over;
};

Walk walk_of(const db::Job& job) {
  const Json state = Json::parse(job.state.text);
  Walk walk;
  if (state.contains("kind")) walk.kind = read_json<Kind>(state["kind"]);
  if (state.contains("after")) walk.after = ConversationId::parse(state["after"].get<std::string>()).value();
  walk.over = state.value("over", std::int64_t{0});
  walk.first_over = state.value("first_over", std::string());
  return walk;
}

RawJson state_of(const Walk& walk) {
  Json state = {{"kind", boost::describe::enum_to_string(walk.kind, "")}, {"after", walk.after.str()}};
  if (walk.over > 0) {
    state["over"] = walk.over;
    state["first_over"] = walk.first_over;
  }
  return {state.dump()};
}

/// For job.list.
RawJson result_of(const Walk& walk) {
  Json result = {{"stepped_over", walk.over}};
  if (walk.over > 0) result["first_stepped_over"] = walk.first_over;
  return {result.dump()};
}

/// The kinds one after the other; inboxes are kept.
std::optional<Kind> next_kind(Kind kind) {
  switch (kind) {
    case Kind::group: return Kind::direct;
    case Kind::direct: return Kind::customer;
    case Kind::customer: return Kind::customer_group;
    case Kind::customer_group: return Kind::notes;
    case Kind::notes: return Kind::app;
    case Kind::app:
    case Kind::inbox: break;
  }
  return std::nullopt;
}

/// Takes up to `limit` entries off one log; how many.
std::int64_t shorten(db::Tx& tx, const RetentionOptions& options, const store::Walked& one, std::int64_t limit) {
  const auto piece = store::old_end(tx, one.id, tx.now() - std::chrono::days(one.days), limit);
  if (!piece) return 0;
  for (const Forget& forget : options.forget)
    forget(tx, one.id, piece->first, piece->last);
  store::take_off(tx, one.id, *piece);
  return piece->last - piece->first + 1;
}

/// The same for a step that has failed too often: nothing, and the log is as it was, when it fails here.
std::optional<std::int64_t> try_to_shorten(
    db::Tx& tx, const RetentionOptions& options, const store::Walked& one, std::int64_t limit) {
  try {
    db::Savepoint savepoint(tx);
    const std::int64_t taken = shorten(tx, options, one, limit);
    savepoint.release();
    return taken;
  } catch (const std::exception& error) {
    log::error("retention: conversation {} is not shortened, but stepped over: {}", one.id.str(), error.what());
    return std::nullopt;
  }
}

/// Takes off what is due, up to the limits of a step; how much. `walk` moves behind what is done. `patient`: what fails
/// fails the step; else the first that fails is stepped over and ends it.
std::int64_t take_off_some(
    db::Tx& tx, const RetentionOptions& options, const std::vector<store::Walked>& page, bool patient, Walk& walk) {
  std::int64_t taken = 0;
  int touched = 0;
  for (const store::Walked& one : page) {
    if (one.due) {
      if (taken >= options.batch || touched++ >= kConversations) return taken;
      const std::int64_t limit = options.batch - taken;
      const auto off = patient ? shorten(tx, options, one, limit) : try_to_shorten(tx, options, one, limit);
      if (!off) {
        if (walk.over++ == 0) walk.first_over = one.id.str();
        walk.after = one.id;
        return taken;
      }
      taken += *off;
      if (taken >= options.batch) return taken;  // maybe there is more of this one
    }
    walk.after = one.id;
  }
  return taken;
}

/// The walk is over: begin anew after a while, if there is still something to keep short.
db::Step rest(db::Tx& tx, const RetentionOptions& options, std::int64_t company_days) {
  db::Step step;
  step.state = {"{}"};
  step.next = company_days > 0 || store::any_group_days(tx) ? db::Next::later : db::Next::done;
  step.delay = options.pause;
  return step;
}

}  // namespace

db::JobHandler retention_step(RetentionOptions options) {
  return [options = std::move(options)](db::Tx& tx, const db::Job& job) {
    store::line_up(tx);
    const std::int64_t company_days = load_retention(tx).days.value;
    Walk walk = walk_of(job);
    const auto page = store::walk(tx, walk.kind, walk.after, company_days, options.looks_at);
    const std::int64_t taken = take_off_some(tx, options, page, job.attempts < kPatience, walk);
    const bool through = page.empty() || walk.after == page.back().id;
    const bool last_page = std::ssize(page) < options.looks_at;
    db::Step step;
    step.next = db::Next::again;
    step.done = job.done + taken;
    if (through && last_page) {
      const auto next = next_kind(walk.kind);
      if (!next) {
        const auto done = step.done;
        step = rest(tx, options, company_days);
        step.done = done;
        step.result = result_of(walk);
        return step;
      }
      walk.kind = *next;
      walk.after = {};
    }
    if (walk.over > 0) step.result = result_of(walk);
    step.state = state_of(walk);
    return step;
  };
}

db::JobKinds job_kinds(RetentionOptions options) {
  return {{kRetentionJob, {retention_step(std::move(options)), true}}};
}

void begin_retention(db::Tx& tx) {
  db::enqueue(tx, {.kind = kRetentionJob, .unique_key = "company"});
}

}  // namespace weft::groups
