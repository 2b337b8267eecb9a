// The job behind a batch. Members go through an import of the directory: it is checked, then applied, and of a full
// replacement those are taken out whom the file does not name. Departments are placed a hundred at a time.
#include "wecom/batches.hpp"
#include "wecom/faults.hpp"
#include <weft/base/json.hpp>
#include <weft/directory/replacing.hpp>
#include <weft/identity/identity.hpp>
#include <weft/wecom/wecom.hpp>

namespace weft::wecom {
namespace {

constexpr std::int64_t kAtATime = 100;
constexpr std::int64_t kOutAtATime = 20;
constexpr std::chrono::milliseconds kLook{200};  // for what another job does meanwhile
constexpr int kBadFile = 40092, kGone = 40089;

using directory::ImportStatus;
using platform::Batch;
using platform::BatchKind;

/// The numbers of what is refused of a department.
int number_of_department(const ApiError& error) {
  if (error.code() == Errc::forbidden) return code::no_privilege;
  if (error.code() == Errc::conflict) return 60008;
  if (error.field() == "parent") return 60004;
  return error.field() == "name" ? 60009 : code::invalid_parameter;
}

class Steps {
 public:
  Steps(db::Tx& tx, const db::Job& job, directory::TableFiles& files)
      : tx_(tx), files_(files), state_(read_json<BatchState>(parse_json(job.state.text))) {}

  db::Step run() {
    const auto batch = platform::find_batch(tx_, state_.batch, true);
    if (!batch || batch->finished) return {};
    try {
      db::Savepoint savepoint(tx_);
      db::Step step = batch->kind == BatchKind::replace_party ? departments(*batch) : members(*batch);
      savepoint.release();
      return step;
    } catch (const ApiError& error) {
      if (error.code() == Errc::busy || error.code() == Errc::unavailable || error.code() == Errc::internal) throw;
      const int number = error.code() == Errc::forbidden ? code::no_privilege : kBadFile;
      return finish(*batch, number, error.detail());
    }
  }

 private:
  db::Step finish(const Batch& batch, int error, const std::string& text) {
    platform::finish_batch(tx_, batch.id, error, text);
    db::Step step;
    step.result = RawJson{Json{{"batch", batch.id.str()}, {"errcode", error}}.dump()};
    return step;
  }

  db::Step more(db::Next next, std::chrono::milliseconds delay = {}) const {
    db::Step step;
    step.next = next;
    step.delay = delay;
    step.state = {to_json_text(state_)};
    return step;
  }

  identity::Origin origin(const Batch& batch) const { return {batch.app, state_.address, state_.request_id}; }

  db::Step members(const Batch& batch) {
    const auto import = directory::find_import(tx_, directory::ImportId(batch.import.value()));
    if (!import) return finish(batch, kGone, "the import is gone");
    const auto job = db::load_job(tx_, import->job);
    if (job && (job->status == db::JobStatus::failed || job->status == db::JobStatus::cancelled))
      return finish(batch, kBadFile, job->reason.value_or("the import was stopped"));
    platform::advance_batch(
        tx_, batch.id, import->applied + import->failed,
        import->adds + import->updates + import->unchanged + import->errors, {"[]"});
    if (import->status == ImportStatus::checked) return apply(batch, *import);
    if (import->status != ImportStatus::applied) return more(db::Next::later, kLook);
    if (batch.kind == BatchKind::replace_user) return take_out(batch, *import);
    return finish(batch, 0, "");
  }

  db::Step apply(const Batch& batch, const directory::ImportView& import) {
    if (batch.kind == BatchKind::replace_user) {
      const auto absent = directory::count_absent(tx_, import.id);
      if (too_many(absent))
        return finish(
            batch, kTooManyGo,
            "the file lacks " + std::to_string(absent.count) + " of " + std::to_string(absent.members) +
                " members: nothing was changed");
    }
    directory::apply_import(tx_, import.id, origin(batch));
    return more(db::Next::later, kLook);
  }

  /// Who may not be taken out stays, and is told so.
  db::Step take_out(const Batch& batch, const directory::ImportView& import) {
    const auto gone = directory::absent(tx_, import.id, state_.after, kOutAtATime);
    Json results = Json::array();
    for (const auto& principal : identity::load_principals(tx_, gone)) {
      Json result = {{"userid", principal.userid}, {"errcode", 0}, {"errmsg", "deleted"}};
      try {
        db::Savepoint savepoint(tx_);
        directory::offboard_absent(tx_, import.id, principal.id, origin(batch));
        savepoint.release();
      } catch (const ApiError& error) {
        if (error.code() == Errc::busy || error.code() == Errc::unavailable) throw;
        result["errcode"] = error.code() == Errc::conflict ? 301005 : number_of(error);
        result["errmsg"] = error.detail();
      }
      results.push_back(std::move(result));
    }
    platform::advance_batch(tx_, batch.id, batch.done, batch.total, {results.dump()});
    if (std::ssize(gone) < kOutAtATime) return finish(batch, 0, "");
    state_.after = gone.back();
    return more(db::Next::again);
  }

  db::Step departments(const Batch& batch) {
    const auto rows = directory::read_departments(tx_, files_, batch.app, batch.file);
    const auto total = std::ssize(rows);
    const std::int64_t end = std::min(batch.done + kAtATime, total);
    Json results = Json::array();
    for (std::int64_t i = batch.done; i < end; ++i)
      results.push_back(place(batch, rows[static_cast<std::size_t>(i)]));
    platform::advance_batch(tx_, batch.id, end, total, {results.dump()});
    if (end < total) return more(db::Next::again);
    directory::delete_empty_departments(tx_, rows, batch.app, origin(batch));
    return finish(batch, 0, "");
  }

  Json place(const Batch& batch, const directory::DepartmentRow& row) {
    Json result = {{"action", 0}, {"partyid", row.number}, {"errcode", 0}, {"errmsg", "ok"}};
    try {
      db::Savepoint savepoint(tx_);
      result["action"] = directory::place_department(tx_, row, batch.app, origin(batch));
      savepoint.release();
    } catch (const ApiError& error) {
      if (error.code() == Errc::busy || error.code() == Errc::unavailable) throw;
      result["errcode"] = number_of_department(error);
      result["errmsg"] = error.detail();
    }
    return result;
  }

  db::Tx& tx_;
  directory::TableFiles& files_;
  BatchState state_;
};

}  // namespace

bool too_many(const directory::Absent& absent) {
  constexpr std::int64_t kFew = 50;
  return absent.count > kFew ? absent.count * 5 > absent.members : absent.count * 5 > absent.members * 4;
}

db::Step batch_step(db::Tx& tx, const db::Job& job, directory::TableFiles& files) {
  return Steps(tx, job, files).run();
}

db::JobKinds jobs(directory::TableFiles& files) {
  return {{kBatchJob, {[&files](db::Tx& tx, const db::Job& job) { return batch_step(tx, job, files); }}}};
}

}  // namespace weft::wecom
