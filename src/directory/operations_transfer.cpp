// The table of operations of import and export, and what stands before their jobs.
#include "directory/operations.hpp"
#include "directory/store_export.hpp"
#include "directory/store_imports.hpp"
#include "directory/transfer.hpp"
#include <weft/api/define.hpp>
#include <weft/directory/tables.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>

namespace weft::directory {

struct StartImport {
  FileId file;
  std::optional<bool> create_departments;  ///< default: false
  std::optional<bool> numbered;            ///< departments are named by their numbers; default: false
};
BOOST_DESCRIBE_STRUCT(StartImport, (), (file, create_departments, numbered))

struct ImportInput {
  ImportId import;
};
BOOST_DESCRIBE_STRUCT(ImportInput, (), (import))

struct ListImports {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListImports, (), (limit, cursor))

struct ListRows {
  ImportId import;
  std::optional<ImportAction> action;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListRows, (), (import, action, limit, cursor))

struct MissingDepartment {
  std::string path;
};
BOOST_DESCRIBE_STRUCT(MissingDepartment, (), (path))

struct StartExport {
  TableFormat format = TableFormat::xlsx;
  std::optional<Int<1, 2147483647>> department;
};
BOOST_DESCRIBE_STRUCT(StartExport, (), (format, department))

struct TemplateInput {
  std::optional<TableFormat> format;  ///< default: xlsx
};
BOOST_DESCRIBE_STRUCT(TemplateInput, (), (format))

namespace {

using api::Method;
using api::Permission;

constexpr auto kKept = std::chrono::hours(24 * 7);

/// An import is its maker's: its rows hold what was in the file.
store::ImportRecord own_import(db::Tx& tx, const api::Caller& caller, const ImportId& id, bool lock = false) {
  auto record = store::load_import(tx, id, lock);
  if (!record || record->view.created_by != caller.principal) throw ApiError(Errc::not_found, "no such import");
  return std::move(*record);
}

db::JobId enqueue(db::Tx& tx, const char* kind, const Json& state, const api::Caller& caller, const std::string& key) {
  db::NewJob job;
  job.kind = kind;
  job.state = {state.dump()};
  job.started_by = caller.principal;
  job.unique_key = key;
  return db::enqueue(tx, job);
}

ImportView start_import(db::Tx& tx, const api::Context& context, const StartImport& in, TableFiles& files) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::directory_import);
  ImportView import;
  import.id = ImportId::make();
  import.file = in.file;
  import.file_name = files.name(tx, caller, in.file);
  import.create_departments = in.create_departments.value_or(false);
  import.numbered = in.numbered.value_or(false);
  import.created_by = caller.principal;
  import.created_at = tx.now();
  import.job = enqueue(tx, kCheckJob, {{ "import", import.id.str() }}, caller, import.id.str());
  store::insert_import(tx, import);
  const Json detail = {{"file", in.file.str()}, {"create_departments", import.create_departments}};
  identity::audit::append(tx, {identity::origin_of(context), "import.start", import.id.str(), {detail.dump()}});
  return import;
}

/// What was checked is done from now on.
ImportView begin_applying(db::Tx& tx, ImportView import, const api::Caller& caller, const identity::Origin& origin) {
  if (import.status != ImportStatus::checked)
    throw ApiError(Errc::conflict, "an import is applied once, after its check has ended");
  const Json state = {
      {"import", import.id.str()},
      {"after", 0},
      {"report", false},
      {"address", origin.address},
      {"request_id", origin.request_id}};
  import.job = enqueue(tx, kApplyJob, state, caller, import.id.str());
  import.status = ImportStatus::applying;
  store::set_status(tx, import.id, import.status, import.job);
  const Json detail = {{"adds", import.adds}, {"updates", import.updates}, {"errors", import.errors}};
  identity::audit::append(tx, {origin, "import.apply", import.id.str(), {detail.dump()}});
  return import;
}

ImportView apply_own_import(db::Tx& tx, const api::Context& context, const ImportInput& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::directory_import);
  return begin_applying(tx, own_import(tx, caller, in.import, true).view, caller, identity::origin_of(context));
}

api::Page<ImportView> page_of_imports(db::Tx& tx, const api::Caller& caller, const ListImports& in) {
  const std::int64_t limit = api::limit_of(in.limit);
  std::optional<ImportId> before;
  if (in.cursor) before = api::cursor_id<ImportId>(api::decode_cursor("imports", *in.cursor, 1)[0]);
  return api::make_page(
      store::list_imports(tx, caller.principal, before, limit + 1), limit, "imports",
      [](const ImportView& import) { return std::vector{import.id.str()}; });
}

api::Page<ImportRowView> page_of_rows(db::Tx& tx, const api::Caller& caller, const ListRows& in) {
  own_import(tx, caller, in.import);
  const std::int64_t limit = api::limit_of(in.limit);
  const std::int64_t after = in.cursor ? api::cursor_number(api::decode_cursor("rows", *in.cursor, 1)[0]) : 0;
  return api::make_page(
      store::list_rows(tx, in.import, in.action, after, limit + 1), limit, "rows",
      [](const ImportRowView& row) { return std::vector{std::to_string(row.row)}; });
}

api::Page<MissingDepartment> page_of_departments(db::Tx& tx, const api::Caller& caller, const ListRows& in) {
  own_import(tx, caller, in.import);
  const std::int64_t limit = api::limit_of(in.limit);
  const std::string after = in.cursor ? api::decode_cursor("new departments", *in.cursor, 1)[0] : "";
  std::vector<MissingDepartment> list;
  for (std::string& path : store::new_departments(tx, in.import, after, limit + 1))
    list.push_back({std::move(path)});
  return api::make_page(std::move(list), limit, "new departments", [](const MissingDepartment& department) {
    return std::vector{department.path};
  });
}

db::JobView start_export(db::Tx& tx, const api::Context& context, const StartExport& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::directory_export);
  const std::optional<std::int64_t> department = in.department ? std::optional(in.department->value) : std::nullopt;
  if (department) {
    const std::string path = seen_department(tx, identity::view_of(tx, caller), *department, "department").path;
    if (!identity::reach(tx, caller, Permission::directory_export).covers(path))
      throw ApiError(Errc::forbidden, "your permission does not reach this department");
  }
  const Json state = {
      {"format", boost::describe::enum_to_string(in.format, "")},
      {"department", department ? Json(*department) : Json()}};
  const db::JobId job = enqueue(tx, kExportJob, state, caller, caller.principal.str() + state.dump());
  identity::audit::append(tx, {identity::origin_of(context), "export.start", job.str(), {state.dump()}});
  return db::load_job(tx, job).value();
}

}  // namespace

Actor acting(db::Tx& tx, const PrincipalId& person, api::Permission permission) {
  Actor principal;
  principal.caller.corp = tx.corp();
  principal.caller.principal = person;
  const auto who = identity::load_principal(tx, person);
  if (who) principal.caller.role = who->role;
  principal.reach = identity::reach(tx, principal.caller, permission);
  if (principal.reach.empty()) throw ApiError(Errc::forbidden, "who started this may no longer do it");
  principal.caller.permissions.insert(permission);
  return principal;
}

JudgeRules rules_of(db::Tx& tx, const ImportView& import, const Actor& who) {
  JudgeRules rules{
      who.reach, who.caller, import.create_departments,
      identity::reach(tx, who.caller, Permission::departments_manage)};
  if (!import.numbered) return rules;
  rules.numbered = true;
  rules.members = identity::reach(tx, who.caller, Permission::members_manage);
  rules.over_departed = identity::reach(tx, who.caller, Permission::members_offboard).company;
  return rules;
}

std::optional<ImportView> find_import(db::Tx& tx, const ImportId& id) {
  const auto record = store::load_import(tx, id, false);
  return record ? std::optional(record->view) : std::nullopt;
}

ImportView apply_import(db::Tx& tx, const ImportId& id, const identity::Origin& origin) {
  identity::audit::lock(tx);
  auto record = store::load_import(tx, id, true);
  if (!record) throw ApiError(Errc::not_found, "no such import");
  const Actor who = acting(tx, record->view.created_by, Permission::directory_import);
  return begin_applying(tx, std::move(record->view), who.caller, origin);
}

std::vector<ImportRowView> import_rows(db::Tx& tx, const ImportId& id, std::int64_t after, std::int64_t limit) {
  return store::list_rows(tx, id, std::nullopt, after, limit);
}

std::vector<api::Operation> transfer_operations(TableFiles& files) {
  std::vector<api::Operation> list;
  list.push_back(api::sending<TemplateInput>(
      {"import.template", Method::get, "/api/v1/import-template", Permission::directory_import,
       "The table to fill in, with the company's own fields"},
      [&files](db::Tx& tx, const api::Context& context, const TemplateInput& in) {
        context.transfer->download = template_table(tx, in.format.value_or(TableFormat::xlsx), files);
      }));
  list.push_back(api::transactional<StartImport, ImportView>(
      {"import.start", Method::post, "/api/v1/imports", Permission::directory_import,
       "Check an uploaded table of people row by row; nothing is changed yet"},
      [&files](db::Tx& tx, const api::Context& context, const StartImport& in) {
        return start_import(tx, context, in, files);
      }));
  list.push_back(api::transactional<ListImports, api::Page<ImportView>>(
      {"import.list", Method::get, "/api/v1/imports", Permission::directory_import, "Your imports, newest first"},
      [](db::Tx& tx, const api::Context& context, const ListImports& in) {
        return page_of_imports(tx, context.who(), in);
      }));
  list.push_back(api::transactional<ImportInput, ImportView>(
      {"import.get", Method::get, "/api/v1/imports/{import}", Permission::directory_import,
       "What an import would do, or did"},
      [](db::Tx& tx, const api::Context& context, const ImportInput& in) {
        return own_import(tx, context.who(), in.import).view;
      }));
  list.push_back(api::transactional<ListRows, api::Page<ImportRowView>>(
      {"import.rows", Method::get, "/api/v1/imports/{import}/rows", Permission::directory_import,
       "The rows of an import in their order; `action` picks those of one kind"},
      [](db::Tx& tx, const api::Context& context, const ListRows& in) { return page_of_rows(tx, context.who(), in); }));
  list.push_back(api::transactional<ListRows, api::Page<MissingDepartment>>(
      {"import.new_departments", Method::get, "/api/v1/imports/{import}/departments", Permission::directory_import,
       "The departments that an import would make"},
      [](db::Tx& tx, const api::Context& context, const ListRows& in) {
        return page_of_departments(tx, context.who(), in);
      }));
  list.push_back(api::transactional<ImportInput, ImportView>(
      {"import.apply", Method::post, "/api/v1/imports/{import}/apply", Permission::directory_import,
       "Do what the check announced; rows that are wrong are left out"},
      [](db::Tx& tx, const api::Context& context, const ImportInput& in) {
        return apply_own_import(tx, context, in);
      }));
  list.push_back(api::transactional<StartExport, db::JobView>(
      {"export.start", Method::post, "/api/v1/exports", Permission::directory_export,
       "Write the people within your reach into a table; the job's result names the file"},
      [](db::Tx& tx, const api::Context& context, const StartExport& in) { return start_export(tx, context, in); }));
  return list;
}

db::JobKinds transfer_jobs(TableFiles& files) {
  const auto readers = std::make_shared<Readers>();
  return {
      {kCheckJob,
       {[&files, readers](db::Tx& tx, const db::Job& job) { return check_step(tx, job, files, *readers); }, false,
        [readers](const db::JobId& job) { readers->close(job); }}},
      {kApplyJob, {[&files](db::Tx& tx, const db::Job& job) { return apply_step(tx, job, files); }}},
      {kExportJob, {[&files](db::Tx& tx, const db::Job& job) { return export_step(tx, job, files); }}}};
}

std::int64_t purge_imports(db::Tx& tx, int limit) {
  return store::purge_imports(tx, tx.now() - kKept, limit);
}

}  // namespace weft::directory
