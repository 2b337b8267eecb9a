// Tables of a whole company: through a real office suite and back, and how fast they are imported.
//
// scripts/prove-office runs both; each prints one line of JSON.
#include "directory/import_world.hpp"
#include <weft/directory/tables.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>

namespace weft::directory {
namespace {

using Steady = std::chrono::steady_clock;

std::int64_t setting(const char* name, std::int64_t otherwise) {
  const char* value = std::getenv(name);
  return value ? std::atoll(value) : otherwise;
}

double seconds_since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

/// The most memory this process ever held, in MiB.
std::int64_t peak_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::atoll(line.c_str() + 6) / 1024;
  return 0;
}

/// Departments in a tree of three levels below the root; some names are hard to carry.
std::vector<std::string> departments(std::int64_t count) {
  static const std::vector<std::string> hard{"R\\/D", "销售、市场", "Ünïcode", "\"quoted\"", "a, b"};
  std::vector<std::string> paths;
  for (std::int64_t i = 0; static_cast<std::int64_t>(paths.size()) < count; ++i) {
    std::string name = "部门" + std::to_string(i);
    if (i < static_cast<std::int64_t>(hard.size()) && i != 3) name = hard[static_cast<std::size_t>(i)];
    const bool top = i < 20;
    paths.push_back(top ? name : paths[static_cast<std::size_t>(i / 20)] + "/" + name);
  }
  return paths;
}

/// The template with its instructions on top, and so many people.
void write_company(TableWriter& table, std::int64_t people, std::int64_t department_count) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same table each time
  const auto paths = departments(department_count);
  table.row({"填写须知：", "1、不能增加、删除列", "2、红色字段为必填字段"});
  table.row({"姓名", "帐号", "别名", "职务", "部门", "性别", "手机", "座机", "个人邮箱", "激活状态"});
  for (std::int64_t i = 0; i < people; ++i) {
    const std::string number = std::to_string(i);
    std::string where = "Acme/" + paths[static_cast<std::size_t>(i) % paths.size()];
    if (i % 10 == 0) where += ";Acme/" + paths[random() % paths.size()];
    table.row(
        {"张三" + number, "user" + number, "", i % 50 == 0 ? "=工程师" : "工程师", where, i % 2 == 0 ? "男" : "女",
         std::to_string(13800000000 + i), "", "user" + number + "@example.com", "未激活"});
  }
  table.finish();
}

/// Lets the office suite write `file` anew as `format`; the new file stands in `into`.
void convert(const std::string& file, const std::string& format, const std::string& into) {
  const std::string profile = test::scratch_dir();
  const std::string command = "HOME=" + profile + " timeout 300 soffice -env:UserInstallation=file://" + profile +
                              " --headless --convert-to '" + format + "' --outdir " + into + " " + file +
                              " >/dev/null 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;  // NOLINT(cert-env33-c): a program for the hand
}

std::string exported(ImportWorld& world, const char* format) {
  const Json done = world.ended(world.call("ada", "export.start", {{"format", format}}).at("id"));
  EXPECT_EQ(done.at("status"), "done") << done.dump();
  return world.files.content(FileId::parse(done["result"]["file"].get<std::string>()).value());
}

void save(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

constexpr auto kCsvUtf8 = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false";
constexpr auto kCsvGb18030 = "csv:Text - txt - csv (StarCalc):44,34,85,1,,0,false,true,false";

TEST(Office, CarriesACompanyThereAndBack) {
  const std::int64_t people = setting("WEFT_PEOPLE", 10000), count = setting("WEFT_DEPARTMENTS", 500);
  const std::string dir = test::scratch_dir(), office = test::scratch_dir();
  write_company(*write_table(TableFormat::xlsx, dir + "/people.xlsx", "成员列表"), people, count);
  convert(dir + "/people.xlsx", "xlsx", office);
  ImportWorld world;
  const std::string table = file_content(office + "/people.xlsx");
  const Json import = world.check(table, true);
  ASSERT_EQ(import.at("status"), "checked") << world.last_job.dump();
  EXPECT_EQ(import.at("adds"), people);
  EXPECT_EQ(import.at("errors"), 0) << world.rows(import)[0].dump();
  EXPECT_EQ(import.at("new_departments"), count);
  const Json applied = world.apply(import);
  EXPECT_EQ(applied.at("applied"), people) << world.last_job.dump();
  EXPECT_EQ(world.check(table, true).at("unchanged"), people);
  // What we write, opened and written anew by the office suite, in every form it has for it.
  save(dir + "/export.xlsx", exported(world, "xlsx"));
  save(dir + "/export.csv", exported(world, "csv"));
  for (const auto& [from, format, name] : std::vector<std::tuple<std::string, std::string, std::string>>{
           {"/export.xlsx", "xlsx", "/export.xlsx"},
           {"/export.xlsx", kCsvUtf8, "/export.csv"},
           {"/export.xlsx", kCsvGb18030, "/export.csv"},
           {"/export.xlsx", "ods", "/export.ods"}}) {
    convert(dir + from, format, office);
    if (name == "/export.ods") convert(office + name, "xlsx", office);
    const std::string back = name == "/export.ods" ? "/export.xlsx" : name;
    const Json again = world.check(file_content(office + back));
    EXPECT_EQ(again.at("unchanged"), people + 1) << format << world.last_job.dump() << world.rows(again)[0].dump();
    EXPECT_EQ(again.at("errors"), 0) << format;
  }
  std::cout
      << Json{{"office", "round trip"}, {"people", people}, {"departments", count}, {"peak_mib", peak_mib()}}.dump()
      << '\n';
}

TEST(ImportRate, OfAWholeCompany) {
  const std::int64_t people = setting("WEFT_ROWS", 100000), count = setting("WEFT_DEPARTMENTS", 500);
  const std::string path = test::scratch_dir() + "/people.xlsx";
  write_company(*write_table(TableFormat::xlsx, path, "成员列表"), people, count);
  ImportWorld world;
  world.patience = std::chrono::minutes(30);
  const std::int64_t before = peak_mib();
  const auto rate = [&](const char* what, const std::function<Json()>& step) {
    const auto start = Steady::now();
    Json after = step();
    const double seconds = seconds_since(start);
    std::cout
        << Json{{"import", what}, {"rows", people}, {"rows_per_s", static_cast<std::int64_t>(static_cast<double>(people) / seconds)}, {"peak_mib", peak_mib()}, {"peak_mib_before", before}}
               .dump()
        << std::endl;
    return after;
  };
  const std::string table = file_content(path);
  const Json import = rate("dry run", [&] { return world.check(table, true); });
  EXPECT_EQ(import.at("adds"), people);
  const Json applied = rate("apply", [&] { return world.apply(import); });
  EXPECT_EQ(applied.at("applied"), people) << world.last_job.dump();
  const Json again = rate("dry run, all known", [&] { return world.check(table, true); });
  EXPECT_EQ(again.at("unchanged"), people);
}

}  // namespace
}  // namespace weft::directory
