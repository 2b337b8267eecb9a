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
