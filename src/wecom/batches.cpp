// batch/*: members and departments from a file, as jobs.
#include "wecom/batches.hpp"

#include "wecom/subjects.hpp"

namespace weft::wecom {
namespace {

using api::Permission;
using platform::Batch;
using platform::BatchKind;

constexpr int kNoMedia = 41006;
constexpr int kNoJob = 40088, kCleared = 40089;
constexpr int kBadCallback = 40057;
constexpr std::int64_t kRows = 1000;

FileId media_of(const Desk& desk) {
  const auto file = FileId::parse(desk.need("media_id", kNoMedia));
  if (!file) throw Fault(code::bad_media, "media_id is not that of an uploaded file");
  return *file;
}

std::optional<platform::BatchCallback> callback_of(const Desk& desk) {
  const auto given = desk.object("callback");
  if (!given || !given->filled("url")) return std::nullopt;
  platform::BatchCallback callback{
      *given->filled("url"), given->text("token").value_or(""), given->text("encodingaeskey").value_or("")};
  called({{Errc::invalid_argument, "", kBadCallback}}, [&] { platform::check_batch_callback(callback); });
  return callback;
}

Answer begin(const Desk& desk, Batch batch, const std::optional<platform::BatchCallback>& callback) {
  batch.app = desk.who().principal;
  const Batch made = platform::make_batch(desk.tx(), std::move(batch), callback);
  db::NewJob job;
  job.kind = kBatchJob;
  job.state = {to_json_text(BatchState{made.id, {}, desk.context().address, desk.context().request_id})};
  job.started_by = made.app;
  job.unique_key = made.id.str();
  db::enqueue(desk.tx(), job);
  return Json{{"jobid", made.id.str()}};
}

/// https://developer.work.weixin.qq.com/document/path/90980 and 90981
Answer members(const Desk& desk, BatchKind kind) {
  desk.need_permission(Permission::directory_import);
  if (kind == BatchKind::replace_user) desk.need_permission(Permission::members_offboard);
  Batch batch;
  batch.kind = kind;
  batch.file = media_of(desk);
  const auto callback = callback_of(desk);
  const Json import = desk.call(
      "import.start",
      {{"file", batch.file.str()},
       {"numbered", true},
       {"create_departments", desk.who().may(Permission::departments_manage)}},
      {{Errc::not_found, code::bad_media}, {Errc::invalid_argument, code::bad_media}});
  batch.import = parse_uuid(import.at("id").get_ref<const std::string&>());
  return begin(desk, std::move(batch), callback);
}

/// https://developer.work.weixin.qq.com/document/path/90982
Answer departments(const Desk& desk) {
  desk.need_permission(Permission::departments_manage);
  Batch batch;
  batch.kind = BatchKind::replace_party;
  batch.file = media_of(desk);
  return begin(desk, std::move(batch), callback_of(desk));
}

/// The number of what is wrong with a row, by the column that is told.
int number_of_problem(const directory::Problem& problem) {
  const bool taken = problem.reason.find("somebody else's") != std::string::npos;
  for (const char* words : {"permission", "may do more", "members_manage"})
    if (problem.reason.find(words) != std::string::npos) return code::no_privilege;
  if (problem.column == "帐号") return problem.reason.find("has left") == std::string::npos ? code::bad_userid : 60102;
  if (problem.column == "姓名") return 60112;
  if (problem.column == "手机") return taken ? 60104 : 60103;
  if (problem.column == "个人邮箱") return taken ? 60106 : 60105;
  if (problem.column == "座机") return 301013;
  if (problem.column == "职务") return 301012;
  if (problem.column == "部门") return 60123;
  if (problem.column == "部门负责人") return 60132;
  return code::invalid_parameter;
}

Json result_of(const directory::ImportRowView& row) {
  Json result = {{"userid", row.userid}, {"errcode", 0}, {"errmsg", "ok"}};
  if (row.problems.empty()) return result;
  result["errcode"] = number_of_problem(row.problems.front());
  std::string text;
  for (const directory::Problem& problem : row.problems)
    text += (text.empty() ? "" : "; ") + problem.column + (problem.column.empty() ? "" : " ") + problem.reason;
  result["errmsg"] = text;
  return result;
}

/// The rows of the file, and behind them who was taken out.
Json results_of(const Desk& desk, const Batch& batch) {
  Json results = Json::array();
  if (batch.import) {
    const directory::ImportId import(*batch.import);
    if (!directory::find_import(desk.tx(), import)) throw Fault(kCleared, "the results are cleared away");
    std::int64_t after = 0;
    while (true) {
      const auto rows = directory::import_rows(desk.tx(), import, after, kRows);
      for (const auto& row : rows)
        results.push_back(result_of(row));
      if (std::ssize(rows) < kRows) break;
      after = rows.back().row;
    }
  }
  Json others = Json::parse(batch.results.text);
  for (Json& result : others)
    results.push_back(std::move(result));
  return results;
}

/// https://developer.work.weixin.qq.com/document/path/90983
Answer result(const Desk& desk) {
  const auto id = platform::BatchId::parse(desk.need("jobid", kNoJob));
  const auto batch = id ? platform::find_batch(desk.tx(), *id) : std::nullopt;
  if (!batch || batch->app != desk.who().principal) throw Fault(kNoJob, "there is no such job", Errc::not_found);
  const bool begun = batch->total > 0;
  const auto percentage = batch->finished ? 100
                          : begun         ? std::min<std::int64_t>(99, batch->done * 100 / batch->total)
                                          : 0;
  Json out = {
      {"status", batch->finished ? 3
                 : begun         ? 2
                                 : 1},
      {"type", boost::describe::enum_to_string(batch->kind, "")},
      {"total", batch->total},
      {"percentage", percentage},
      {"result", batch->finished && batch->error == 0 ? results_of(desk, *batch) : Json::array()}};
  if (batch->error == 0) return out;
  throw Fault(batch->error, batch->error_text);
}

}  // namespace

Endpoints batch_endpoints() {
  Endpoints table;
  table.push_back(
      {.path = "batch/syncuser", .handle = [](const Desk& desk) { return members(desk, BatchKind::sync_user); }});
  table.push_back(
      {.path = "batch/replaceuser", .handle = [](const Desk& desk) { return members(desk, BatchKind::replace_user); }});
  table.push_back({.path = "batch/replaceparty", .handle = departments});
  table.push_back({.path = "batch/getresult", .handle = result});
  return table;
}

}  // namespace weft::wecom
