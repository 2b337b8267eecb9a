// Reads the CSV, hashes the one password once, and writes company, people, inboxes and the group in one transaction.
#include "app/demo.hpp"

#include "app/commands.hpp"
#include "app/csv.hpp"
#include <weft/base/error.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/customers/serving.hpp>
#include <weft/customers/ways.hpp>
#include <weft/identity/admin.hpp>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace weft::app {
namespace {

constexpr const char* kGroup = "All hands 全员";
constexpr std::size_t kSamples = 4;
constexpr std::int64_t kGroupLimit = 2000;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (!file)
    throw OperatorError(
        "cannot read " + path + "; name the members file with --demo CSV (config/demo/members.csv in the source tree)");
  return text.str();
}

std::vector<CsvRow> read_rows(const std::string& path) {
  std::vector<CsvRow> rows = read_csv(read_file(path), path, {"userid", "name", "department", "title", "role"});
  if (rows.size() < 2) throw OperatorError(path + ": the demo company needs two people or more");
  if (rows.size() > static_cast<std::size_t>(kGroupLimit))
    throw OperatorError(path + ": holds more than 2000 people, who do not fit in one group");
  return rows;
}

identity::NewMember member_of(const CsvRow& row, const std::string& file, const std::string& hash) {
  identity::NewMember member;
  member.userid = row.fields.at("userid");
  member.name = row.fields.at("name");
  member.department = row.fields.at("department");
  member.title = row.fields.at("title");
  member.password_hash = hash;
  const std::string& role = row.fields.at("role");
  if (!boost::describe::enum_from_string(role.c_str(), member.role)) {
    throw OperatorError(
        file + ":" + std::to_string(row.line) + ": role must be member, admin or owner, not \"" + role + "\"");
  }
  return member;
}

/// "members[3].userid ..." of identity -> the line of the file.
[[noreturn]] void name_line(const ApiError& error, const std::vector<CsvRow>& rows, const std::string& file) {
  std::size_t index = rows.size();
  if (error.field().starts_with("members[")) index = static_cast<std::size_t>(std::atoi(error.field().c_str() + 8));
  const std::string place = index < rows.size() ? ":" + std::to_string(rows[index].line) : "";
  throw OperatorError(file + place + ": " + error.detail());
}

DemoCompany describe(const std::vector<CsvRow>& rows) {
  DemoCompany company;
  const std::string& department = rows.front().fields.at("department");
  company.name = department.empty() ? "Weft Demo" : department.substr(0, department.find('/'));
  company.group = kGroup;
  company.people = rows.size();
  for (const CsvRow& row : rows) {
    if (company.samples.size() == kSamples) break;
    company.samples.push_back({row.fields.at("userid"), row.fields.at("name"), row.fields.at("title")});
  }
  return company;
}

void write_company(db::Tx& tx, const DemoCompany& company, const std::vector<identity::NewMember>& members) {
  identity::create_company(tx, kDemoHandle, company.name);
  const std::vector<PrincipalId> ids = identity::create_members(tx, members);
  conversations::make_inboxes(tx, ids);
  std::size_t owner = 0;
  while (owner + 1 < members.size() && members[owner].role != api::Role::owner)
    ++owner;
  conversations::create_group(tx, ids[owner], company.group, ids, kGroupLimit);
  customers::verify(tx, ids);
  customers::make_plain_way(tx, ids.front(), company.name);
}

std::vector<identity::Company> companies(const Database& database) {
  std::vector<identity::Company> all;
  transact(database.options("weft demo"), [&](db::Tx& tx) { all = identity::list_companies(tx); });
  return all;
}

}  // namespace

bool no_company(const Database& database) {
  return companies(database).empty();
}

bool only_demo_company(const Database& database) {
  const auto all = companies(database);
  return all.size() == 1 && all.front().handle == kDemoHandle;
}

DemoFile read_demo(const std::string& path) {
  DemoFile file{path, read_rows(path), {}};
  file.company = describe(file.rows);
  return file;
}

void make_demo(const Database& database, const DemoFile& file) {
  const std::string hash = identity::hash_password(kDemoPassword);
  std::vector<identity::NewMember> members;
  for (const CsvRow& row : file.rows)
    members.push_back(member_of(row, file.path, hash));
  try {
    transact(database.owner_options("weft demo"), [&](db::Tx& tx) { write_company(tx, file.company, members); });
  } catch (const ApiError& error) {
    if (error.code() == Errc::unavailable || error.code() == Errc::busy) throw;
    name_line(error, file.rows, file.path);
  }
}

std::optional<std::string> demo_link(const Database& database, const DemoCompany& company) {
  std::optional<std::string> path;
  const auto demo = companies(database).front();
  transact(database.options("weft demo"), [&](db::Tx& tx) {
    tx.set_corp(demo.id);
    const auto first = identity::resolve_any(tx, std::vector{PersonRef{company.samples.front().userid}}, "userid");
    path = customers::open_path_to(tx, first.front());
  });
  return path;
}

int demo(const DemoOptions& options) {
  const Config config = read_config(options.config);
  const DemoFile file = read_demo(options.members);
  const auto database = Database::open(config, Database::Need::anything);
  database->migrate();
  if (!no_company(*database))
    throw OperatorError(
        "there is a company already; the demo company is made in an empty database only (choose another --data)");
  make_demo(*database, file);
  const DemoCompany& company = file.company;
  std::printf(
      "%s: %zu people, all in the group \"%s\". Password of everybody: %s\n", company.name.c_str(), company.people,
      company.group.c_str(), kDemoPassword);
  for (const DemoPerson& person : company.samples)
    std::printf("  weft chat --as %s    (%s)\n", person.userid.c_str(), person.name.c_str());
  return 0;
}

}  // namespace weft::app
