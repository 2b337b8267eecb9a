// Broadcasts to groups with customers.
#include "broadcasts/world.hpp"
#include <weft/conversations/groups.hpp>
#include <weft/customers/customer_groups.hpp>

namespace weft::test {
namespace {

using Strings = std::vector<std::string>;

struct BroadcastToGroups : BroadcastWorld {
  std::string group(const std::string& owner, const std::string& name) {
    return world.in_company(
        [&](db::Tx& tx) { return customers::make_group(tx, {.name = name, .owner = world.person(owner)}).str(); });
  }
  Json to_all(const std::string& who, Json in) {
    in["target"] = "customer_groups";
    if (!in.contains("content")) in["content"] = {{"text", "Hello {name}"}};
    const Json made = draft(who, std::move(in));
    EXPECT_EQ(code(made), "ok") << made.dump();
    act(who, "start", made);
    run_jobs();
    return made;
  }
};

TEST_F(BroadcastToGroups, GoesToThoseThatTheSenderOwns) {
  const std::string fans = group("emma", "Fans");
  group("nora", "Others");
  const Json made = to_all("emma", {{"audience", {{"groups", Json::object()}}}});
  EXPECT_EQ(fates("emma", made), (Strings{"Fans sent"}));
  EXPECT_EQ(texts("emma", fans), (Strings{"Hello Fans"}));
}

TEST_F(BroadcastToGroups, AsksTheOwnersOfTheCompanys) {
  const std::string fans = group("emma", "Fans");
  group("nora", "Others");
  const Json made = to_all("olga", {{"kind", "company"}, {"audience", {{"groups", {{"everybody", true}}}}}});
  EXPECT_EQ(fates("olga", made), (Strings{"Fans held", "Others held"}));
  call("emma", "broadcast_task.confirm", {{"broadcast", made["id"]}});
  run_jobs();
  EXPECT_EQ(fates("olga", made), (Strings{"Fans sent", "Others held"}));
  const Json some = to_all("olga", {{"kind", "company"}, {"audience", {{"groups", {{"owners", {"nora"}}}}}}});
  EXPECT_EQ(fates("olga", some), (Strings{"Others held"}));
}

TEST_F(BroadcastToGroups, CountsForTheGroup) {
  set_rules([](broadcasts::Rules& rules) { rules.groups = broadcasts::Quota::one_per_day; });
  group("emma", "Fans");
  const Json audience = {{"audience", {{"groups", Json::object()}}}};
  EXPECT_EQ(fates("emma", to_all("emma", audience)), (Strings{"Fans sent"}));
  EXPECT_EQ(fates("emma", to_all("emma", audience)), (Strings{"Fans refused quota"}));
}

TEST_F(BroadcastToGroups, TakesAList) {
  const std::string fans = group("emma", "Fans"), others = group("nora", "Others");
  const Json made = draft("emma", {{"target", "customer_groups"}});
  const Json added = add("emma", made, Json::array({fans, others}));
  EXPECT_EQ(added["added"], 1);
  EXPECT_EQ(added["results"][0]["recipient"], others);
  EXPECT_EQ(
      draft("emma", {{"target", "customer_groups"}, {"audience", {{"customers", Json::object()}}}})["field"],
      "audience.customers");
}

TEST_F(BroadcastToGroups, RefusesThoseThatAreGone) {
  const std::string fans = group("emma", "Fans");
  const Json made = draft("emma", {{"target", "customer_groups"}, {"audience", {{"groups", Json::object()}}}});
  act("emma", "start", made);
  ASSERT_TRUE(step());
  call("emma", "group.dismiss", {{"conversation", fans}});
  run_jobs();
  EXPECT_EQ(fates("emma", made), (Strings{"Fans refused closed"}));
}

}  // namespace
}  // namespace weft::test
