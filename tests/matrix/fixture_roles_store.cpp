// Who administers what in the matrix's company.
#include "matrix/fixture.hpp"

namespace weft::test {
namespace {

const std::string kAssign =
    "INSERT INTO role_assignments (corp_id, principal_id, role_id, company, granted_at) SELECT corp_id, $2, id, $4, "
    "now() "
    "FROM roles WHERE corp_id = $1 AND name = $3 ON CONFLICT DO NOTHING";
const std::string kPlace =
    "INSERT INTO role_scopes (corp_id, principal_id, role_id, department) SELECT a.corp_id, a.principal_id, a.role_id, "
    "d.number FROM role_assignments a JOIN departments d ON d.corp_id = a.corp_id AND d.name = $3 WHERE a.corp_id = $1 "
    "AND a.principal_id = $2";

}  // namespace

void MatrixWorld::make_administrators() {
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    db::exec(
        tx,
        "INSERT INTO roles (corp_id, id, name, permissions, created_at, changed_at) VALUES ($1, gen_random_uuid(), "
        "'Recruiter', '{members_manage,roles_manage}', now(), now())",
        company_);
    db::exec(tx, kAssign, company_, people_.at("audrey"), "Auditor", true);
    db::exec(tx, kAssign, company_, people_.at("hal"), "Recruiter", true);
    for (const auto& [userid, region] : {std::pair("rita", "North"), std::pair("fay", "South")}) {
      db::exec(tx, kAssign, company_, people_.at(userid), "Directory administrator", false);
      db::exec(tx, kPlace, company_, people_.at(userid), region);
    }
    for (const char* userid : {"audrey", "hal", "rita", "fay"})
      db::exec(tx, "SELECT weft_refresh_rank($1, ARRAY[$2]::uuid[])", company_, people_.at(userid));
  });
}

std::string MatrixWorld::role(const std::string& name) {
  std::string id;
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    const auto rows = db::exec(
        tx,
        "INSERT INTO roles (corp_id, id, name, permissions, created_at, changed_at) VALUES ($1, gen_random_uuid(), $2, "
        "'{tags_manage}', now(), now()) ON CONFLICT (corp_id, name_key) DO UPDATE SET name = excluded.name RETURNING "
        "id",
        company_, name);
    id = db::text_of(rows[0][0]);
  });
  return id;
}

std::string MatrixWorld::held_role() {
  std::string id = role("Held");
  as_owner([&](db::Tx& tx) {
    tx.set_corp(company_);
    db::exec(tx, kAssign, company_, people_.at("ruth"), "Held", true);
    db::exec(tx, "SELECT weft_refresh_rank($1, ARRAY[$2]::uuid[])", company_, people_.at("ruth"));
  });
  return id;
}

}  // namespace weft::test
