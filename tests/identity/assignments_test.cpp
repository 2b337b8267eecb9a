// role.assign and unassign: nobody gives what they do not hold, wider than they hold it, or to whom they do not reach.
#include "identity/administrators.hpp"

#include <thread>

namespace weft::identity {
namespace {

class AssignmentsTest : public AdministratorsTest {};

TEST_F(AssignmentsTest, GiveAPersonPermissionsWithTheirScope) {
  give("directory_admin", "dora", {"North"});
  const std::string dora = token("dora");
  const Json members = granted(dora, "members_manage");
  EXPECT_EQ(members.at("company"), false);
  EXPECT_EQ(members.at("departments"), Json::array({department("North")}));
  EXPECT_TRUE(granted(dora, "tags_manage").is_null()) << "tags are the company's: not given for departments";
  give("directory_admin", "dora");
  EXPECT_EQ(granted(dora, "members_manage").at("company"), true);
  EXPECT_FALSE(granted(dora, "tags_manage").is_null());
}

TEST_F(AssignmentsTest, ADepartmentBelowAnotherIsSaidOnce) {
  give("directory_admin", "dora", {"North", "North/Sales", "South"});
  EXPECT_EQ(
      granted(token("dora"), "members_manage").at("departments"), (Json{department("North"), department("South")}));
}

TEST_F(AssignmentsTest, SeveralRolesAddUp) {
  give(role("A", {"members_manage"}), "dora", {"North"});
  give(role("B", {"members_manage", "passwords_reset"}), "dora", {"South"});
  give("auditor", "dora");
  const std::string dora = token("dora");
  EXPECT_EQ(granted(dora, "members_manage").at("departments").size(), 2U);
  EXPECT_EQ(granted(dora, "passwords_reset").at("departments"), Json::array({department("South")}));
  EXPECT_EQ(granted(dora, "audit_read").at("company"), true);
}

TEST_F(AssignmentsTest, SayWhereTheyHold) {
  const ApiError neither = world_.error("role.assign", {{"role", "auditor"}, {"member", "carl"}}, olga_);
  EXPECT_EQ(neither.field(), "departments");
  Json both = assignment("directory_admin", "carl", {"North"});
  both["company"] = true;
  EXPECT_EQ(world_.error("role.assign", both, olga_).field(), "departments");
  Json unknown = assignment("directory_admin", "carl", {"North"});
  unknown["departments"].push_back(999);
  EXPECT_EQ(world_.error("role.assign", unknown, olga_).field(), "departments[1]");
  EXPECT_EQ(world_.error("role.assign", assignment("owner", "carl", {"North"}), olga_).field(), "departments");
  EXPECT_EQ(world_.error("role.assign", assignment("auditor", "carl", {"North"}), olga_).field(), "departments")
      << "nothing of it can be held for departments";
  EXPECT_EQ(world_.count("role_assignments WHERE principal_id = '" + ids_["carl"].str() + "'"), 0);
}

TEST_F(AssignmentsTest, NobodyGivesWhatTheyDoNotHold) {
  give(role("Recruiter", {"members_manage", "roles_manage"}), "dora");
  const std::string dora = token("dora");
  const std::string strong = role("Strong", {"members_manage", "audit_read"});
  for (const std::string wanted : {"owner", "admin", "auditor", "directory_admin", strong.c_str()})
    EXPECT_EQ(code("role.assign", assignment(wanted, "carl"), dora), "forbidden") << wanted;
  EXPECT_EQ(code("role.assign", assignment("owner", "dora"), dora), "forbidden") << "nor to oneself";
  EXPECT_EQ(code("role.assign", assignment(role("Weak", {"members_manage"}), "carl"), dora), "ok");
  EXPECT_EQ(code("member.set_role", {{"member", "carl"}, {"role", "admin"}}, dora), "forbidden");
  EXPECT_EQ(code("member.create", {{"userid", "x"}, {"name", "X"}, {"role", "admin"}}, dora), "forbidden");
}

TEST_F(AssignmentsTest, NobodyGivesWiderThanTheyHold) {
  const std::string regional = role("Regional", {"members_manage", "roles_manage"});
  give(regional, "rita", {"North"});
  const std::string rita = token("rita");
  EXPECT_EQ(code("role.assign", assignment(regional, "anna"), rita), "forbidden");
  EXPECT_EQ(code("role.assign", assignment(regional, "anna", {"South"}), rita), "forbidden");
  EXPECT_EQ(code("role.assign", assignment(regional, "anna", {"North", "South"}), rita), "forbidden");
  EXPECT_EQ(code("role.assign", assignment(regional, "rita"), rita), "forbidden") << "nor for oneself";
  EXPECT_EQ(code("role.assign", assignment(regional, "anna", {"North"}), rita), "ok");
  EXPECT_EQ(code("role.assign", assignment(regional, "nils", {"North/Sales"}), rita), "ok");
}

TEST_F(AssignmentsTest, NobodyGivesOutsideTheirDepartments) {
  const std::string regional = role("Regional", {"members_manage", "roles_manage"});
  give(regional, "rita", {"North"});
  const std::string rita = token("rita");
  for (const std::string userid : {"ben", "carl", "olga"})
    EXPECT_EQ(code("role.assign", assignment(regional, userid, {"North"}), rita), "forbidden") << userid;
  give(regional, "ben", {"North"});
  EXPECT_EQ(code("role.unassign", {{"role", regional}, {"member", "ben"}}, rita), "forbidden");
}

TEST_F(AssignmentsTest, MixedScopesAreComparedPermissionByPermission) {
  // Gives roles everywhere, but runs members in the North only.
  give(role("Giver", {"roles_manage"}), "dora");
  give(role("North", {"members_manage"}), "dora", {"North"});
  const std::string members = role("Members", {"members_manage"});
  const std::string dora = token("dora");
  EXPECT_EQ(code("role.assign", assignment(members, "anna"), dora), "forbidden");
  EXPECT_EQ(code("role.assign", assignment(members, "anna", {"South"}), dora), "forbidden");
  EXPECT_EQ(code("role.assign", assignment(members, "anna", {"North/Sales"}), dora), "ok");
}

TEST_F(AssignmentsTest, NobodyTakesWhatTheyCouldNotGive) {
  give("auditor", "carl");
  give(role("Recruiter", {"members_manage", "roles_manage"}), "dora");
  const std::string dora = token("dora");
  EXPECT_EQ(code("role.unassign", {{"role", "auditor"}, {"member", "carl"}}, dora), "forbidden");
  EXPECT_EQ(code("role.unassign", {{"role", "owner"}, {"member", "olga"}}, dora), "forbidden");
  EXPECT_EQ(code("member.set_role", {{"member", "adam"}, {"role", "member"}}, dora), "forbidden");
}

TEST_F(AssignmentsTest, NarrowingAGrantNeedsWhatItWas) {
  const std::string regional = role("Regional", {"members_manage", "roles_manage"});
  give(regional, "rita", {"North"});
  give(regional, "anna", {"North", "South"});
  EXPECT_EQ(code("role.assign", assignment(regional, "anna", {"North"}), token("rita")), "forbidden")
      << "that would take the South away";
}

TEST_F(AssignmentsTest, AllPermissionsDoNotMakeAnOwner) {
  std::vector<std::string> all;
  const Json list = world_.ok("permission.list", Json::object(), olga_);
  for (const Json& item : list.at("items"))
    all.push_back(item.at("permission"));
  give(role("Everything", all), "dora");
  const std::string dora = token("dora");
  EXPECT_EQ(code("role.assign", assignment("owner", "dora"), dora), "forbidden");
  EXPECT_EQ(code("member.set_role", {{"member", "dora"}, {"role", "owner"}}, dora), "forbidden");
  EXPECT_EQ(code("role.unassign", {{"role", "owner"}, {"member", "olga"}}, dora), "forbidden");
  EXPECT_EQ(code("member.set_status", {{"member", "olga"}, {"status", "disabled"}}, dora), "forbidden");
  EXPECT_EQ(code("role.assign", assignment("admin", "carl"), dora), "ok");
}

TEST_F(AssignmentsTest, TheRankFollows) {
  give("admin", "carl");
  EXPECT_EQ(world_.ok("principal.get", {{"principal", "carl"}}, olga_).at("role"), "admin");
  give("owner", "carl");
  EXPECT_EQ(world_.ok("principal.get", {{"principal", "carl"}}, olga_).at("role"), "owner");
  world_.ok("role.unassign", {{"role", "owner"}, {"member", "carl"}}, olga_);
  EXPECT_EQ(world_.ok("principal.get", {{"principal", "carl"}}, olga_).at("role"), "admin");
  give("auditor", "anna");
  EXPECT_EQ(world_.ok("principal.get", {{"principal", "anna"}}, olga_).at("role"), "member");
  world_.ok("member.set_role", {{"member", "carl"}, {"role", "member"}}, olga_);
  EXPECT_EQ(world_.count("role_assignments WHERE principal_id = '" + ids_["carl"].str() + "'"), 0);
  EXPECT_EQ(permissions(token("carl")), Json::array());
}

TEST_F(AssignmentsTest, TheRankOfAnAdministratorOfDepartmentsIsTakenAndWidened) {
  const auto held = [&] { return world_.ok("role.assignments", {{"member", "carl"}}, olga_).at("items"); };
  give("admin", "carl", {"North"});
  EXPECT_EQ(world_.ok("principal.get", {{"principal", "carl"}}, olga_).at("role"), "member");
  world_.ok("member.set_role", {{"member", "carl"}, {"role", "member"}}, olga_);
  EXPECT_TRUE(held().empty()) << "taken, though the rank was that of a member before";
  EXPECT_EQ(permissions(token("carl")), Json::array());
  const Json row =
      world_.ok("audit.list", {{"action", "member.set_role"}, {"target", "carl"}}, olga_).at("items").at(0);
  EXPECT_EQ(row.at("detail").at("before").at("admin_of"), Json::array({department("North")}));
  give("admin", "carl", {"North"});
  EXPECT_EQ(world_.ok("member.set_role", {{"member", "carl"}, {"role", "admin"}}, olga_).at("role"), "admin");
  ASSERT_EQ(held().size(), 1U);
  EXPECT_EQ(held().at(0).at("company"), true);
  EXPECT_EQ(held().at(0).at("departments"), Json::array());
  give("directory_admin", "anna", {"North"});
  world_.ok("member.set_role", {{"member", "anna"}, {"role", "member"}}, olga_);
  EXPECT_FALSE(granted(token("anna"), "members_manage").is_null()) << "a role of its own, which no rank stands for";
}

TEST_F(AssignmentsTest, TheDepartmentsOfWhoBecomesOwnerAreInTheAudit) {
  const auto held = [&] {
    std::string roles;
    const Json items = world_.ok("role.assignments", {{"member", "carl"}}, olga_).at("items");
    for (const Json& item : items)
      roles += item.at("role").at("name").get<std::string>() + " ";
    return roles;
  };
  const auto last = [&] {
    return world_.ok("audit.list", {{"action", "member.set_role"}, {"target", "carl"}}, olga_)
        .at("items")
        .at(0)
        .at("detail");
  };
  give("admin", "carl", {"North"});
  world_.ok("member.set_role", {{"member", "carl"}, {"role", "owner"}}, olga_);
  EXPECT_EQ(last().at("before"), Json({{"role", "member"}, {"admin_of", {department("North")}}}));
  const std::string owner_only = held();
  give("admin", "carl", {"South"});
  EXPECT_NE(held(), owner_only);
  world_.ok("member.set_role", {{"member", "carl"}, {"role", "owner"}}, olga_);
  EXPECT_EQ(held(), owner_only) << "nothing stands beside the rank";
  EXPECT_EQ(last().at("before"), Json({{"role", "owner"}, {"admin_of", {department("South")}}}));
}

TEST_F(AssignmentsTest, SetRoleSaysToWhoHoldsDepartmentsOnlyWhyNot) {
  give(role("Regional", {"members_manage", "roles_manage"}), "rita", {"North"});
  for (const char* rank : {"member", "admin", "owner"}) {
    const ApiError error = world_.error("member.set_role", {{"member", "anna"}, {"role", rank}}, token("rita"));
    EXPECT_EQ(error.code(), Errc::forbidden) << rank;
    EXPECT_EQ(error.detail(), "this needs the permission for the whole company");
  }
}

TEST_F(AssignmentsTest, TheLastOwnerStays) {
  EXPECT_EQ(code("role.unassign", {{"role", "owner"}, {"member", "olga"}}, olga_), "conflict");
  give("owner", "carl");
  EXPECT_EQ(code("role.unassign", {{"role", "owner"}, {"member", "olga"}}, olga_), "ok");
  EXPECT_EQ(code("role.unassign", {{"role", "owner"}, {"member", "carl"}}, token("carl")), "conflict");
}

TEST_F(AssignmentsTest, OwnersWhoStepDownAtOnceLeaveOne) {
  for (int round = 0; round < 10; ++round) {
    as_acme([&](db::Tx& tx) {
      set_role(tx, find_person(tx, {"olga"}), api::Role::owner);
      set_role(tx, ids_["carl"], api::Role::owner);
    });
    const std::string olga = token("olga"), carl = token("carl");
    std::string first, second;
    std::thread one([&] { first = code("role.unassign", {{"role", "owner"}, {"member", "olga"}}, olga); });
    std::thread two([&] { second = code("role.unassign", {{"role", "owner"}, {"member", "carl"}}, carl); });
    one.join();
    two.join();
    EXPECT_EQ(world_.count("members WHERE role = 'owner'"), 1) << first << " " << second;
  }
}

TEST_F(AssignmentsTest, AreAuditedWithBeforeAndAfter) {
  give("directory_admin", "dora", {"North"});
  give("directory_admin", "dora", {"South"});
  give("directory_admin", "dora", {"South"});
  world_.ok("role.unassign", {{"role", "directory_admin"}, {"member", "dora"}}, olga_);
  const std::string row = "audit_log WHERE target = '" + ids_["dora"].str() + "'";
  const std::string south = "{\"departments\": [" + std::to_string(department("South")) + "]}";
  EXPECT_EQ(world_.count(row + " AND action = 'role.assign'"), 2) << "the third changed nothing";
  EXPECT_EQ(
      world_.count(
          row + " AND action = 'role.assign' AND detail->'after' = '" + south + "' AND detail->'before' <> 'null'"),
      1);
  EXPECT_EQ(world_.count(row + " AND action = 'role.unassign' AND detail->'before' = '" + south + "'"), 1);
}

TEST_F(AssignmentsTest, AreListedByPersonRoleAndRegion) {
  const std::string regional = role("Regional", {"members_manage", "roles_manage"});
  give(regional, "rita", {"North"});
  give(regional, "ben", {"South"});
  give("auditor", "anna");
  const auto count = [&](const Json& input, const std::string& who) {
    return world_.ok("role.assignments", input, who).at("items").size();
  };
  EXPECT_EQ(count(Json::object(), olga_), 5U);
  EXPECT_EQ(count({{"role", regional}}, olga_), 2U);
  EXPECT_EQ(count({{"member", "anna"}}, olga_), 1U);
  EXPECT_EQ(count(Json::object(), token("rita")), 2U) << "rita and anna are in the North";
  std::size_t paged = 0;
  Json input = {{"limit", 2}};
  for (int page = 0; page < 5; ++page) {
    const Json answer = world_.ok("role.assignments", input, olga_);
    paged += answer.at("items").size();
    if (answer.at("next_cursor").is_null()) break;
    input["cursor"] = answer.at("next_cursor");
  }
  EXPECT_EQ(paged, 5U);
}

TEST_F(AssignmentsTest, EndWithTheirDepartment) {
  give("directory_admin", "dora", {"South"});
  as_acme([&](db::Tx& tx) {
    db::exec(
        tx,
        "DELETE FROM department_members m USING departments d WHERE m.corp_id = $1 AND m.department = d.number AND "
        "d.name "
        "= 'South'",
        acme_);
    db::exec(tx, "DELETE FROM departments WHERE corp_id = $1 AND name = 'South'", acme_);
  });
  EXPECT_EQ(permissions(token("dora")), Json::array());
  EXPECT_EQ(code("member.create", {{"userid", "x"}, {"name", "X"}}, token("dora")), "forbidden");
}

TEST_F(AssignmentsTest, AreBoundedForAPerson) {
  for (int i = 0; i < 20; ++i)
    give(role("Role " + std::to_string(i), {"tags_manage"}), "carl");
  EXPECT_EQ(code("role.assign", assignment("auditor", "carl"), olga_), "conflict");
}

}  // namespace
}  // namespace weft::identity
