// A company that serves customers and reads figures of it.
#pragma once
#include "customers/world.hpp"
#include <weft/customers/events.hpp>
#include <weft/customers/figures.hpp>
#include <weft/directory/directory.hpp>
#include <weft/files/files.hpp>

namespace weft::test {

class FiguresWorld : public CustomerWorld {
 public:
  explicit FiguresWorld(int threads = 4)
      : CustomerWorld(threads),
        store(files::make_disk_store(scratch)),
        tables(directory::stored_tables(*store, scratch + "/tables")) {
    registry.add(directory::operations());
    registry.add(customers::figure_operations(*tables));
    promote("olga", api::Role::owner);
  }

  void promote(const std::string& userid, api::Role role) {
    const PrincipalId id = person(userid);
    in_company([&](db::Tx& tx) {
      identity::set_role(tx, id, role);
      return 0;
    });
    roles[userid] = role;
  }

  /// Puts somebody into a department of this name below the root; its number.
  std::int64_t place(const std::string& userid, const std::string& department) {
    const PrincipalId id = person(userid);
    return in_company([&](db::Tx& tx) {
      const auto number = db::number_of(
          db::exec(tx, "SELECT weft_department_at($1, $2, $3)", corp, department, tx.now()).at(0)[0]);
      db::exec(
          tx,
          "WITH old AS (DELETE FROM department_members WHERE corp_id = $1 AND principal_id = $2) UPDATE members SET "
          "main_department = $3 WHERE principal_id = $2",
          corp, id, number);
      db::exec(
          tx, "INSERT INTO department_members (corp_id, department, principal_id, main) VALUES ($1, $3, $2, true)",
          corp, id, number);
      return number;
    });
  }

  /// Gives somebody a role with these permissions in a department.
  void grant(const std::string& userid, const std::string& permissions, std::int64_t department) {
    const PrincipalId id = person(userid);
    in_company([&](db::Tx& tx) {
      const auto role = db::text_of(db::exec(
                                        tx,
                                        "INSERT INTO roles (corp_id, id, name, permissions, created_at, changed_at) "
                                        "VALUES ($1, gen_random_uuid(), $2, $3, now(), now()) RETURNING id",
                                        corp, "Role of " + userid, permissions)
                                        .at(0)[0]);
      db::exec(
          tx,
          "INSERT INTO role_assignments (corp_id, principal_id, role_id, company, granted_at) VALUES ($1, $2, $3, "
          "false, now())",
          corp, id, role);
      db::exec(
          tx, "INSERT INTO role_scopes (corp_id, principal_id, role_id, department) VALUES ($1, $2, $3, $4)", corp, id,
          role, department);
      db::exec(tx, "SELECT weft_refresh_rank($1, ARRAY[$2]::uuid[])", corp, id);
      return 0;
    });
  }

  void note(customers::EventKind kind, const std::string& contact, const std::string& employee, Json detail = {}) {
    in_company([&](db::Tx& tx) {
      customers::note(tx, {people.at(contact), kind, people.at(employee), {}, {}, std::move(detail)});
      return 0;
    });
  }

  std::string scratch = scratch_dir();
  std::unique_ptr<files::FileStore> store;
  std::unique_ptr<directory::TableFiles> tables;
};

}  // namespace weft::test
