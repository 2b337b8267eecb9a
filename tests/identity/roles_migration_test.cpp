// What the migration to roles makes of the ranks that were there before.
#include "support/postgres.hpp"
#include <weft/db/migrations.hpp>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

namespace weft::identity {
namespace {

const std::string kCorp = "'00000000-0000-0000-0000-0000000000c0'";

void insert_member(pqxx::work& work, const std::string& digit, const std::string& rank) {
  const std::string id = "'00000000-0000-0000-0000-00000000000" + digit + "'";
  work.exec(
      "INSERT INTO principals (id, corp_id, kind, name, created_at) VALUES (" + id + ", " + kCorp +
      ", 'member', 'x', now())");
  work.exec(
      "INSERT INTO members (principal_id, corp_id, userid, role) VALUES (" + id + ", " + kCorp + ", '" + rank + "', '" +
      rank + "')");
}

TEST(RolesMigration, RanksBecomeRolesOfTheCompany) {
  const std::string url = test::empty_database();
  const auto all = db::embedded_migrations();
  const auto roles = std::find_if(
      all.begin(), all.end(), [](const db::Migration& m) { return m.name.ends_with("_roles"); });
  ASSERT_NE(roles, all.end());
  db::migrate(url, {all.begin(), roles});
  {
    pqxx::connection connection(url);
    pqxx::work work(connection);
    work.exec("INSERT INTO companies VALUES (" + kCorp + ", 'acme', 'Acme', now())");
    insert_member(work, "1", "owner");
    insert_member(work, "2", "admin");
    insert_member(work, "3", "member");
    work.commit();
  }
  db::migrate(url, all);
  pqxx::connection connection(url);
  pqxx::nontransaction work(connection);
  const auto row = work.exec1(
      "SELECT string_agg(m.userid || ':' || coalesce(r.builtin, '') || ':' || m.administers, ' ' ORDER BY m.userid) "
      "FROM "
      "members m LEFT JOIN role_assignments a ON a.principal_id = m.principal_id AND a.company LEFT JOIN roles r ON "
      "r.id "
      "= a.role_id");
  EXPECT_EQ(row[0].as<std::string>(), "admin:admin:true member::false owner:owner:true");
}

}  // namespace
}  // namespace weft::identity
