// What apps are told of the company: its people, its customers, their groups and tags.
#include "platform/callbacks_world.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/contact_tags.hpp>
#include <weft/customers/told.hpp>
#include <weft/db/announce.hpp>
#include <weft/directory/departments.hpp>
#include <weft/directory/members.hpp>
#include <weft/directory/offboarding.hpp>
#include <weft/identity/facts.hpp>

#include <set>

namespace weft::test {
namespace {

struct AppCompanyEvents : testing::Test, CallbacksWorld {
  Json ask(Json events, const std::string& style = "xml") {
    Json input = {{"app", numbers.at("Desk")}, {"style", style}, {"url", kUrl}, {"events", std::move(events)}};
    if (style == "xml") {
      input["token"] = kToken;
      input["encoding_key"] = kKey;
    } else {
      input["secret"] = kSecret;
    }
    return call("olga", "app.set_callback", std::move(input));
  }
  template <class Body>
  void in_company(Body body) {
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      body(tx);
      return 0;
    });
  }
  identity::Origin olga() { return {world.person("olga"), "192.0.2.1", "r1"}; }
  template <class Fact>
  void announce(const std::string& kind, const Fact& fact) {
    in_company([&](db::Tx& tx) { db::announce(tx, {kind, kind, {to_json_text(fact)}}); });
  }
  customers::CustomerFact customer(const std::string& employee, const std::string& detail) {
    return {customers::ContactId::parse(kCustomer).value(), world.person(employee), {}, {}, {detail}};
  }
  static constexpr auto kCustomer = "01900000-0000-7000-8000-000000000001";
};

TEST_F(AppCompanyEvents, AreToldToWhoAskedForThem) {
  ask(Json::array({"change_external_tag"}));
  listen();
  in_company([&](db::Tx& tx) {
    directory::create_department(tx, {"Sales"}, olga());
    const std::vector<std::string> tags = {"Gold"};
    customers::create_tag_group(tx, "Rank", 0, {}, tags, olga());
  });
  ASSERT_TRUE(got(1));
  const std::string xml = inner(0);
  EXPECT_EQ(part(xml, "ToUserName"), "acme");
  EXPECT_EQ(part(xml, "FromUserName"), "sys");
  EXPECT_EQ(part(xml, "MsgType"), "event");
  EXPECT_EQ(part(xml, "Event"), "change_external_tag");
  EXPECT_EQ(part(xml, "ChangeType"), "create");
  EXPECT_EQ(part(xml, "TagType"), "tag_group");
  EXPECT_EQ(part(xml, "Id"), "g1");
  EXPECT_EQ(count("SELECT count(*) FROM deliveries"), 1);
}

TEST_F(AppCompanyEvents, AreAskedForByName) {
  const Json set = ask(Json::array({"change_contact", "change_external_chat"}));
  EXPECT_EQ(set.at("callback").at("events"), Json::array({"change_contact", "change_external_chat"}));
  EXPECT_EQ(set_xml().at("callback").at("events").size(), 2U);  // not given: as before
  EXPECT_EQ(ask(Json::array()).at("callback").at("events").size(), 0U);
  EXPECT_EQ(count("SELECT count(*) FROM listeners"), 0);
  EXPECT_EQ(ask(Json::array({"change_weather"})).at("field"), "events[0]");
}

TEST_F(AppCompanyEvents, EndWithTheCallbackAndWhileTheAppIsDisabled) {
  ask(Json::array({"change_contact"}));
  const Json app = {{"app", numbers.at("Desk")}};
  call("olga", "app.disable", app);
  EXPECT_EQ(count("SELECT count(*) FROM listeners"), 0);
  call("olga", "app.enable", app);
  EXPECT_EQ(count("SELECT count(*) FROM listeners"), 1);
  call("olga", "app.remove_callback", app);
  EXPECT_EQ(count("SELECT count(*) FROM listeners"), 0);
  ask(Json::array({"change_contact"}));
  call("olga", "app.delete", app);
  EXPECT_EQ(count("SELECT count(*) FROM listeners"), 0);
}

TEST_F(AppCompanyEvents, TellOfMembersAndWhatChanged) {
  ask(Json::array({"change_contact"}));
  listen();
  place("ann", "Sales");
  const PrincipalId ann = world.person("ann");
  announce("member.created", identity::MemberFact{ann, {}});
  ASSERT_TRUE(got(1));
  const std::string made = inner(0);
  EXPECT_EQ(part(made, "ChangeType"), "create_user");
  EXPECT_EQ(part(made, "UserID"), "ann");
  EXPECT_NE(part(made, "Name"), "");
  EXPECT_EQ(part(made, "Department"), part(made, "MainDepartment"));
  EXPECT_EQ(part(made, "IsLeaderInDept"), "0");
  EXPECT_NE(made.find("<Gender>0</Gender><Status>1</Status>"), std::string::npos);
  EXPECT_NE(made.find("<ExtAttr></ExtAttr>"), std::string::npos);
  announce("member.updated", identity::MemberFact{ann, {"title"}});
  ASSERT_TRUE(got(2));
  EXPECT_EQ(part(inner(1), "ChangeType"), "update_user");
  EXPECT_EQ(inner(1).find("<Name>"), std::string::npos);
  EXPECT_NE(inner(1).find("<Position>"), std::string::npos);
  run_sql("UPDATE principals SET status = 'disabled' WHERE id = '" + ann.str() + "'");
  announce("member.disabled", identity::MemberFact{ann, {"status"}});
  ASSERT_TRUE(got(3));
  EXPECT_EQ(part(inner(2), "Status"), "2");
  announce("member.left", identity::MemberFact{ann, {"status"}});
  ASSERT_TRUE(got(4));
  EXPECT_EQ(part(inner(3), "ChangeType"), "delete_user");
}

TEST_F(AppCompanyEvents, TellOfDepartmentsAndTags) {
  ask(Json::array({"change_contact"}));
  listen();
  in_company([&](db::Tx& tx) { directory::create_department(tx, {"Sales"}, olga()); });
  ASSERT_TRUE(got(1));
  EXPECT_EQ(part(inner(0), "ChangeType"), "create_party");
  EXPECT_EQ(part(inner(0), "Name"), "Sales");
  EXPECT_EQ(part(inner(0), "ParentId"), "1");
  EXPECT_NE(inner(0).find("<Order>0</Order>"), std::string::npos);
  const std::int64_t number = std::stoll(part(inner(0), "Id"));
  in_company([&](db::Tx& tx) { directory::delete_department(tx, number, olga()); });
  ASSERT_TRUE(got(2));
  EXPECT_EQ(part(inner(1), "ChangeType"), "delete_party");
  announce(
      "tag.members_changed", identity::TagMembersFact{7, {world.person("ann"), world.person("bob")}, {}, {2, 3}, {5}});
  ASSERT_TRUE(got(3));
  EXPECT_EQ(part(inner(2), "ChangeType"), "update_tag");
  EXPECT_EQ(part(inner(2), "TagId"), "7");
  EXPECT_EQ(part(inner(2), "AddUserItems"), "ann,bob");
  EXPECT_NE(inner(2).find("<DelUserItems>"), std::string::npos);
  EXPECT_EQ(part(inner(2), "AddPartyItems"), "2,3");
  EXPECT_EQ(part(inner(2), "DelPartyItems"), "5");
}

TEST_F(AppCompanyEvents, TellOfDepartmentsWhatChanged) {
  ask(Json::array({"change_contact"}));
  listen();
  std::int64_t sales = 0, north = 0;
  in_company([&](db::Tx& tx) {
    sales = directory::create_department(tx, {"Sales"}, olga()).number;
    north = directory::create_department(tx, {"North"}, olga()).number;
  });
  ASSERT_TRUE(got(2));
  in_company([&](db::Tx& tx) { directory::update_department(tx, north, {.name = "Nord"}, olga()); });
  ASSERT_TRUE(got(3));
  EXPECT_EQ(part(inner(2), "ChangeType") + part(inner(2), "Name"), "update_partyNord");
  EXPECT_EQ(inner(2).find("<ParentId>"), std::string::npos);
  in_company([&](db::Tx& tx) { directory::move_department(tx, north, sales, {}, olga()); });
  ASSERT_TRUE(got(4));
  EXPECT_EQ(part(inner(3), "ParentId"), std::to_string(sales));
  EXPECT_EQ(inner(3).find("<Name>"), std::string::npos);
}

TEST_F(AppCompanyEvents, TellWhereAMemberStandsNow) {
  ask(Json::array({"change_contact"}));
  listen();
  std::int64_t sales = 0;
  in_company([&](db::Tx& tx) { sales = directory::create_department(tx, {"Sales"}, olga()).number; });
  ASSERT_TRUE(got(1));
  const PrincipalId ann = world.person("ann");
  in_company([&](db::Tx& tx) { directory::set_departments(tx, {ann, {{sales, true, true, 0}}}, olga()); });
  ASSERT_TRUE(got(2));
  EXPECT_EQ(part(inner(1), "ChangeType"), "update_user");
  EXPECT_EQ(part(inner(1), "Department"), std::to_string(sales));
  EXPECT_NE(inner(1).find("<MainDepartment>" + std::to_string(sales) + "</MainDepartment>"), std::string::npos);
  EXPECT_EQ(part(inner(1), "IsLeaderInDept"), "1");
}

TEST_F(AppCompanyEvents, TellOfTheDepartedByTheUseridTheyHad) {
  ask(Json::array({"change_contact"}));
  listen();
  in_company([&](db::Tx& tx) { directory::offboard(tx, {world.person("ann"), "", true}, olga()); });
  ASSERT_TRUE(got(1));
  EXPECT_EQ(part(inner(0), "ChangeType") + part(inner(0), "UserID"), "delete_userann");
}

TEST_F(AppCompanyEvents, TellOfCustomers) {
  ask(Json::array({"change_external_contact"}));
  listen();
  announce("customer.added", customer("ann", R"({"state":"fair","way":null})"));
  ASSERT_TRUE(got(1));
  const std::string xml = inner(0);
  EXPECT_EQ(part(xml, "Event"), "change_external_contact");
  EXPECT_EQ(part(xml, "ChangeType"), "add_external_contact");
  EXPECT_EQ(part(xml, "UserID"), "ann");
  EXPECT_EQ(part(xml, "ExternalUserID"), kCustomer);
  EXPECT_EQ(part(xml, "State"), "fair");
  announce("customer.tagged", customer("ann", "{}"));
  announce("customer.removed", customer("ann", "{}"));
  announce("customer.lost", customer("ann", "{}"));
  announce("hand_over.ended", customer("ann", R"({"result":"refused"})"));
  ASSERT_TRUE(got(5));
  std::set<std::string> changes;
  for (std::size_t i = 1; i < 5; ++i)
    changes.insert(part(inner(i), "ChangeType") + part(inner(i), "FailReason"));
  EXPECT_EQ(
      changes,
      (std::set<std::string>{
          "edit_external_contact", "del_external_contact", "del_follow_user", "transfer_failcustomer_refused"}));
}

TEST_F(AppCompanyEvents, TellOfWhatWasWrittenDownAndWhoGaveACustomerAway) {
  ask(Json::array({"change_external_contact"}));
  listen();
  announce("customer.remarked", customer("ann", "{}"));
  ASSERT_TRUE(got(1));
  EXPECT_EQ(part(inner(0), "ChangeType"), "edit_external_contact");
  announce("customer.passed_on", customer("ann", "{}"));
  ASSERT_TRUE(got(2));
  EXPECT_EQ(part(inner(1), "ChangeType"), "del_external_contact");
  EXPECT_EQ(part(inner(1), "Source"), "DELETE_BY_TRANSFER");
  announce("hand_over.ended", customer("ann", R"({"result":"list_full"})"));
  ASSERT_TRUE(got(3));
  EXPECT_EQ(part(inner(2), "FailReason"), "customer_limit_exceed");
}

TEST_F(AppCompanyEvents, TellOfTags) {
  ask(Json::array({"change_external_tag"}));
  listen();
  announce("contact_tag.created", customers::ContactTagFact{7, 3, false});
  ASSERT_TRUE(got(1));
  EXPECT_EQ(part(inner(0), "ChangeType"), "create");
  EXPECT_EQ(part(inner(0), "Id"), "7");
  EXPECT_EQ(part(inner(0), "TagType"), "tag");
  announce("contact_tag_group.updated", customers::ContactTagFact{3, {}, false});
  ASSERT_TRUE(got(2));
  EXPECT_EQ(part(inner(1), "ChangeType"), "update");
  EXPECT_EQ(part(inner(1), "Id"), "g3");
  EXPECT_EQ(part(inner(1), "TagType"), "tag_group");
  announce("contact_tag.updated", customers::ContactTagFact{7, 3, true});
  ASSERT_TRUE(got(3));
  EXPECT_EQ(part(inner(2), "ChangeType"), "shuffle");
  EXPECT_EQ(part(inner(2), "Id"), "g3");
}

TEST_F(AppCompanyEvents, TellOfGroupsForCustomers) {
  ask(Json::array({"change_external_chat"}));
  listen();
  const auto chat = ConversationId::parse(kCustomer).value();
  const PrincipalId ann = world.person("ann");
  const auto tell = [&](const std::string& change, std::vector<PrincipalId> members, std::int64_t many) {
    announce("customer_group.updated", customers::CustomerGroupFact{chat, change, ann, std::move(members), many});
  };
  tell("members_added", {world.person("bob"), world.person("carl")}, 2);
  ASSERT_TRUE(got(1));
  EXPECT_EQ(part(inner(0), "ChatId"), kCustomer);
  EXPECT_EQ(part(inner(0), "ChangeType"), "update");
  EXPECT_EQ(part(inner(0), "UpdateDetail"), "add_member");
  EXPECT_NE(
      inner(0).find("<JoinScene>0</JoinScene><MemChangeCnt>2</MemChangeCnt><MemChangeList><Item>"), std::string::npos);
  EXPECT_NE(inner(0).find("<![CDATA[bob]]>"), std::string::npos);
  EXPECT_EQ(part(inner(0), "CurMemVer").size(), 32U);
  EXPECT_NE(part(inner(0), "CurMemVer"), "");
  tell("left", {ann}, 1);
  ASSERT_TRUE(got(2));
  EXPECT_NE(inner(1).find("<QuitScene>0</QuitScene><MemChangeCnt>1</MemChangeCnt>"), std::string::npos);
  tell("renamed", {}, 0);
  ASSERT_TRUE(got(3));
  EXPECT_EQ(part(inner(2), "UpdateDetail"), "change_name");
}

TEST_F(AppCompanyEvents, ComeSignedAsWebhooksHearThem) {
  ask(Json::array({"change_contact"}), "json");
  listen();
  const PrincipalId ann = world.person("ann");
  announce("member.updated", identity::MemberFact{ann, {"title"}});
  ASSERT_TRUE(got(1));
  const Json told = Json::parse(letters().at(0).body);
  EXPECT_EQ(told.at("type"), "member.updated");
  EXPECT_EQ(told.at("data").at("member"), ann.str());
  EXPECT_EQ(told.at("data").at("app"), numbers.at("Desk"));
}

}  // namespace
}  // namespace weft::test
