// broadcast.export, and the jobs that count who has read and replied, and write reports as tables.
#include "broadcasts/operations.hpp"
#include "broadcasts/report.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/error.hpp>
#include <weft/directory/scratch.hpp>

#include <array>

namespace weft::broadcasts {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;
using Cells = std::vector<std::string>;

constexpr std::int64_t kPage = 1000;
/// When it is looked again, after the end: most people answer soon or never.
constexpr std::array<std::chrono::seconds, 8> kRounds{
    std::chrono::minutes(1), std::chrono::minutes(5), std::chrono::minutes(30), std::chrono::hours(2),
    std::chrono::hours(8),   std::chrono::hours(24),  std::chrono::days(3),     std::chrono::days(7)};

struct Measuring {
  BroadcastId broadcast;
  std::int64_t after = 0;
  std::int64_t round = 0;
};
BOOST_DESCRIBE_STRUCT(Measuring, (), (broadcast, after, round))

db::Step measure_step(db::Tx& tx, const db::Job& job) {
  auto at = read_json<Measuring>(Json::parse(job.state.text));
  const auto broadcast = store::load(tx, at.broadcast);
  if (!broadcast) return {};
  db::Step step;
  const auto last = store::measure(tx, *broadcast, at.after, kPage);
  if (last) {
    at.after = *last;
    step.next = db::Next::again;
  } else {
    store::measured(tx, at.broadcast);
    if (at.round >= std::ssize(kRounds)) return {};
    step.next = db::Next::later;
    step.delay = kRounds[static_cast<std::size_t>(at.round)];
    at.after = 0;
    ++at.round;
  }
  step.state = {to_json_text(at)};
  return step;
}

struct ExportIn {
  BroadcastId broadcast;
  directory::TableFormat format = directory::TableFormat::xlsx;
};
BOOST_DESCRIBE_STRUCT(ExportIn, (), (broadcast, format))

db::JobView start_export(db::Tx& tx, const Context& context, const ExportIn& in) {
  const Broadcast one = seen(tx, context.who(), in.broadcast);
  identity::audit::lock(tx);
  db::NewJob job;
  job.kind = kExportJob;
  job.state = {to_json_text(in)};
  job.started_by = context.who().principal;
  job.unique_key = context.who().principal.str() + hex(sha256(job.state.text));
  const db::JobId id = db::enqueue(tx, job);
  identity::audit::append(tx, {identity::origin_of(context), "broadcast.export", one.id.str(), {to_json_text(in)}});
  return db::load_job(tx, id).value();
}

const Cells kColumns{"接收方",   "接收方ID", "发送人", "发送人ID", "状态",   "原因",
                     "发送时间", "已送达",   "已读",   "已回复",   "会话ID", "序号"};

std::string yes(bool it) {
  return it ? "是" : "否";
}

std::int64_t write_rows(db::Tx& tx, const Broadcast& one, directory::TableWriter& out) {
  out.row(kColumns);
  store::RecipientFilter filter;
  std::int64_t rows = 0;
  for (auto page = store::recipients(tx, one, filter, kPage); !page.empty();
       page = store::recipients(tx, one, filter, kPage)) {
    for (const RecipientView& row : page)
      out.row(
          {row.name, row.recipient.str(), row.sender_name, row.sender.str(), word(row.state),
           row.reason ? word(*row.reason) : "", row.sent_at ? to_rfc3339(*row.sent_at) : "", yes(row.delivered),
           yes(row.read), yes(row.replied), row.conversation ? row.conversation->str() : "",
           row.seq ? std::to_string(*row.seq) : ""});
    rows += std::ssize(page);
    filter.after = page.back().number;
  }
  return rows;
}

/// With the rights that its starter has now.
db::Step export_step(db::Tx& tx, const db::Job& job, directory::TableFiles& files) {
  const auto in = read_json<ExportIn>(Json::parse(job.state.text));
  api::Caller caller;
  caller.corp = tx.corp();
  caller.principal = job.started_by.value();
  const Broadcast one = seen(tx, caller, in.broadcast);
  const directory::Scratch scratch(files, job.id.str() + directory::extension(in.format));
  const auto table = directory::write_table(in.format, scratch.path(), "群发");
  db::Step step;
  step.done = step.total = write_rows(tx, one, *table);
  table->finish();
  const FileId file = files.keep(
      tx, caller.principal, "broadcast" + directory::extension(in.format), scratch.path(), {});
  step.result = RawJson{Json{{"file", file.str()}, {"rows", *step.done}}.dump()};
  return step;
}

}  // namespace

std::vector<api::Operation> export_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<ExportIn, db::JobView>(
      Declaration(
          "broadcast.export", Method::post, "/api/v1/broadcasts/{broadcast}/export", Policy::signed_in,
          "Writes what became of each recipient into a table; the job's result names the file."),
      start_export));
  return table;
}

db::JobKinds report_jobs(const Parts& parts) {
  db::JobKinds kinds;
  kinds[kMeasureJob] = {measure_step};
  if (auto* const files = parts.tables)
    kinds[kExportJob] = {[files](db::Tx& tx, const db::Job& job) { return export_step(tx, job, *files); }};
  return kinds;
}

}  // namespace weft::broadcasts
