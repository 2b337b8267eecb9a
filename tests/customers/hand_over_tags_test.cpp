// Tags of rule groups stay with who is in their range.
#include "customers/figures_world.hpp"
#include <weft/customers/rule_groups.hpp>

namespace weft::test {
namespace {

TEST(HandOverTags, StayInTheRangeOfTheirRuleGroup) {
  FiguresWorld world;
  world.registry.add(customers::rule_group_operations());
  world.promote("olga", api::Role::owner);
  world.employee("otto");
  world.employee("nora");
  world.employee("pia");
  world.customer("carl", "emma");
  const Json group = world.call(
      "olga", "rule_group.create",
      {{"name", "North"}, {"owners", {"otto"}}, {"members", {"emma", "pia"}}, {"powers", {"tags"}}});
  const Json made = world.call(
      "otto", "rule_group.create_tags", {{"group", group.at("id")}, {"name", "Inside"}, {"tags", {"inside"}}});
  const std::int64_t inside = made.at("tags")[0].at("number"), all = world.tags({"everywhere"}).at(0);
  const std::string follow = world.follow("carl", "emma")->id.str();
  ASSERT_EQ(code(world.call("emma", "follow.tag", {{"follow", follow}, {"add", {inside, all}}})), "ok");
  const auto pass = [&](const std::string& from, const std::string& to) {
    return world.in_company([&](db::Tx& tx) {
      const auto now = customers::find_follow(tx, world.people.at("carl"), world.people.at(from)).value();
      return customers::pass_on(tx, now, world.people.at(to), {}, Json::object()).id.str();
    });
  };
  const auto tags = [&](const std::string& id) {
    return world.count("SELECT count(*) FROM follow_tags WHERE follow_id = '" + id + "'");
  };
  EXPECT_EQ(tags(pass("emma", "pia")), 2) << "who is in the range has them too";
  EXPECT_EQ(tags(pass("pia", "nora")), 1);
}

}  // namespace
}  // namespace weft::test
