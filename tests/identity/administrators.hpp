// A company with departments, people in them, and administrators of all sorts.
#pragma once
#include "identity/world.hpp"
#include <weft/identity/roles.hpp>

namespace weft::identity {

/// Departments: 1 the root, below it North with North/Sales, and South. anna is in North/Sales, ben in South, carl in
/// the root. olga is owner, adam admin; the others hold what a test gives them.
class AdministratorsTest : public testing::Test {
 protected:
  AdministratorsTest() {
    as_acme([&](db::Tx& tx) {
      for (const auto& [userid, department] :
           {std::pair("anna", "North/Sales"), std::pair("nils", "North/Sales"), std::pair("ben", "South"),
            std::pair("carl", ""), std::pair("rita", "North"), std::pair("dora", "")}) {
        ids_[userid] = create_member(
            tx, {.userid = userid, .name = userid, .department = department, .password_hash = "quick:correct horse"});
      }
      for (const auto& row : db::exec(tx, "SELECT full_name, number FROM departments WHERE corp_id = $1", acme_))
        departments_[db::text_of(row[0])] = db::number_of(row[1]);
    });
    ids_["adam"] = world_.member(acme_, "adam", api::Role::admin);
    olga_ = token("olga");
  }

  void as_acme(const std::function<void(db::Tx&)>& body) {
    world_.as_owner([&](db::Tx& tx) {
      tx.set_corp(acme_);
      body(tx);
    });
  }
  std::string token(const std::string& userid) { return world_.sign_in(userid, "acme").token; }
  std::string code(const std::string& operation, const Json& input, const std::string& token) {
    return code_of(world_.call(operation, input, token));
  }
  /// The number of the department with these names from below the root.
  std::int64_t department(const std::string& full_name) const { return departments_.at(full_name); }
  /// Makes a role as the owner; its id.
  std::string role(const std::string& name, const std::vector<std::string>& permissions) {
    return world_.ok("role.create", {{"name", name}, {"permissions", permissions}}, olga_).at("id");
  }
  /// Gives a role as the owner: for the company, or for departments by name.
  void give(const std::string& role, const std::string& userid, const std::vector<std::string>& departments = {}) {
    world_.ok("role.assign", assignment(role, userid, departments), olga_);
  }
  Json assignment(
      const std::string& role, const std::string& userid, const std::vector<std::string>& departments = {}) {
    Json input = {{"role", role}, {"member", userid}};
    if (departments.empty()) input["company"] = true;
    for (const auto& name : departments)
      input["departments"].push_back(department(name));
    return input;
  }
  Json permissions(const std::string& token) { return world_.ok("me.get", Json::object(), token).at("permissions"); }
  /// Of the permission, in me.get; null when it is not held.
  Json granted(const std::string& token, const std::string& permission) {
    for (const Json& item : permissions(token))
      if (item.at("permission") == permission) return item;
    return nullptr;
  }

  World world_;
  CorpId acme_ = world_.company("acme");
  std::map<std::string, PrincipalId> ids_;
  std::map<std::string, std::int64_t> departments_;
  std::string olga_;
};

}  // namespace weft::identity
