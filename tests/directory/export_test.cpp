// What a table of members may hold, and by which rights it is read later.
#include "directory/import_world.hpp"
#include "directory/tables.hpp"
#include <weft/directory/fields.hpp>

namespace weft::directory {
namespace {

/// A/North: nora. A: sam. B: bob. A and B: kim, who is first of all in A. Exports are made by reg.
struct Exports : testing::Test {
  Exports() {
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      create_field(tx, {0, "Desk", FieldKind::text, {}, true, 0}, {});
      create_field(tx, {0, "Pay", FieldKind::text, {}, false, 0}, {});
      return 0;
    });
    world.apply(world.check(
        "姓名,帐号,部门,Desk,Pay\nN,nora,A/North,d1,p1\nS,sam,A,d2,p2\nB,bob,B,d3,p3\nK,kim,A;B,d4,\n", true));
    world.person("reg");
  }
  std::string number(const std::string& department) {
    return world.value("SELECT number FROM departments WHERE full_name = '" + department + "'");
  }
  /// A role with this one permission over these departments.
  void give(const std::string& permission, const std::vector<std::string>& departments) {
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      db::exec(
          tx,
          "WITH role AS (INSERT INTO roles (corp_id, id, name, permissions, created_at, changed_at) VALUES ($1, "
          "gen_random_uuid(), $2, ARRAY[$2::text], now(), now()) RETURNING id) INSERT INTO role_assignments (corp_id, "
          "principal_id, role_id, company, granted_at) SELECT $1, $3, id, $4, now() FROM role",
          world.corp, permission, world.person("reg"), departments.empty());
      db::exec(
          tx,
          "INSERT INTO role_scopes (corp_id, principal_id, role_id, department) SELECT $1, $3, r.id, d.number FROM "
          "roles "
          "r, departments d WHERE r.corp_id = $1 AND r.name = $2 AND d.corp_id = $1 AND d.full_name = ANY($4::text[])",
          world.corp, permission, world.person("reg"), db::array_literal(departments));
      return db::exec(tx, "UPDATE members SET administers = true WHERE userid = 'reg'").affected_rows();
    });
  }
  /// The table. Asked of the job itself: what somebody holds may have changed since the operation looked.
  std::string table(const std::string& department = {}) {
    const db::JobId id = world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      db::NewJob job;
      job.kind = "export";
      job.state.text =
          Json{{"format", "csv"}, {"department", department.empty() ? Json() : Json(std::stoll(number(department)))}}
              .dump();
      job.started_by = world.person("reg");
      return db::enqueue(tx, job);
    });
    const Json done = world.ended(id.str());
    EXPECT_EQ(done.at("status"), "done") << done;
    return world.files.content(FileId::parse(done.at("result").at("file").get<std::string>()).value());
  }
  /// "nora sam": whose rows are in a table.
  static std::string people(const std::string& table) {
    std::string found;
    for (const char* userid : {"nora", "sam", "bob", "kim", "ada"})
      if (table.find(std::string(",") + userid + ",") != std::string::npos) found += std::string(" ") + userid;
    return found;
  }
  /// "directory_export: A/North, B": what the last table is read by.
  std::string needed() {
    std::string text;
    for (const files::Needed& one : world.files.needed) {
      text += (text.empty() ? "" : "; ") + std::string(boost::describe::enum_to_string(one.permission, "")) + ":";
      for (const std::int64_t department : one.departments)
        text += " /" + world.value("SELECT full_name FROM departments WHERE number = " + std::to_string(department));
    }
    return text;
  }
  ImportWorld world;
};

TEST_F(Exports, AreReadByTheDepartmentsTheirPeopleCameFrom) {
  give("directory_export", {"A/North", "B"});
  EXPECT_EQ(people(table("A/North")), " nora");
  EXPECT_EQ(needed(), "directory_export: /A/North");
  EXPECT_EQ(people(table()), " nora bob kim");
  EXPECT_EQ(needed(), "directory_export: /A/North /B");
  EXPECT_EQ(people(table("A")), " nora kim");
  EXPECT_EQ(needed(), "directory_export: /A/North /B") << "kim is in the reach by B alone";
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    return db::exec(
               tx,
               "UPDATE department_members SET department = (SELECT number FROM departments WHERE full_name = "
               "'A/North') WHERE main AND principal_id = (SELECT principal_id FROM members WHERE userid = 'kim')")
        .affected_rows();
  });
  EXPECT_EQ(people(table("A")), " nora kim");
  EXPECT_EQ(needed(), "directory_export: /A/North") << "all of them are in the reach by a department below A";
}

TEST_F(Exports, WithWhatOnlyManagersAreToldAreReadByThem) {
  give("directory_export", {});
  give("members_manage", {"A/North"});
  const std::string all = table();
  EXPECT_NE(all.find("d2"), std::string::npos);
  EXPECT_NE(all.find("p1"), std::string::npos);
  EXPECT_EQ(all.find("p2"), std::string::npos);
  EXPECT_EQ(needed(), "directory_export: /; members_manage: /A/North");
  table("A/North");
  EXPECT_EQ(needed(), "directory_export: /A/North; members_manage: /A/North");
  EXPECT_EQ(people(table("B")), " bob kim");
  EXPECT_EQ(needed(), "directory_export: /B") << "nothing in it is for managers alone";
}

TEST_F(Exports, OfTheCompanyAreReadByARightOverTheCompany) {
  give("directory_export", {});
  EXPECT_EQ(people(table()), " nora sam bob kim ada");
  EXPECT_EQ(needed(), "directory_export: /");
  EXPECT_EQ(people(table("A")), " nora sam kim");
  EXPECT_EQ(needed(), "directory_export: /A");
}

}  // namespace
}  // namespace weft::directory
