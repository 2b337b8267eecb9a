// Who sees whom, and who may begin a chat with whom, in every operation that shows people.
#include "directory/world.hpp"
#include <weft/identity/visibility.hpp>

namespace weft::directory {
namespace {

/// Root: olga (owner), rita. Board: bea, boris. Sales (North): sam, nora. Labs: lea.
struct Visibility : testing::Test {
  Visibility() {
    world.member("rita");
    board = world.department("Board");
    sales = world.department("Sales");
    north = world.department("Sales/North");
    world.member("bea", "Board");
    world.member("boris", "Board");
    world.member("sam", "Sales");
    world.member("nora", "Sales/North");
    world.member("lea", "Labs");
  }
  std::int64_t rule(const std::string& kind, Json from, Json to) {
    Json input = {{"kind", kind}};
    if (!from.is_null()) input["from"] = from;
    if (!to.is_null()) input["to"] = to;
    return world.ok("olga", "visibility.add", input).at("number");
  }
  static Json dept(std::int64_t number) { return {{"department", number}}; }
  static Json who(const std::string& userid) { return {{"member", userid}}; }
  std::string listed(const std::string& viewer) { return each(world.ok(viewer, "member.list").at("items"), "/userid"); }
  /// Whether each way of looking shows `target` to `viewer`; "yes", "no", or what contradicts.
  std::string sees(const std::string& viewer, const std::string& target) {
    const auto in = [&](const std::string& list) {
      return (" " + list + " ").find(" " + target + " ") != std::string::npos;
    };
    const bool list = in(listed(viewer));
    const bool get = world.refusal(viewer, "principal.get", {{"principal", target}}) == "ok";
    const bool by_id = world.refusal(viewer, "member.get", {{"member", world.id(target).str()}}) == "ok";
    const bool query = in(each(world.ok(viewer, "member.list", {{"query", target}}).at("items"), "/userid"));
    const bool search = in(each(world.ok(viewer, "member.search", {{"query", target}}).at("items"), "/userid"));
    const bool below = in(each(
        world.call(viewer, "department.members", {{"department", 1}, {"recursive", true}})
            .value("items", Json::array()),
        "/principal/userid"));
    const bool presence = world.refusal(viewer, "presence.get", {{"principals", {target}}}) == "ok";
    const bool root = world.refusal(viewer, "department.get", {{"department", 1}}) == "ok";
    if (list == get && get == by_id && by_id == query && query == search && search == presence &&
        (below == list || !root))
      return list ? "yes" : "no";
    return "list " + std::to_string(list) + " get " + std::to_string(get) + " id " + std::to_string(by_id) + " query " +
           std::to_string(query) + " search " + std::to_string(search) + " below " + std::to_string(below) +
           " presence " + std::to_string(presence);
  }
  World world;
  std::int64_t board = 0, sales = 0, north = 0;
};

TEST_F(Visibility, EverybodySeesEverybodyWithoutRules) {
  EXPECT_EQ(listed("sam"), "bea boris lea nora olga rita sam");
  EXPECT_EQ(sees("sam", "bea"), "yes");
  EXPECT_EQ(world.ok("sam", "department.get", {{"department", 1}}).at("total_count"), 7);
}

TEST_F(Visibility, AHiddenDepartmentIsSeenFromInsideOnly) {
  rule("hide", nullptr, dept(board));
  EXPECT_EQ(sees("sam", "bea"), "no");
  EXPECT_EQ(sees("rita", "boris"), "no") << "nor from above";
  EXPECT_EQ(sees("bea", "boris"), "yes");
  EXPECT_EQ(sees("bea", "sam"), "yes");
  EXPECT_EQ(world.refusal("sam", "department.get", {{"department", board}}), "not_found");
  EXPECT_EQ(world.refusal("sam", "department.members", {{"department", board}}), "not_found");
  EXPECT_EQ(each(world.ok("sam", "department.list").at("items"), "/name"), "Sales Labs");
  EXPECT_EQ(world.ok("sam", "department.tree").at("items").size(), 4U);
  EXPECT_EQ(world.ok("bea", "department.tree").at("items").size(), 5U);
}

TEST_F(Visibility, CountsDoNotTellOfTheHidden) {
  rule("hide", nullptr, dept(board));
  rule("hide", nullptr, who("nora"));
  world.ok("olga", "tag.create", {{"name", "All"}});
  world.ok("olga", "tag.mark", {{"tag", 1}, {"members", {"bea", "sam", "nora"}}});
  EXPECT_EQ(world.ok("sam", "department.get", {{"department", 1}}).at("total_count"), 4) << "olga rita sam lea";
  EXPECT_EQ(world.ok("sam", "department.get", {{"department", north}}).at("member_count"), 0);
  EXPECT_EQ(world.ok("sam", "department.get", {{"department", sales}}).at("total_count"), 1);
  EXPECT_EQ(world.ok("sam", "tag.list").at("items").at(0).at("member_count"), 1);
  EXPECT_EQ(each(world.ok("sam", "tag.members", {{"tag", 1}}).at("items"), "/userid"), "sam");
  EXPECT_EQ(world.ok("olga", "department.get", {{"department", 1}}).at("total_count"), 7) << "who sees all";
  EXPECT_EQ(world.ok("nora", "department.get", {{"department", north}}).at("member_count"), 1) << "oneself";
}

TEST_F(Visibility, AHiddenMemberIsSeenByNobodyElse) {
  world.member("nils", "Sales/North");
  rule("hide", nullptr, who("nora"));
  EXPECT_EQ(sees("nils", "nora"), "no");
  EXPECT_EQ(sees("nora", "nora"), "yes");
  EXPECT_EQ(sees("olga", "nora"), "yes");
  rule("show", dept(sales), who("nora"));
  EXPECT_EQ(sees("nils", "nora"), "yes");
  EXPECT_EQ(sees("sam", "nora"), "yes");
  EXPECT_EQ(sees("lea", "nora"), "no");
  EXPECT_EQ(
      each(world.ok("nils", "department.members", {{"department", north}}).at("items"), "/principal/userid").size(),
      9U);
}

TEST_F(Visibility, WhoIsLimitedSeesTheOwnSubtreeOnly) {
  rule("limit", dept(sales), nullptr);
  EXPECT_EQ(listed("sam"), "nora sam");
  EXPECT_EQ(listed("nora"), "nora") << "the department above is not her own";
  EXPECT_EQ(listed("lea"), "bea boris lea nora olga rita sam");
  EXPECT_EQ(sees("sam", "rita"), "no");
  EXPECT_EQ(sees("rita", "sam"), "yes") << "one way";
  const Json tops = world.ok("nora", "department.list");
  EXPECT_EQ(each(tops.at("items"), "/name"), "North");
  EXPECT_TRUE(tops.at("items").at(0).at("parent").is_null());
  EXPECT_EQ(tops.at("items").at(0).at("full_name"), "North") << "without the names above";
  EXPECT_EQ(world.refusal("nora", "department.get", {{"department", 1}}), "not_found");
  rule("show", who("nora"), dept(board));
  EXPECT_EQ(listed("nora"), "bea boris nora");
  world.ok(
      "olga", "member.set_departments",
      {{"member", "lea"}, {"departments", {{{"department", 5}}, {{"department", north}}}}});
  EXPECT_EQ(listed("lea"), "lea nora") << "both of her own departments";
}

TEST_F(Visibility, AMemberIsSeenThroughEveryDepartmentThatIsSeen) {
  rule("hide", nullptr, dept(board));
  world.ok(
      "olga", "member.set_departments",
      {{"member", "bea"}, {"departments", {{{"department", board}}, {{"department", sales}}}}});
  EXPECT_EQ(sees("lea", "bea"), "yes");
  EXPECT_EQ(world.ok("lea", "principal.get", {{"principal", "bea"}}).at("department"), "Sales");
  EXPECT_EQ(each(world.ok("lea", "member.get", {{"member", "bea"}}).at("departments"), "/full_name"), "Sales");
  EXPECT_EQ(each(world.ok("lea", "member.list", {{"query", "bea"}}).at("items"), "/department"), "Sales");
  EXPECT_EQ(world.ok("boris", "principal.get", {{"principal", "bea"}}).at("department"), "Board");
}

TEST_F(Visibility, WhoIsNotSeenIsNoSuchPersonForChats) {
  rule("hide", nullptr, dept(board));
  EXPECT_EQ(world.refusal("sam", "conversation.open_direct", {{"peer", "bea"}}), "invalid_argument peer");
  EXPECT_EQ(
      world.refusal("sam", "group.create", {{"name", "X"}, {"members", {"lea", "bea"}}}),
      "invalid_argument members[1]");
  const std::string unknown = world.call("sam", "conversation.open_direct", {{"peer", "zzz"}}).at("detail");
  EXPECT_EQ(unknown, "no such person: zzz");
  EXPECT_EQ(world.call("sam", "conversation.open_direct", {{"peer", "bea"}}).at("detail"), "no such person: bea");
  const Json group = world.ok("sam", "group.create", {{"name", "X"}, {"members", {"lea"}}});
  EXPECT_EQ(
      world.refusal("sam", "group.add_members", {{"conversation", group.at("id")}, {"members", {"bea"}}}),
      "invalid_argument members[0]");
  EXPECT_EQ(world.count("conversations WHERE kind = 'direct'"), 0) << "nothing half done";
  EXPECT_EQ(world.refusal("bea", "conversation.open_direct", {{"peer", "sam"}}), "ok");
  EXPECT_EQ(world.refusal("sam", "conversation.open_direct", {{"peer", "bea"}}), "ok") << "the chat that is there";
}

TEST_F(Visibility, MemberListsOfGroupsLeaveOutWhoIsNotSeen) {
  const Json group = world.ok("bea", "group.create", {{"name", "X"}, {"members", {"sam", "boris", "lea"}}});
  rule("hide", nullptr, dept(board));
  const auto members = [&](const std::string& viewer) {
    return world.ok(viewer, "conversation.members", {{"conversation", group.at("id")}}).at("items").size();
  };
  EXPECT_EQ(members("sam"), 2U);
  EXPECT_EQ(members("boris"), 4U);
  const Json got = world.ok("sam", "conversation.get", {{"conversation", group.at("id")}});
  EXPECT_EQ(got.at("members").at("items").size(), 2U);
}

TEST_F(Visibility, WhoHasLeftStaysHiddenFromWhomItWasHidden) {
  rule("hide", {}, dept(board));
  rule("hide", {}, who("lea"));
  rule("limit", who("rita"), {});
  rule("limit", dept(sales), {});
  world.member("hr");
  world.ok("olga", "role.assign", {{"role", "directory_admin"}, {"member", "hr"}, {"departments", {board}}});
  for (const char* userid : {"bea", "lea", "nora"})
    world.ok("olga", "member.offboard", {{"member", userid}});
  const auto found = [&](const std::string& viewer, const std::string& target) {
    const std::string id = world.id(target).str();
    const std::string got = world.refusal(viewer, "member.get", {{"member", id}});
    EXPECT_EQ(world.refusal(viewer, "principal.get", {{"principal", id}}), got);
    EXPECT_EQ(world.refusal(viewer, "member.get", {{"member", target}}), got);
    return got;
  };
  EXPECT_EQ(found("sam", "bea"), "not_found");
  EXPECT_EQ(found("boris", "bea"), "ok") << "was inside with her";
  EXPECT_EQ(found("hr", "bea"), "ok");
  EXPECT_EQ(found("olga", "bea"), "ok");
  EXPECT_EQ(found("hr", "lea"), "not_found") << "the rule about her went with her, and is remembered";
  EXPECT_EQ(found("olga", "lea"), "ok");
  EXPECT_EQ(found("sam", "nora"), "ok") << "below his own department";
  EXPECT_EQ(found("boris", "nora"), "ok");
  world.ok("olga", "department.move", {{"department", north}, {"parent", board}});
  EXPECT_EQ(found("sam", "nora"), "not_found") << "where she stood is hidden now, as it would be with her in it";
}

TEST_F(Visibility, WhoHasLeftStaysHiddenThoughNoRuleIsLeft) {
  rule("hide", {}, who("lea"));
  world.ok("olga", "member.offboard", {{"member", "lea"}});
  EXPECT_TRUE(world.ok("olga", "visibility.list").at("items").empty());
  for (const std::string& lea : {std::string("lea"), world.id("lea").str()}) {
    EXPECT_EQ(world.refusal("sam", "principal.get", {{"principal", lea}}), "not_found") << lea;
    EXPECT_EQ(world.refusal("sam", "member.get", {{"member", lea}}), "not_found") << lea;
    EXPECT_EQ(world.refusal("olga", "principal.get", {{"principal", lea}}), "ok") << lea;
  }
  const Json group = world.ok("sam", "group.create", {{"name", "X"}, {"members", {"nora", "rita"}}});
  const auto removed = [&](const std::string& userid) {
    return world.refusal("sam", "group.remove_members", {{"conversation", group.at("id")}, {"members", {userid}}});
  };
  EXPECT_EQ(removed("lea"), removed("nobody")) << "nothing tells that there was somebody of this name";
  EXPECT_EQ(sees("sam", "bea"), "yes");
}

TEST_F(Visibility, RulesSayWhoMayBeginAChat) {
  rule("deny_chat", nullptr, dept(board));
  EXPECT_EQ(sees("sam", "bea"), "yes");
  EXPECT_EQ(world.refusal("sam", "conversation.open_direct", {{"peer", "bea"}}), "forbidden peer");
  EXPECT_EQ(world.refusal("sam", "group.create", {{"name", "X"}, {"members", {"lea", "bea"}}}), "forbidden members[1]");
  rule("allow_chat", who("sam"), who("bea"));
  EXPECT_EQ(world.refusal("sam", "conversation.open_direct", {{"peer", "bea"}}), "ok");
  EXPECT_EQ(world.refusal("sam", "conversation.open_direct", {{"peer", "boris"}}), "forbidden peer");
  EXPECT_EQ(world.refusal("boris", "conversation.open_direct", {{"peer", "bea"}}), "forbidden peer");
  rule("allow_chat", dept(board), dept(board));
  EXPECT_EQ(world.refusal("boris", "conversation.open_direct", {{"peer", "bea"}}), "ok");
  rule("deny_chat", dept(north), nullptr);
  EXPECT_EQ(world.refusal("nora", "conversation.open_direct", {{"peer", "sam"}}), "forbidden peer");
  EXPECT_EQ(world.refusal("sam", "conversation.open_direct", {{"peer", "nora"}}), "ok") << "one way";
  EXPECT_EQ(world.refusal("nora", "conversation.open_direct", {{"peer", "sam"}}), "ok") << "the chat that is there";
}

TEST_F(Visibility, RulesAreCheckedAndKeptOnce) {
  const auto refused = [&](Json input) { return world.refusal("olga", "visibility.add", std::move(input)); };
  EXPECT_EQ(refused({{"kind", "hide"}}), "invalid_argument to");
  EXPECT_EQ(refused({{"kind", "hide"}, {"from", dept(1)}, {"to", dept(board)}}), "invalid_argument from");
  EXPECT_EQ(refused({{"kind", "limit"}}), "invalid_argument from");
  EXPECT_EQ(refused({{"kind", "limit"}, {"from", dept(1)}, {"to", dept(1)}}), "invalid_argument to");
  EXPECT_EQ(refused({{"kind", "show"}, {"from", dept(1)}}), "invalid_argument to");
  EXPECT_EQ(refused({{"kind", "hide"}, {"to", dept(99)}}), "invalid_argument to.department");
  EXPECT_EQ(refused({{"kind", "hide"}, {"to", who("zzz")}}), "invalid_argument to.member");
  EXPECT_EQ(refused({{"kind", "hide"}, {"to", {{"department", board}, {"member", "sam"}}}}), "invalid_argument to");
  EXPECT_EQ(refused({{"kind", "burn"}}), "invalid_argument kind");
  const auto number = rule("hide", nullptr, dept(board));
  EXPECT_EQ(rule("hide", nullptr, dept(board)), number) << "the same again";
  EXPECT_EQ(world.ok("olga", "visibility.list", {{"kind", "hide"}}).at("items").size(), 1U);
  EXPECT_EQ(world.refusal("sam", "visibility.list"), "forbidden");
  world.ok("olga", "visibility.remove", {{"rule", number}});
  EXPECT_EQ(sees("sam", "bea"), "yes");
  EXPECT_EQ(world.refusal("olga", "visibility.remove", {{"rule", number}}), "not_found");
  EXPECT_EQ(world.count("audit_log WHERE action IN ('visibility.add', 'visibility.remove')"), 2);
}

TEST_F(Visibility, RulesGoWithTheirDepartment) {
  const auto empty = world.department("Empty");
  rule("hide", nullptr, dept(empty));
  world.ok("olga", "department.delete", {{"department", empty}});
  EXPECT_EQ(world.count("visibility_rules"), 0);
}

}  // namespace
}  // namespace weft::directory
