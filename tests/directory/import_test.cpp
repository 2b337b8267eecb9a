// Imports from the file to the directory: the dry run, the doing, and doing it again.
#include "directory/import_judge.hpp"
#include "directory/import_world.hpp"
#include "directory/store_imports.hpp"
#include "support/plans.hpp"
#include <weft/directory/fields.hpp>
#include <weft/directory/tables.hpp>

#include <filesystem>

namespace weft::directory {
namespace {

std::string problem_of(const Json& row) {
  return row.at("problems").empty() ? "" : row["problems"][0].at("reason").get<std::string>();
}

TEST(Import, ChecksFirstAndChangesNothing) {
  ImportWorld world;
  const Json import = world.check(
      "说明,这一行不是表头\n姓名,帐号,职务,部门\n张三,zhang,工程师,Acme/研发\n,nameless,,\n", true);
  EXPECT_EQ(import.at("status"), "checked") << world.last_job.dump();
  EXPECT_EQ(import.at("adds"), 1);
  EXPECT_EQ(import.at("errors"), 1);
  EXPECT_EQ(import.at("new_departments"), 1);
  const Json rows = world.rows(import);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("row"), 3);
  EXPECT_EQ(rows[0].at("action"), "add");
  EXPECT_EQ(rows[1].at("problems")[0].at("column"), "姓名");
  EXPECT_EQ(world.value("SELECT count(*) FROM members WHERE userid = 'zhang'"), "0");
  EXPECT_EQ(world.value("SELECT count(*) FROM departments"), "1");
}

TEST(Import, AddsPeopleAndDepartments) {
  ImportWorld world;
  const Json import = world.check(
      "姓名,帐号,职务,部门,部门负责人\n张三,zhang,工程师,Acme/研发/平台;Acme/"
      "销售,否;是\n李四,li,,销售,\n王五,wang,,,\n",
      true);
  const Json applied = world.apply(import);
  EXPECT_EQ(applied.at("status"), "applied") << world.last_job.dump();
  EXPECT_EQ(applied.at("applied"), 3);
  EXPECT_EQ(world.places("zhang"), "研发/平台*, 销售!");
  EXPECT_EQ(world.places("li"), "销售*");
  EXPECT_EQ(world.places("wang"), "*");
  EXPECT_EQ(
      world.value("SELECT p.status FROM principals p JOIN members m ON m.principal_id = p.id WHERE m.userid = 'zhang'"),
      "not_activated");
  EXPECT_EQ(
      world.value("SELECT count(*) FROM conversations c JOIN members m ON m.principal_id = c.owner_id WHERE m.userid = "
                  "'zhang'"),
      "1");
  EXPECT_EQ(
      world.value("SELECT string_agg(action || ':' || n, ' ' ORDER BY action) FROM (SELECT action, count(*) AS n FROM "
                  "audit_log WHERE action LIKE 'import.%' OR (action IN ('department.create', 'member.create') AND "
                  "actor = (SELECT actor FROM audit_log WHERE action = 'import.apply')) GROUP BY action) a"),
      "department.create:3 import.apply:1 import.start:1 member.create:3")
      << "each person and department, and on whose behalf";
  const auto report = rows_of(
      world.files.content(FileId::parse(world.last_job["result"]["file"].get<std::string>()).value()));
  ASSERT_EQ(report.size(), 4U);
  EXPECT_EQ(report[1].cells[3], "done");
}

TEST(Import, IsTheSameTheSecondTime) {
  ImportWorld world;
  const std::string table = "姓名,帐号,职务,部门\n张三,zhang,工程师,研发;销售\n李四,li,,销售\n";
  world.apply(world.check(table, true));
  const Json again = world.check(table, true);
  EXPECT_EQ(again.at("unchanged"), 2) << world.rows(again).dump();
  EXPECT_EQ(again.at("adds"), 0);
  EXPECT_EQ(again.at("updates"), 0);
}

TEST(Import, ChangesWhatTheTableSaysAndNothingElse) {
  ImportWorld world;
  world.apply(world.check("姓名,帐号,职务,部门,部门负责人\n张三,zhang,工程师,研发;销售,是;否\n", true));
  const Json import = world.check("姓名,帐号,部门\n张三丰,ZHANG,研发;市场\n", true);
  EXPECT_EQ(import.at("updates"), 1);
  EXPECT_EQ(world.rows(import)[0].at("changes"), Json::array({"姓名", "部门"}));
  world.apply(import);
  EXPECT_EQ(world.places("zhang"), "市场, 研发*!");
  EXPECT_EQ(world.value("SELECT title FROM members WHERE userid = 'zhang'"), "工程师");
  EXPECT_EQ(
      world.value("SELECT p.name FROM principals p JOIN members m ON m.principal_id = p.id WHERE m.userid = 'zhang'"),
      "张三丰");
  EXPECT_EQ(
      world.value(
          "SELECT a.detail->'before'->>'name' FROM audit_log a JOIN members m ON m.principal_id::text = a.target "
          "WHERE a.action = 'member.update' AND m.userid = 'zhang'"),
      "张三");
}

TEST(Import, NamesWhatIsWrongRowByRow) {
  ImportWorld world;
  const Json import = world.check(
      "姓名,帐号,手机,性别,部门\n"
      "A,a,not a phone,,\nB,b c,,,\nC,c,,X,\nD,d,,,没有的部门\nE,e,,,\nE,E,,,\nF,f,,,a:b\nG,,,,\n"
      "=1+1,h,,,\n");
  const Json rows = world.rows(import);
  ASSERT_EQ(rows.size(), 9U);
  EXPECT_EQ(rows[0]["problems"][0]["column"], "手机");
  EXPECT_EQ(rows[1]["problems"][0]["column"], "帐号");
  EXPECT_EQ(problem_of(rows[2]), "must be 男 or 女");
  EXPECT_EQ(problem_of(rows[3]), "there is no department 没有的部门");
  EXPECT_EQ(rows[4].at("action"), "add");
  EXPECT_EQ(problem_of(rows[5]), "stands in the file more than once");
  EXPECT_FALSE(problem_of(rows[6]).empty());
  EXPECT_EQ(problem_of(rows[7]), "is missing");
  EXPECT_EQ(rows[8].at("action"), "add");  // text, whatever it looks like
  EXPECT_EQ(import.at("errors"), 7);
}

TEST(Import, BringsEverythingTheTemplateTells) {
  ImportWorld world;
  const std::string header = "姓名,帐号,别名,性别,手机,座机,个人邮箱\n";
  world.apply(world.check(header + "张三,zhang,三哥,男,13800000012,010-1234,zhang@example.com\n"));
  EXPECT_EQ(
      world.value("SELECT concat_ws(' ', alias, gender, mobile, telephone, email) FROM members WHERE userid = 'zhang'"),
      "三哥 male 13800000012 010-1234 zhang@example.com");
  EXPECT_EQ(
      world.value("SELECT count(*) FROM member_keys k JOIN members m USING (corp_id, principal_id) WHERE m.userid = "
                  "'zhang' AND k.key = '三哥'"),
      "1");
  const Json import = world.check(
      header +
      "张三,zhang,,女,,,\n李四,li,,,+86 138-0000-0012,,\n王五,wang,,,13900000000,,\n赵六,zhao,,,13900000000,,\n");
  const Json rows = world.rows(import);
  EXPECT_EQ(rows[0].at("changes"), Json::array({"性别"}));
  EXPECT_EQ(problem_of(rows[1]), "is somebody else's");
  EXPECT_EQ(rows[2].at("action"), "add");
  EXPECT_EQ(problem_of(rows[3]), "stands in the file more than once");
}

TEST(Import, KeepsSlashesInNamesOfDepartments) {
  ImportWorld world;
  world.apply(world.check("姓名,帐号,部门\nA,a,R\\/D/Lab\nB,b,R\\/D\n", true));
  EXPECT_EQ(world.value("SELECT name FROM departments WHERE level = 2"), "R/D");
  EXPECT_EQ(world.places("a"), "R\\/D/Lab*");
}

TEST(Import, RefusesFilesThatSetWhatTheyMustNot) {
  ImportWorld world;
  for (const char* header : {"角色", "密码", "status", "id", "离职"}) {
    world.check(std::string("姓名,帐号,") + header + "\nA,a,x\n");
    EXPECT_EQ(world.last_job.at("status"), "failed") << header;
    EXPECT_NE(world.last_job.at("reason").get<std::string>().find(header), std::string::npos);
  }
  world.check("name of,account of\nA,a\n");
  EXPECT_EQ(world.last_job.at("reason"), "there is no row of headers: the columns 姓名 and 帐号 are needed");
}

TEST(Import, PassesOverColumnsItDoesNotKnow) {
  ImportWorld world;
  const Json import = world.check("姓名,帐号,激活状态,禁用状态,微信插件\nA,a,已激活,启用,是\n");
  EXPECT_EQ(import.at("adds"), 1);
  EXPECT_EQ(import.at("ignored_columns"), Json::array({"激活状态", "禁用状态", "微信插件"}));
}

TEST(Import, JudgesOnceMoreWhenItIsApplied) {
  ImportWorld world;
  const Json import = world.check("姓名,帐号\nA,a\nB,b\n");
  world.apply(world.check("姓名,帐号\nA,a\n"));
  const PrincipalId b = world.person("b");
  world.set_status("b", "left");
  const Json applied = world.apply(import);
  EXPECT_EQ(applied.at("applied"), 1);  // a is there already, as the table wants it
  EXPECT_EQ(applied.at("failed"), 1);
  EXPECT_EQ(problem_of(world.rows(import)[1]), "belongs to somebody who has left the company");
  EXPECT_FALSE(b.empty());
}

TEST(Import, IsAppliedOnceAndByItsMakerOnly) {
  ImportWorld world;
  world.admin("bob");
  const Json import = world.check("姓名,帐号\nA,a\n");
  EXPECT_EQ(world.call("bob", "import.get", {{"import", import.at("id")}}).at("code"), "not_found");
  EXPECT_EQ(world.call("bob", "import.apply", {{"import", import.at("id")}}).at("code"), "not_found");
  world.apply(import);
  EXPECT_EQ(world.apply(import).at("code"), "conflict");
}

TEST(Import, IsNotForMembers) {
  ImportWorld world;
  world.person("mia");
  const FileId file = world.files.add("x.csv", "姓名,帐号\n");
  EXPECT_EQ(world.call("mia", "import.start", {{"file", file.str()}}).at("code"), "forbidden");
}

TEST(Import, EndsWhenItsMakerMayNoLongerDoIt) {
  ImportWorld world;
  const Json import = world.check("姓名,帐号\nA,a\n");
  world.jobs->stop();
  const Json next = world.call("ada", "import.apply", {{"import", import.at("id")}});
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    identity::set_role(tx, world.person("ada"), api::Role::member);
    return 0;
  });
  db::JobRunnerOptions options;
  options.database = world.pool(1);
  world.jobs = std::make_unique<db::JobRunner>(options, world.clock, transfer_jobs(world.files), [](const auto&) {});
  EXPECT_EQ(world.ended(next.at("job")).at("status"), "failed");
  EXPECT_EQ(world.value("SELECT count(*) FROM members WHERE userid = 'a'"), "0");
}

/// How many files this process has open that have no name any more: what readers keep of tables.
std::ptrdiff_t open_tables() {
  std::ptrdiff_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry, gone).string();
    if (target.ends_with("(deleted)")) ++count;
  }
  return count;
}

TEST(Import, LetsGoOfTheTableWhenItIsCancelled) {
  ImportWorld world;
  world.jobs->stop();
  std::string table = "姓名,帐号\n";
  for (int i = 0; i < 1500; ++i)
    table += "N,n" + std::to_string(i) + "\n";
  const FileId file = world.files.add("people.csv", table);
  const Json import = world.call("ada", "import.start", {{"file", file.str()}});
  db::Job job{db::JobId::parse(import.at("job").get<std::string>()).value(), world.corp, "import.check", {}};
  job.state.text = Json{{"import", import.at("id")}}.dump();
  const auto kinds = transfer_jobs(world.files);
  const auto before = open_tables();
  const auto next = world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    return kinds.at("import.check").step(tx, job).next;
  });
  ASSERT_EQ(next, db::Next::again);
  ASSERT_EQ(open_tables(), before + 1) << "stands where the first thousand rows end";
  kinds.at("import.check").let_go(db::JobId::make());
  EXPECT_EQ(open_tables(), before + 1) << "another job";
  kinds.at("import.check").let_go(job.id);
  EXPECT_EQ(open_tables(), before);
}

struct JudgeTest : testing::Test {
  JudgeTest() {
    world.apply(world.check("姓名,帐号,部门\nN,north,销售/北\nS,south,销售/南\nB,both,销售/北;销售/南\n", true));
    north.paths = {world.value("SELECT path FROM departments WHERE name = '北'")};
  }
  /// What a regional administrator is told about one row.
  std::string told(
      const std::string& userid, std::vector<std::string> departments, const std::string& name = "New name") {
    ParsedRow row{2, {}, {}};
    row.wanted.userid = userid;
    row.wanted.name = name;
    if (!departments.empty()) row.wanted.departments = std::move(departments);
    api::Caller caller;
    caller.corp = world.corp;
    caller.principal = world.person("rita");
    return world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      std::set<std::string> missing;
      const auto judged = judge(tx, {row}, {north, caller, true, makes}, missing);
      if (!judged[0].parsed.problems.empty()) return judged[0].parsed.problems[0].reason;
      return std::string(boost::describe::enum_to_string(judged[0].action, ""));
    });
  }
  ImportWorld world;
  identity::Reach north, makes{true, {}};
};

TEST_F(JudgeTest, HoldsReachOverTargetsAndMembers) {
  EXPECT_EQ(told("north", {}), "update");
  EXPECT_EQ(told("new", {"销售/北"}), "add");
  EXPECT_EQ(told("new", {"销售/北/新"}), "add");
  EXPECT_NE(told("new", {"销售/南"}).find("does not reach the department"), std::string::npos);
  EXPECT_NE(told("new", {"销售/东"}).find("does not reach the department"), std::string::npos);
  EXPECT_NE(told("new", {}).find("is missing"), std::string::npos);
  EXPECT_NE(told("south", {}).find("does not reach this member"), std::string::npos);
  EXPECT_NE(told("both", {"销售/北"}).find("take the member out"), std::string::npos);
  EXPECT_NE(told("ada", {"销售/北"}).find("may do more"), std::string::npos);
}

TEST_F(JudgeTest, MakesDepartmentsOnlyWhereTheImporterMay) {
  makes = {};
  EXPECT_NE(told("new", {"销售/北/新"}).find("may not make it"), std::string::npos);
  EXPECT_EQ(told("new", {"销售/北"}), "add");
}

TEST_F(JudgeTest, LetsWhatIsBeyondReachStandAsItIs) {
  EXPECT_EQ(told("both", {"销售/北", "销售/南"}), "update");
  EXPECT_EQ(told("both", {"销售/北", "销售/南"}, "B"), "unchanged");
  EXPECT_NE(
      told("both", {"销售/南", "销售/北"}).find("does not reach the department"), std::string::npos);  // the main one
}

TEST_F(JudgeTest, RefusesWhoHoldsAnyRoleThatTheImporterLacks) {
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    db::exec(
        tx,
        "INSERT INTO role_assignments (corp_id, principal_id, role_id, company, granted_at) SELECT m.corp_id, "
        "m.principal_id, r.id, true, now() FROM members m JOIN roles r ON r.corp_id = m.corp_id AND r.builtin = "
        "'auditor' WHERE m.userid = 'north'");
    db::exec(tx, "UPDATE members SET administers = true WHERE userid = 'north'");
    return 0;
  });
  EXPECT_NE(told("north", {"销售/北"}).find("may do more"), std::string::npos);
}

TEST(Import, CarriesTheCompanysOwnFieldsThereAndBack) {
  ImportWorld world;
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    create_field(tx, {0, "工号", FieldKind::number, {}, true, 0}, {});
    create_field(tx, {0, "地址", FieldKind::text, {}, true, 0}, {});
    return 0;
  });
  const std::string table = "姓名,帐号,工号(数字),地址,企业邮箱\n张三,zhang,17,北京,z@corp.example\n李四,li,none,,\n";
  const Json import = world.check(table);
  EXPECT_EQ(import.at("ignored_columns"), Json::array({"企业邮箱"}));
  EXPECT_EQ(world.rows(import)[1]["problems"][0]["column"], "工号");
  world.apply(import);
  EXPECT_EQ(world.value("SELECT fields->>'1' || (fields->>'2') FROM members WHERE userid = 'zhang'"), "17北京");
  EXPECT_EQ(world.check(table).at("unchanged"), 1);
  const Json changed = world.check("姓名,帐号,工号\n张三,zhang,18\n");
  EXPECT_EQ(world.rows(changed)[0].at("changes"), Json::array({"工号"}));
  world.apply(changed);
  EXPECT_EQ(world.value("SELECT fields->>'1' || (fields->>'2') FROM members WHERE userid = 'zhang'"), "18北京");
  const Json done = world.ended(world.call("ada", "export.start", {{"format", "csv"}}).at("id"));
  const auto id = FileId::parse(done["result"]["file"].get<std::string>()).value();
  EXPECT_NE(world.files.content(id).find("部门负责人,工号,地址,激活状态"), std::string::npos);
  const Json again = world.check(world.files.content(id));
  EXPECT_EQ(again.at("unchanged"), 2) << world.rows(again).dump();
}

TEST(Export, ComesBackUnchanged) {
  ImportWorld world;
  world.apply(
      world.check("姓名,帐号,职务,部门,部门负责人\n张三,zhang,=1+1,R\\/D/Lab;销售,是;否\n\"李,四\",li,,销售,\n", true));
  for (const char* format : {"xlsx", "csv"}) {
    const Json job = world.call("ada", "export.start", {{"format", format}});
    const Json done = world.ended(job.at("id"));
    ASSERT_EQ(done.at("status"), "done") << done.dump();
    const auto id = FileId::parse(done["result"]["file"].get<std::string>()).value();
    const Json import = world.check(world.files.content(id));
    EXPECT_EQ(import.at("unchanged"), 3) << world.rows(import).dump();
    EXPECT_EQ(import.at("errors"), 0);
  }
}

TEST(ImportPlans, UseAnIndexForEveryTableThatGrows) {
  ImportWorld world;
  const Json import = world.check("姓名,帐号,部门\nA,a,销售\n", true);
  world.apply(import);
  const auto connection = db::connect(world.pool(1));
  db::Tx tx(*connection, world.clock);
  tx.set_corp(world.corp);
  const ImportId id = ImportId::parse(import.at("id").get<std::string>()).value();
  store::root_name(tx);
  store::owners_of_mobiles(tx, {"1"});
  store::owners_of_emails(tx, {"a@b.c"});
  store::departments_at(tx, {"销售", ""});
  store::members_by_userid(tx, {"a"});
  store::load_import(tx, id, true);
  store::list_imports(tx, world.person("ada"), {}, 10);
  store::staged_userids(tx, id, {"a"});
  store::rows_to_apply(tx, id, 0, 10);
  store::settle_rows(tx, id, {{2, {}}});
  store::list_rows(tx, id, {}, 0, 10);
  store::list_rows(tx, id, ImportAction::add, 0, 10);
  store::new_departments(tx, id, "", 10);
  store::purge_imports(tx, tx.now(), 10);
  for (const std::string& read : test::whole_reads(tx))
    ADD_FAILURE() << read;
}

}  // namespace
}  // namespace weft::directory
