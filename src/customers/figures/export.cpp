// customer_figures.export: figures as a table, written by a job with the rights that its starter has then.
#include "customers/figures/operations.hpp"
#include "customers/figures/reading.hpp"
#include <weft/api/define.hpp>
#include <weft/directory/scratch.hpp>
#include <weft/identity/audit.hpp>

#include <cstdio>
#include <map>

namespace weft::customers::figures {

enum class TableOf { employees, employee_days, groups, group_days };
BOOST_DESCRIBE_ENUM(TableOf, employees, employee_days, groups, group_days)

struct ExportIn {
  TableOf of = TableOf::employees;
  directory::TableFormat format = directory::TableFormat::xlsx;
  DayText from;
  DayText to;
  std::optional<Int<1, 2147483647>> department;
};
BOOST_DESCRIBE_STRUCT(ExportIn, (), (of, format, from, to, department))

namespace {

using api::Context;
using Cells = std::vector<std::string>;

constexpr std::int64_t kPage = 1000;
constexpr std::int64_t kPeople = 50;  // whose days are in memory together
const Cells kPerson{"姓名", "帐号", "部门"};
const Cells kDay{"日期"};
const Cells kFigures{"发起申请数",     "新增客户数",   "聊天总数",          "发送消息数",
                     "客户发起聊天数", "已回复聊天数", "已回复聊天占比(%)", "平均首次回复时长(分钟)",
                     "流失客户数",     "评价数",       "平均评分"};
const Cells kGroupFigures{"新增群数", "有过消息的群数", "入群人数", "退群人数", "消息数"};

Power power_of(TableOf of) {
  return of == TableOf::groups || of == TableOf::group_days ? Power::export_groups : Power::export_figures;
}

void append(Cells& cells, const Cells& more) {
  cells.insert(cells.end(), more.begin(), more.end());
}

std::string shown(const std::optional<double>& value) {
  if (!value) return "";
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", *value);
  return text;
}

Cells cells_of(const Figures& f) {
  const auto n = [](std::int64_t value) { return std::to_string(value); };
  return {
      n(f.requests),
      n(f.added),
      n(f.chats),
      n(f.messages),
      n(f.asked),
      n(f.replied),
      shown(f.replied_percent),
      shown(f.first_reply_minutes),
      n(f.lost),
      n(f.ratings),
      shown(f.rating)};
}

Cells cells_of(const store::GroupSums& sums) {
  return {
      std::to_string(sums.groups), std::to_string(sums.active), std::to_string(sums.joins), std::to_string(sums.leaves),
      std::to_string(sums.messages)};
}

/// One table in the making: its rows, page by page.
class Table {
 public:
  Table(db::Tx& tx, const store::Scope& scope, directory::TableWriter& out) : tx_(tx), scope_(scope), out_(out) {}

  std::int64_t write(TableOf of) {
    switch (of) {
      case TableOf::employees: employees(); break;
      case TableOf::employee_days: employee_days(); break;
      case TableOf::groups: groups(); break;
      case TableOf::group_days: group_days(); break;
    }
    return rows_;
  }

 private:
  void head(const Cells& first, const Cells& second, const Cells& third = {}) {
    Cells cells = first;
    append(cells, second);
    append(cells, third);
    out_.row(cells);
  }
  void row(Cells cells, const Cells& figures) {
    append(cells, figures);
    out_.row(cells, figures.size());
    ++rows_;
  }
  Cells person(const PrincipalId& id) {
    auto known = people_.find(id);
    if (known == people_.end()) {
      const auto one = identity::load_principal(tx_, id);
      known = people_.emplace(id, one ? Cells{one->name, one->userid, one->department} : Cells{"", "", ""}).first;
    }
    return known->second;
  }
  template <class Write>
  void each_page(std::int64_t size, Write write) {
    std::optional<PrincipalId> after;
    for (std::vector<PrincipalId> page; !(page = store::people(tx_, scope_, after, size)).empty();) {
      after = page.back();
      write(page);
    }
  }
  void employees() {
    head(kPerson, kFigures);
    each_page(kPage, [this](std::span<const PrincipalId> people) {
      for (const auto& one : store::sums_of_each(tx_, scope_, people))
        row(person(one.employee), cells_of(figures_of(one.sums)));
    });
  }
  void employee_days() {
    head(kPerson, kDay, kFigures);
    each_page(kPeople, [this](std::span<const PrincipalId> people) {
      for (const auto& one : store::days_of_each(tx_, scope_, people)) {
        Cells cells = person(one.employee);
        cells.push_back(one.day);
        row(std::move(cells), cells_of(figures_of(one.sums)));
      }
    });
  }
  void groups() {
    head(kPerson, kGroupFigures);
    std::optional<PrincipalId> after;
    for (std::vector<store::OwnerSums> page; !(page = store::groups_by_owner(tx_, scope_, after, kPage)).empty();) {
      after = page.back().owner;
      for (const auto& one : page)
        row(person(one.owner), cells_of(one.sums));
    }
  }
  void group_days() {
    head(kDay, kGroupFigures);
    for (const auto& one : store::groups_by_day(tx_, scope_))
      row({one.day}, cells_of(one.sums));
  }

  db::Tx& tx_;
  const store::Scope& scope_;
  directory::TableWriter& out_;
  std::map<PrincipalId, Cells> people_;
  std::int64_t rows_ = 0;
};

Asked asked_of(const ExportIn& in) {
  Asked asked{in.from.value, in.to.value};
  if (in.department) asked.department = in.department->value;
  return asked;
}

/// The rights by which the table was made, as reading it asks for them; none where rule groups were among them.
std::vector<files::Needed> needed_for(const store::Scope& scope, Power power, std::optional<std::int64_t> department) {
  if (!scope.reach.members.empty() || scope.reach.departments.empty()) return {};
  auto tops = department ? std::vector<std::int64_t>{*department} : scope.reach.departments.tops();
  return {{permission_for(power), std::move(tops)}};
}

db::JobView start(db::Tx& tx, const Context& context, const ExportIn& in) {
  scope_of(tx, context.who(), power_of(in.of), asked_of(in));
  identity::audit::lock(tx);
  db::NewJob job;
  job.kind = kExportJob;
  job.state = {to_json_text(in)};
  job.started_by = context.who().principal;
  job.unique_key = context.who().principal.str() + job.state.text;
  const db::JobId id = db::enqueue(tx, job);
  identity::audit::append(tx, {identity::origin_of(context), "customer_figures.export", id.str(), {to_json_text(in)}});
  return db::load_job(tx, id).value();
}

}  // namespace

db::Step export_step(db::Tx& tx, const db::Job& job, directory::TableFiles& files) {
  const auto in = read_json<ExportIn>(parse_json(job.state.text));
  api::Caller caller;
  caller.corp = tx.corp();
  caller.principal = job.started_by.value();
  const Power power = power_of(in.of);
  const Asked asked = asked_of(in);
  const store::Scope scope = scope_of(tx, caller, power, asked);
  if (!catch_up(tx)) {
    db::Step more;
    more.next = db::Next::again;
    return more;
  }
  const directory::Scratch scratch(files, job.id.str() + directory::extension(in.format));
  const auto table = directory::write_table(in.format, scratch.path(), "客户联系统计");
  db::Step step;
  step.done = step.total = Table(tx, scope, *table).write(in.of);
  table->finish();
  const FileId file = files.keep(
      tx, caller.principal, "customer-figures" + directory::extension(in.format), scratch.path(),
      needed_for(scope, power, asked.department));
  step.result = RawJson{Json{{"file", file.str()}, {"rows", *step.done}}.dump()};
  return step;
}

std::vector<api::Operation> export_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<ExportIn, db::JobView>(
      api::Declaration(
          "customer_figures.export", api::Method::post, kFiguresPath + "/export", api::Policy::signed_in,
          "Writes figures within reach into a table; the job's result names the file."),
      start));
  return table;
}

}  // namespace weft::customers::figures
