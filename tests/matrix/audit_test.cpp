// Every administrative write leaves a row in the audit log that says what was before and what is after: generated from
// the registry, for each operation that asks for a permission and writes.
#include "matrix/shared.hpp"
#include <weft/base/json.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <stdexcept>

namespace weft::test {
namespace {

/// Rows without before and after: what is carried out, looked up or begun, and secrets, which are not told.
const std::set<std::string> kOnlyTold = {"audit.export",          "watermark.trace",   "export.start",  "import.start",
                                         "member.reset_password", "activation.create", "contact.export"};
/// No rows: a picture of a code that the caller holds.
const std::set<std::string> kUntold = {"invitation.draw"};
/// Whose rows tests/directory and tests/platform look at: they need a table of members, or an address that answers.
const std::set<std::string> kElsewhere = {"import.start", "import.apply", "app.set_callback"};

/// What a test of one operation may do before.
struct Preparation {
  const MatrixWorld::Cell& cell;

  Json call(const std::string& name, Json input) const {
    const auto reply = over_rest(*world().server->registry().find(name), cell.token, std::move(input));
    if (reply.status != 200) throw std::runtime_error(name + " does not prepare: " + reply.body);
    return Json::parse(reply.body);
  }
  Json tag() const { return call("tag.create", {{"name", cell.place.fresh_user}}).at("number"); }
  Json field() const { return call("field.create", {{"name", cell.place.fresh_user}, {"kind", "text"}}).at("number"); }
  Json department(const char* mark = "") const {
    return call("department.create", {{"name", cell.place.fresh_user + mark}, {"parent", 1}}).at("number");
  }
  /// A new member who has no password.
  Json member() const {
    return call("member.create", {{"userid", cell.place.fresh_user}, {"name", "New"}}).at("userid");
  }
  Json rule() const { return call("visibility.add", {{"kind", "deny_chat"}}).at("number"); }
};

/// Inputs that change something, where the sample of the matrix does not.
const std::map<std::string, std::function<Json(const Preparation&)>>& changes() {
  using P = const Preparation&;
  static const std::map<std::string, std::function<Json(P)>> table = {
      {"member.set_role",
       [](P p) {
         return Json{{"member", p.member()}, {"role", "admin"}};
       }},
      {"member.set_status",
       [](P p) {
         return Json{{"member", p.member()}, {"status", "disabled"}};
       }},
      {"member.offboard",
       [](P p) {
         return Json{{"member", p.member()}};
       }},
      {"member.set_departments",
       [](P p) {
         return Json{{"member", p.member()}, {"departments", {{{"department", p.department("-d")}}}}};
       }},
      {"activation.create",
       [](P p) {
         return Json{{"member", p.member()}};
       }},
      {"role.assign",
       [](P p) {
         return Json{{"role", "auditor"}, {"member", p.member()}, {"company", true}};
       }},
      {"department.move",
       [](P p) {
         return Json{{"department", p.department()}, {"parent", p.department("-p")}};
       }},
      {"department.delete",
       [](P p) {
         return Json{{"department", p.department()}};
       }},
      {"tag.update",
       [](P p) {
         return Json{{"tag", p.tag()}, {"name", p.cell.place.fresh_user + "-t"}};
       }},
      {"tag.delete",
       [](P p) {
         return Json{{"tag", p.tag()}};
       }},
      {"tag.mark",
       [](P p) {
         return Json{{"tag", p.tag()}, {"members", {"pat"}}};
       }},
      {"tag.unmark",
       [](P p) {
         const Json tag = p.tag();
         p.call("tag.mark", {{"tag", tag}, {"members", {"pat"}}});
         return Json{{"tag", tag}, {"members", {"pat"}}};
       }},
      {"field.update",
       [](P p) {
         return Json{{"field", p.field()}, {"name", p.cell.place.fresh_user + "-f"}};
       }},
      {"field.delete",
       [](P p) {
         return Json{{"field", p.field()}};
       }},
      {"visibility.remove",
       [](P p) {
         return Json{{"rule", p.rule()}};
       }},
      {"message.set_policy",
       [](P) {
         return Json{{"recall_window_s", 77}};
       }},
      {"group.set_defaults",
       [](P) {
         return Json{{"member_limit", 1777}};
       }},
      {"company_time.set",
       [](P) {
         return Json{{"zone", "Europe/Berlin"}};
       }},
      {"serving.set",
       [](P) {
         return Json{{"per_employee", 19999}};
       }},
      {"broadcast_rules.set",
       [](P) {
         return Json{
             {"customers", "one_per_day"}, {"groups", "unlimited"}, {"own", true}, {"direct", true}, {"days", 7}};
       }},
      {"member.verify",
       [](P p) {
         return Json{{"member", p.member()}};
       }},
      {"member.unverify",
       [](P p) {
         const Json member = p.member();
         p.call("member.verify", {{"member", member}});
         return Json{{"member", member}};
       }},
      {"retention.set",
       [](P) {
         return Json{{"days", 177}};
       }},
      {"customer_page.set",
       [](P) {
         return Json{{"closed_text", "Matrix"}};
       }},
      {"app.enable",
       [](P p) {
         p.call("app.disable", {{"app", p.cell.place.app}});
         return Json{{"app", p.cell.place.app}};
       }},
      {"app_limits.set",
       [](P) {
         return Json{{"member_minute", 29}};
       }},
      {"file.set_rules", [](P) {
         return Json{{"file_kb", 1777}};
       }}};
  return table;
}

Json input_of(const std::string& name, const MatrixWorld::Cell& cell) {
  const auto change = changes().find(name);
  return change == changes().end() ? samples().at(name).input(cell.place) : change->second({cell});
}

/// What rule groups give the right to as well: no permission stands in the registry.
bool by_reach(const std::string& name) {
  return name.rfind("hand_over.", 0) == 0 || name == "customer_group.transfer";
}

std::vector<std::string> administrative_writes() {
  std::vector<std::string> names;
  for (const auto& operation : world().server->registry().all())
    if ((operation->policy.permission() || by_reach(operation->name)) && operation->writes() &&
        !kElsewhere.count(operation->name))
      names.push_back(operation->name);
  return names;
}

Json rows_after(const std::string& token, std::int64_t seq) {
  const api::Operation& list = *world().server->registry().find("audit.list");
  const Json page = Json::parse(over_rest(list, token, {{"limit", 50}}).body);
  Json rows = Json::array();
  for (const Json& row : page.at("items"))
    if (row.at("seq") > seq) rows.push_back(row);
  return rows;
}

std::int64_t last_row(const std::string& token) {
  const Json rows = rows_after(token, 0);
  return rows.empty() ? 0 : rows.at(0).at("seq").get<std::int64_t>();
}

/// What is wrong with the rows that a call left; empty: nothing.
std::string complaint(const std::string& name, const Json& rows) {
  if (kUntold.count(name)) return rows.empty() ? "" : "leaves a row: take it off the list";
  if (rows.empty()) return "leaves no row";
  for (const Json& row : rows) {
    const Json& detail = row.at("detail");
    if (kOnlyTold.count(name) || (detail.contains("before") && detail.contains("after"))) return "";
  }
  return "does not say what was before and after: " + rows.dump();
}

TEST(AuditCoverage, EveryAdministrativeWriteSaysWhatItChanged) {
  for (const std::string& name : administrative_writes()) {
    const api::Operation& operation = *world().server->registry().find(name);
    const auto cell = world().cell(Who::owner);
    const Json input = input_of(name, cell);
    const std::int64_t before = last_row(cell.token);
    const auto reply = over_rest(operation, cell.token, input);
    EXPECT_EQ(reply.status, 200) << name << ": give it an input that changes something\n" << reply.body;
    if (reply.status != 200) continue;
    EXPECT_EQ(complaint(name, rows_after(cell.token, before)), "") << name;
  }
}

}  // namespace
}  // namespace weft::test
