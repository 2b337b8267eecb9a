// Lists of customers as tables.
#include "customers/figures_world.hpp"
#include <weft/customers/list_export.hpp>

#include <unistd.h>

namespace weft::test {
namespace {

struct ListExport : ::testing::Test {
  FiguresWorld world;

  ListExport() {
    world.registry.add(customers::list_export_operations());
    world.customer("carl", "emma");
    world.customer("dora", "nora");
    for (const char* name : {"carl", "dora"})
      world.call(
          "olga", "follow.update",
          {{"follow", world.follow(name, std::string(name) == "carl" ? "emma" : "nora")->id.str()},
           {"remark", "=1+1"}});
  }
  Json start(const std::string& who, Json in = Json::object()) {
    in["format"] = "csv";
    return world.call(who, "contact.export_list", in);
  }
  /// What the table says that the job of `who` writes.
  std::string table(const std::string& who, const Json& in) {
    const Json job = start(who, in);
    EXPECT_TRUE(job.contains("id")) << job.dump();
    return world.in_company([&](db::Tx& tx) { return run(tx, who, job.at("id")); });
  }
  std::string run(db::Tx& tx, const std::string& who, const std::string& id) {
    db::Job job;
    job.id = db::JobId::parse(id).value();
    job.started_by = world.people.at(who);
    job.state = {db::text_of(db::exec(tx, "SELECT state FROM jobs WHERE id = $1", id).at(0)[0])};
    const auto kinds = customers::list_export_jobs(*world.tables);
    const auto step = kinds.at("contact.export_list").step(tx, job);
    const Json result = Json::parse(step.result.value().text);
    api::Caller caller;
    caller.corp = world.corp;
    caller.principal = world.people.at(who);
    const auto file = FileId::parse(result.at("file").get<std::string>()).value();
    const int descriptor = world.tables->open(tx, caller, file);
    std::string bytes(8192, ' ');
    bytes.resize(static_cast<std::size_t>(read(descriptor, bytes.data(), bytes.size())));
    close(descriptor);
    return bytes;
  }
};

TEST_F(ListExport, WritesWhatTheFilterFinds) {
  const Json field = world.call("olga", "contact_field.create", {{"name", "Size"}, {"kind", "number"}});
  world.call(
      "olga", "contact.update",
      {{"contact", world.people.at("carl").str()}, {"fields", {{{"field", field["number"]}, {"value", "42"}}}}});
  const std::string text = table("olga", {{"everybody", true}});
  EXPECT_NE(text.find("carl,web"), std::string::npos) << text;
  EXPECT_NE(text.find("dora,web"), std::string::npos) << text;
  EXPECT_NE(text.find(",Size"), std::string::npos) << text;
  EXPECT_NE(text.find(",42"), std::string::npos) << text;
  EXPECT_NE(text.find("'=1+1"), std::string::npos) << "no formula: " << text;
  const std::string some = table("olga", {{"everybody", true}, {"filter", {{"owners", {"nora"}}}}});
  EXPECT_EQ(some.find("carl,web"), std::string::npos) << some;
  EXPECT_NE(some.find("dora,web"), std::string::npos) << some;
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'contact.export_list'"), 2);
}

TEST_F(ListExport, IsForWhoMayCarryCustomersOut) {
  EXPECT_EQ(code(start("emma")), "forbidden") << "one's own, too";
  const auto team = world.place("emma", "Sales");
  world.person("rita");
  world.grant("rita", "{customers_manage}", team);
  EXPECT_EQ(code(start("rita", {{"employee", "nora"}})), "forbidden");
  const std::string text = table("rita", {{"everybody", true}});
  EXPECT_NE(text.find("carl,web"), std::string::npos) << text;
  EXPECT_EQ(text.find("dora,web"), std::string::npos) << text;
  EXPECT_EQ(start("olga", {{"filter", {{"tags", {{"any", {999}}}}}}})["field"], "filter.tags.any");
}

TEST_F(ListExport, AsksForTheRightWhenItRuns) {
  const Json job = start("olga", {{"everybody", true}});
  world.promote("omar", api::Role::owner);
  world.promote("olga", api::Role::member);
  EXPECT_THROW(world.in_company([&](db::Tx& tx) { return run(tx, "olga", job.at("id")); }), ApiError);
}

}  // namespace
}  // namespace weft::test
