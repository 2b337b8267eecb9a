// Refusals name the field they are about, and say what is the matter.
#include "customers/figures_world.hpp"
#include <weft/customers/library.hpp>

namespace weft::test {
namespace {

struct ToldFields : ::testing::Test {
  FiguresWorld world;
  files::Files files{world.dispatcher, *world.store, world.clock, {}};
  std::string chat = world.customer("carl", "emma");

  ToldFields() {
    world.registry.add(customers::merging_operations());
    world.registry.add(customers::content_operations(files));
    world.promote("olga", api::Role::owner);
  }
  ~ToldFields() override { files.stop(); }
  std::string told(const std::string& operation, const Json& in) {
    const Json answer = world.call("olga", operation, in);
    return code(answer) + " " + answer.value("field", "");
  }
};

TEST_F(ToldFields, WhereSomethingIsNotThere) {
  const std::string none = PrincipalId::make().str();
  for (const char* operation : {"contact.get", "contact.update", "contact.timeline", "contact.export", "contact.erase"})
    EXPECT_EQ(told(operation, {{"contact", none}}), "not_found contact") << operation;
  for (const char* operation : {"follow.update", "follow.tag", "follow.remove"})
    EXPECT_EQ(told(operation, {{"follow", none}}), "not_found follow") << operation;
  EXPECT_EQ(told("segment.get", {{"segment", none}}), "not_found segment");
  const Json body = {{"title", "A file"}, {"file", none}};
  EXPECT_EQ(told("content.create", {{"kind", "file"}, {"body", body}}), "not_found body.file");
}

TEST_F(ToldFields, WhereARecordIsPartOfAnother) {
  world.customer("karl", "nora");
  const std::string carl = world.people.at("carl").str(), karl = world.people.at("karl").str();
  ASSERT_EQ(code(world.call("olga", "contact.merge", {{"contact", carl}, {"other", karl}})), "ok");
  const Json refused = world.call("olga", "contact.update", {{"contact", karl}, {"name", "Karl"}});
  EXPECT_EQ(code(refused), "conflict") << refused.dump();
  EXPECT_NE(refused.dump().find(carl), std::string::npos) << "it says which";
  world.person("otto");
  EXPECT_EQ(code(world.call("otto", "contact.update", {{"contact", karl}, {"name", "Karl"}})), "not_found");
}

}  // namespace
}  // namespace weft::test
