// What the migration to departments makes of a company that was there before.
#include "support/postgres.hpp"
#include <weft/db/migrations.hpp>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

namespace weft::directory {
namespace {

std::string value(const std::string& url, const std::string& sql) {
  pqxx::connection connection(url);
  pqxx::nontransaction work(connection);
  const auto row = work.exec1(sql);
  return row[0].is_null() ? "NULL" : row[0].c_str();
}

/// A database as it was before there were departments, with three members of one company, brought up to date.
std::string upgraded() {
  const std::string url = test::empty_database();
  const auto all = db::embedded_migrations();
  const auto departments = std::find_if(
      all.begin(), all.end(), [](const db::Migration& m) { return m.name.ends_with("_departments"); });
  db::migrate(url, {all.begin(), departments});
  pqxx::connection connection(url);
  pqxx::work work(connection);
  work.exec("INSERT INTO companies VALUES ('00000000-0000-0000-0000-0000000000c0', 'acme', 'Acme', now())");
  const std::string members[][4] = {
      {"a", "Acme/Sales/North", "active", "'hash'"},
      {"b", "Sales/ North /", "disabled", "'hash'"},
      {"c", "R&D: \"new\"/" + std::string(100, 'x'), "active", "NULL"},
      {"d", "", "active", "'hash'"},
      {"e", "Gone", "left", "NULL"}};
  for (const auto& [userid, department, status, hash] : members) {
    const std::string id = "'00000000-0000-0000-0000-00000000000" + userid + "'";
    const std::string corp = "'00000000-0000-0000-0000-0000000000c0'";
    work.exec(
        "INSERT INTO principals (id, corp_id, kind, name, status, created_at) VALUES (" + id + ", " + corp +
        ", 'member', 'x', '" + status + "', now())");
    work.exec(
        "INSERT INTO members (principal_id, corp_id, userid, department, password_hash) VALUES (" + id + ", " + corp +
        ", '" + userid + "', " + work.quote(department) + ", " + hash + ")");
  }
  work.commit();
  connection.disconnect();
  db::migrate(url, all);
  return url;
}

TEST(DepartmentsMigration, MakesDepartmentsOfTheTextsOfMembers) {
  const std::string url = upgraded();
  const std::string shown =
      "SELECT string_agg(m.userid || '=' || coalesce(d.full_name, '-'), ' ' ORDER BY m.userid) FROM members m "
      "LEFT JOIN departments d ON d.corp_id = m.corp_id AND d.number = m.main_department";
  EXPECT_EQ(value(url, shown), "a=Sales/North b=Sales/North c=R&D- -new-/" + std::string(64, 'x') + " d= e=-");
  EXPECT_EQ(
      value(url, "SELECT string_agg(path, ' ' ORDER BY path) FROM departments"), "/1/ /1/2/ /1/2/3/ /1/4/ /1/4/5/");
  EXPECT_EQ(value(url, "SELECT next_department || ',' || department_count FROM directory_heads"), "6,5");
  EXPECT_EQ(value(url, "SELECT count(*) FROM department_members WHERE main"), "4");
}

TEST(DepartmentsMigration, FindsOutWhoHasNotComeYet) {
  EXPECT_EQ(
      value(upgraded(), "SELECT string_agg(status, ' ' ORDER BY id) FROM principals"),
      "active disabled not_activated active left");
}

}  // namespace
}  // namespace weft::directory
