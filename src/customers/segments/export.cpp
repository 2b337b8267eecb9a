// contact.export_list: customers of a filter as a table, written by a job with the rights that its starter has then.
#include "customers/records/store.hpp"
#include "customers/segments/segments.hpp"
#include <weft/api/define.hpp>
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/customers/list_export.hpp>
#include <weft/customers/rule_groups.hpp>
#include <weft/directory/scratch.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/identity.hpp>

#include <algorithm>
#include <map>

namespace weft::customers {

struct ExportListIn : AudienceIn {
  directory::TableFormat format = directory::TableFormat::xlsx;
};
BOOST_DESCRIBE_STRUCT(ExportListIn, (AudienceIn), (format))

namespace {

using api::Context;
using Cells = std::vector<std::string>;

constexpr std::int64_t kPage = 1000;
const Cells kColumns{"客户名称", "类型",   "企业", "职位",     "性别", "备注", "描述", "备注企业",    "电话",
                     "标签",     "添加人", "帐号", "添加时间", "来源", "渠道", "状态", "最后联系时间"};

template <class E>
std::string word(E value) {
  return boost::describe::enum_to_string(value, "");
}

void add(std::string& list, const std::string& one) {
  list += (list.empty() ? "" : ";") + one;
}

/// One table in the making: names that many rows have in common are looked up once.
class Table {
 public:
  Table(db::Tx& tx, const api::Caller& caller, directory::TableWriter& out)
      : tx_(tx), out_(out), fields_(store::contact_fields(tx)) {
    for (const TagGroup& group : tag_groups(tx, rule_groups_around(tx, caller.principal)))
      for (const ContactTag& tag : group.tags)
        tags_[tag.number] = tag.name;
    Cells head = kColumns;
    for (const directory::Field& field : fields_)
      head.push_back(field.name);
    out_.row(head);
  }

  std::int64_t write(const Compiled& audience) {
    FollowId before;
    for (std::vector<FollowId> page; !(page = select_follows(tx_, audience, before, kPage)).empty();) {
      before = page.back();
      const auto listed = load_listed(tx_, page);
      std::vector<ContactId> contacts;
      for (const ListedContact& one : listed)
        contacts.push_back(one.contact.id);
      const auto values = store::field_values(tx_, contacts);
      for (const ListedContact& one : listed)
        out_.row(cells_of(one, values.at(one.contact.id)));
      rows_ += std::ssize(listed);
    }
    return rows_;
  }

 private:
  Cells cells_of(const ListedContact& one, const std::vector<directory::FieldValue>& values) {
    const ContactCard& card = one.contact;
    const FollowView& follow = one.follow;
    const identity::Principal& employee = person(follow.employee);
    Cells cells{
        card.name,
        word(card.type),
        card.company,
        card.position,
        word(card.gender),
        follow.remark,
        follow.description,
        follow.company,
        phones(follow),
        tags(follow),
        employee.name,
        employee.userid,
        to_rfc3339(follow.added_at),
        word(follow.source),
        follow.state,
        word(follow.status),
        to_rfc3339(follow.active_at)};
    for (const directory::Field& field : fields_) {
      const auto value = std::find_if(
          values.begin(), values.end(), [&](const auto& have) { return have.field == field.number; });
      cells.push_back(value == values.end() ? "" : value->value);
    }
    return cells;
  }
  static std::string phones(const FollowView& follow) {
    std::string list;
    for (const std::string& phone : follow.phones)
      add(list, phone);
    return list;
  }
  std::string tags(const FollowView& follow) const {
    std::string list;
    for (const std::int64_t number : follow.tags)
      if (const auto name = tags_.find(number); name != tags_.end()) add(list, name->second);
    return list;
  }
  const identity::Principal& person(const PrincipalId& id) {
    auto known = people_.find(id);
    if (known == people_.end()) known = people_.emplace(id, identity::load_principal(tx_, id).value()).first;
    return known->second;
  }

  db::Tx& tx_;
  directory::TableWriter& out_;
  std::vector<directory::Field> fields_;
  std::map<std::int64_t, std::string> tags_;
  std::map<PrincipalId, identity::Principal> people_;
  std::int64_t rows_ = 0;
};

/// As contact.list chooses, but one's own customers, too, leave the company only by who has the power to carry them
/// out.
Audience exported(db::Tx& tx, const api::Caller& caller, const ExportListIn& in) {
  const Reach reach = require_power(tx, caller, Power::export_customers);
  Audience audience = audience_of(tx, caller, in, Power::export_customers);
  if (audience.employee && !reaches(tx, reach, *audience.employee))
    throw ApiError(Errc::forbidden, "this employee is none of yours", "employee");
  return audience;
}

db::JobView start(db::Tx& tx, const Context& context, const ExportListIn& in) {
  compile(tx, exported(tx, context.who(), in), "filter");
  identity::audit::lock(tx);
  db::NewJob job;
  job.kind = kExportListJob;
  job.state = {to_json_text(in)};
  job.started_by = context.who().principal;
  job.unique_key = context.who().principal.str() + hex(sha256(job.state.text));
  const db::JobId id = db::enqueue(tx, job);
  identity::audit::append(tx, {identity::origin_of(context), "contact.export_list", id.str(), {to_json_text(in)}});
  return db::load_job(tx, id).value();
}

/// The right by which the table was made; none where rule groups were among them.
std::vector<files::Needed> needed_for(const Reach& reach) {
  if (!reach.members.empty() || reach.departments.empty()) return {};
  return {{permission_for(Power::export_customers), reach.departments.tops()}};
}

db::Step export_list_step(db::Tx& tx, const db::Job& job, directory::TableFiles& files) {
  const auto in = read_json<ExportListIn>(parse_json(job.state.text));
  api::Caller caller;
  caller.corp = tx.corp();
  caller.principal = job.started_by.value();
  const auto audience = compile(tx, exported(tx, caller, in), "filter");
  const directory::Scratch scratch(files, job.id.str() + directory::extension(in.format));
  const auto table = directory::write_table(in.format, scratch.path(), "客户列表");
  db::Step step;
  step.done = step.total = Table(tx, caller, *table).write(*audience);
  table->finish();
  const FileId file = files.keep(
      tx, caller.principal, "customers" + directory::extension(in.format), scratch.path(),
      needed_for(customer_reach(tx, caller, Power::export_customers)));
  step.result = RawJson{Json{{"file", file.str()}, {"rows", *step.done}}.dump()};
  return step;
}

}  // namespace

std::vector<api::Operation> list_export_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<ExportListIn, db::JobView>(
      api::Declaration(
          "contact.export_list", api::Method::post, "/api/v1/contacts/export-list", api::Policy::signed_in,
          "Writes customers of a filter into a table; the job's result names the file."),
      start));
  return table;
}

db::JobKinds list_export_jobs(directory::TableFiles& files) {
  return {{kExportListJob, {[&files](db::Tx& tx, const db::Job& job) { return export_list_step(tx, job, files); }}}};
}

}  // namespace weft::customers
