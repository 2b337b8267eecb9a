// A company that serves customers: people who may, contacts, and the operations called as they would.
#pragma once
#include "groups/world.hpp"
#include <weft/customers/contact_tags.hpp>
#include <weft/customers/contacts.hpp>
#include <weft/customers/operations.hpp>
#include <weft/customers/privacy.hpp>
#include <weft/customers/serving.hpp>

namespace weft::test {

class CustomerWorld : public GroupWorld {
 public:
  explicit CustomerWorld(int threads = 4, std::vector<customers::PrivacyPart> kept = {}) : GroupWorld(threads) {
    registry.add(customers::record_operations());
    registry.add(customers::contact_tag_operations());
    registry.add(customers::serving_operations());
    registry.add(customers::sharing_operations());
    registry.add(customers::segment_operations());
    registry.add(customers::privacy_operations(std::move(kept)));
  }

  /// Somebody who may serve customers.
  PrincipalId employee(const std::string& userid) {
    const PrincipalId id = person(userid);
    in_company([&](db::Tx& tx) {
      db::exec(tx, "UPDATE members SET verified_at = $2 WHERE principal_id = $1", id, tx.now());
      return 0;
    });
    return id;
  }

  /// A contact that calls operations by this name, served by `userid` unless that is empty. Its chat, or "".
  std::string customer(const std::string& name, const std::string& userid = "") {
    const PrincipalId by = userid.empty() ? PrincipalId{} : employee(userid);
    return in_company([&](db::Tx& tx) {
      if (people.count(name) == 0) {
        people[name] = customers::make_contact(tx, {.name = name});
        sessions[name] = sign_in(tx, people[name]);
        outside.insert(name);
      }
      if (userid.empty()) return std::string();
      return customers::begin_follow(tx, {.contact = people[name], .employee = by}).conversation.str();
    });
  }

  std::optional<customers::Follow> follow(const std::string& name, const std::string& userid) {
    return in_company([&](db::Tx& tx) { return customers::find_follow(tx, people.at(name), people.at(userid)); });
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

  /// Numbers of new tags with these names, all in a group of their own.
  std::vector<std::int64_t> tags(const std::vector<std::string>& names) {
    const auto group = in_company(
        [&](db::Tx& tx) { return customers::create_tag_group(tx, "Group of " + names.at(0), 0, {}, names, {}); });
    std::vector<std::int64_t> numbers;
    for (const auto& tag : group.tags)
      numbers.push_back(tag.number);
    return numbers;
  }

  /// As the owner of the database, in the company.
  template <class Body>
  std::invoke_result_t<Body, db::Tx&> in_company(Body body) {
    return as_owner([&](db::Tx& tx) {
      tx.set_corp(corp);
      return body(tx);
    });
  }

  std::int64_t count(const std::string& sql) {
    return in_company([&](db::Tx& tx) { return db::number_of(db::exec(tx, sql).at(0)[0]); });
  }

  /// The kinds of a log's entries as somebody sees them, oldest first.
  std::vector<std::string> kinds(const std::string& who, const std::string& conversation) {
    std::vector<std::string> list;
    for (const Json& entry : items(entries(who, conversation, {{"after", 0}, {"limit", 200}})))
      list.push_back(entry.at("kind"));
    return list;
  }
};

}  // namespace weft::test
