// Invitations: who gets in, how often, when, and with whose leave; and the first password.
#include "conversations/world.hpp"
#include "directory/store_invitations.hpp"
#include "support/plans.hpp"
#include <weft/directory/invitations.hpp>
#include <weft/directory/qr.hpp>
#include <weft/identity/activation.hpp>

#include <future>
#include <thread>

namespace weft::directory {
namespace {

using test::code;

class InvitationWorld : public test::World {
 public:
  InvitationWorld() {
    identity::IdentityOptions options;
    options.hash = [](std::string_view password) { return "quick:" + std::string(password); };
    identity = std::make_unique<identity::Identity>(dispatcher, pool_, clock, std::move(options));
    registry.add(invitation_operations(*identity));
    registry.add(identity::activation_operations(*identity));
    registry.add(identity::operations(*identity));
    ada = person("ada");
    as_owner([&](db::Tx& tx) {
      tx.set_corp(corp);
      identity::set_role(tx, ada, api::Role::admin);
      return db::exec(tx, "SELECT weft_department_at($1, 'Sales/North', now())", corp).size();
    });
  }
  ~InvitationWorld() { pool_.stop(); }

  Json invite(Json more = Json::object()) {
    more["departments"] = Json::array({2, 3});
    return call("ada", "invitation.create", more);
  }
  /// A call without a session.
  Json open(const std::string& operation, const Json& input) {
    const api::Operation* found = registry.find(operation);
    std::promise<api::Outcome> promise;
    api::Dispatcher::Call call;
    call.operation = found;
    call.input = std::make_shared<Json>(input);
    call.address = "192.0.2.7";
    dispatcher.dispatch(std::move(call), [&](api::Outcome outcome) { promise.set_value(std::move(outcome)); });
    const auto outcome = promise.get_future().get();
    if (const auto* error = std::get_if<ApiError>(&outcome)) return Json::parse(problem_json(*error, ""));
    return Json::parse(std::get<std::string>(outcome));
  }
  Json join(const Json& made, const std::string& userid) {
    return open("invitation.accept", {{"code", made.at("code")}, {"userid", userid}, {"name", "Name of " + userid}});
  }
  std::string value(const std::string& query) {
    return as_owner([&](db::Tx& tx) { return db::text_of(db::exec(tx, query)[0][0]); });
  }

  std::unique_ptr<identity::Identity> identity;
  PrincipalId ada;

 private:
  identity::CpuPool pool_;
};

TEST(Invitation, LetsPeopleInWhoSetTheirFirstPassword) {
  InvitationWorld world;
  const Json made = world.invite({{"uses", 2}});
  EXPECT_EQ(made.at("link"), "/join/" + made.at("code").get<std::string>());
  EXPECT_EQ(world.open("invitation.look", {{"code", made.at("code")}}), (Json{{"company", "Acme"}}));
  const Json joined = world.join(made, "nina");
  ASSERT_EQ(joined.at("status"), "joined") << joined.dump();
  EXPECT_EQ(
      world.value("SELECT string_agg(d.full_name, ',' ORDER BY NOT dm.main) FROM department_members dm JOIN "
                  "departments d ON d.number = "
                  "dm.department AND d.corp_id = dm.corp_id JOIN members m ON m.principal_id = dm.principal_id WHERE "
                  "m.userid = 'nina'"),
      "Sales,Sales/North");
  const Json sign_in = {{"user", "nina"}, {"password", "correct horse"}, {"device", "phone"}};
  EXPECT_EQ(code(world.open("session.create", sign_in)), "unauthenticated");
  const Json use = {{"code", joined.at("activation")}, {"password", "correct horse"}};
  EXPECT_EQ(world.open("activation.use", use).at("userid"), "nina");
  EXPECT_EQ(code(world.open("activation.use", use)), "invalid_argument");
  EXPECT_EQ(
      world.value("SELECT status FROM principals p JOIN members m ON m.principal_id = p.id WHERE userid = 'nina'"),
      "active");
  EXPECT_EQ(world.value("SELECT password_hash FROM members WHERE userid = 'nina'"), "quick:correct horse");
}

TEST(Invitation, EndsByTimeByUsesAndByHand) {
  InvitationWorld world;
  const Json once = world.invite({{"uses", 1}}), soon = world.invite({{"hours", 1}}), other = world.invite();
  EXPECT_EQ(world.join(once, "a").at("status"), "joined");
  EXPECT_EQ(code(world.join(once, "b")), "not_found");
  world.call("ada", "invitation.revoke", {{"invitation", other.at("invitation").at("id")}});
  EXPECT_EQ(code(world.join(other, "b")), "not_found");
  world.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(code(world.join(soon, "b")), "not_found");
  EXPECT_EQ(code(world.open("invitation.look", {{"code", soon.at("code")}})), "not_found");
}

TEST(Invitation, GivesItsLastUseToOneOfTwo) {
  InvitationWorld world;
  for (int round = 0; round < 10; ++round) {
    const Json made = world.invite({{"uses", 1}});
    std::vector<std::future<Json>> answers;
    for (int i = 0; i < 4; ++i)
      answers.push_back(std::async(std::launch::async, [&, i] {
        return world.join(made, "r" + std::to_string(round) + "-" + std::to_string(i));
      }));
    int in = 0;
    for (auto& answer : answers)
      in += answer.get().contains("activation") ? 1 : 0;
    EXPECT_EQ(in, 1);
  }
  EXPECT_EQ(world.value("SELECT count(*) FROM members WHERE userid LIKE 'r%'"), "10");
}

TEST(Invitation, WaitsForApprovalAndGivesRefusedUsesBack) {
  InvitationWorld world;
  const Json made = world.invite({{"approval", true}, {"uses", 1}});
  const Json waiting = world.join(made, "nina");
  EXPECT_EQ(waiting.at("status"), "waiting");
  EXPECT_EQ(world.value("SELECT count(*) FROM members WHERE userid = 'nina'"), "0");
  const Json use = {{"code", waiting.at("activation")}, {"password", "correct horse"}};
  EXPECT_EQ(code(world.open("activation.use", use)), "invalid_argument");
  EXPECT_EQ(code(world.join(made, "oscar")), "not_found");
  const Json list = world.call("ada", "join_request.list", Json::object());
  ASSERT_EQ(list.at("items").size(), 1U);
  const Json decide = {{"request", list["items"][0]["id"]}, {"approve", false}};
  EXPECT_EQ(world.call("ada", "join_request.decide", decide).at("status"), "refused");
  EXPECT_EQ(code(world.call("ada", "join_request.decide", decide)), "conflict");
  const Json again = world.join(made, "nina");
  EXPECT_EQ(
      world.call("ada", "join_request.decide", {{"request", again.at("request")}, {"approve", true}}).at("status"),
      "joined");
  EXPECT_EQ(
      world.open("activation.use", {{"code", again.at("activation")}, {"password", "correct horse"}}).at("userid"),
      "nina");
}

TEST(Invitation, IsForgottenHalfAYearAfterItsEndAndItsRequestsWithIt) {
  InvitationWorld world;
  const Json open = world.invite({{"hours", 8760}}), revoked = world.invite({{"hours", 8760}});
  const Json asking = world.invite({{"approval", true}}), used = world.invite({{"uses", 1}});
  world.join(used, "nina");
  world.call("ada", "invitation.revoke", {{"invitation", revoked.at("invitation").at("id")}});
  const Json refused = world.join(asking, "otto"), waiting = world.join(asking, "paul");
  world.call("ada", "join_request.decide", {{"request", refused.at("request")}, {"approve", false}});
  const auto purge = [&](int limit) {
    const auto connection = db::connect(world.pool(1));
    db::Tx tx(*connection, world.clock);
    tx.set_corp(world.corp);
    const std::int64_t gone = purge_invitations(tx, limit);
    tx.commit();
    return gone;
  };
  const auto left = [&] { return world.value("SELECT count(*) FROM invitations"); };
  const auto requests = [&] { return world.value("SELECT coalesce(string_agg(userid, ' '), '') FROM join_requests"); };
  world.clock.advance(std::chrono::days(179));
  EXPECT_EQ(purge(10), 0);
  world.clock.advance(std::chrono::days(2));
  EXPECT_EQ(purge(1), 2) << "a batch: one request and the revoked invitation";
  EXPECT_EQ(purge(10), 1) << "the other request";
  EXPECT_EQ(requests(), "paul");
  EXPECT_EQ(left(), "3");
  world.clock.advance(std::chrono::days(7));
  EXPECT_EQ(purge(10), 1) << "what was used up ended with its week";
  EXPECT_EQ(left(), "2") << "what is good, and what somebody waits by";
  world.call("ada", "join_request.decide", {{"request", waiting.at("request")}, {"approve", true}});
  world.clock.advance(std::chrono::days(181));
  EXPECT_EQ(purge(10), 2);
  EXPECT_EQ(requests(), "");
  EXPECT_EQ(
      world.value(
          "SELECT count(*) FROM invitations WHERE id = '" + open.at("invitation").at("id").get<std::string>() + "'"),
      "1");
}

TEST(Invitation, RefusesWhatIsTakenOrUnfit) {
  InvitationWorld world;
  const Json made = world.invite({{"uses", 5}}), held = world.invite({{"approval", true}});
  world.person("mia");
  EXPECT_EQ(code(world.join(made, "MIA")), "conflict");
  EXPECT_EQ(code(world.join(held, "mia")), "conflict");
  EXPECT_EQ(code(world.join(made, "no spaces")), "invalid_argument");
  EXPECT_EQ(world.value("SELECT min(uses_left) FROM invitations"), "5");
  world.join(held, "nina");
  EXPECT_EQ(code(world.join(held, "Nina")), "conflict");
  EXPECT_EQ(code(world.call("ada", "invitation.create", {{"departments", {99}}})), "invalid_argument");
  EXPECT_EQ(code(world.call("mia", "invitation.create", {{"departments", {2}}})), "forbidden");
}

TEST(Invitation, KeepsItsCodeNowhere) {
  InvitationWorld world;
  const Json made = world.invite();
  const std::string secret = made.at("code").get<std::string>().substr(32);
  for (const char* table : {"invitations", "audit_log", "join_requests", "activations"})
    EXPECT_EQ(
        world.value("SELECT count(*) FROM " + std::string(table) + " t WHERE t::text LIKE '%" + secret + "%'"), "0");
}

TEST(Invitation, SlowsGuessesDown) {
  InvitationWorld world;
  const std::string wrong = identity::make_code(world.corp).text;
  std::string last;
  for (int i = 0; i < 12; ++i)
    last = code(world.open("invitation.look", {{"code", wrong}}));
  EXPECT_EQ(last, "rate_limited");
  for (int i = 0; i < 12; ++i)
    last = code(world.open("activation.use", {{"code", "junk"}, {"password", "correct horse"}}));
  EXPECT_EQ(last, "rate_limited");
}

TEST(Invitation, IsDrawnAsAQrCode) {
  InvitationWorld world;
  const Json made = world.invite();
  const Json input = {{"code", made.at("code")}, {"origin", "https://chat.example.com/"}, {"format", "svg"}};
  const Json svg = world.call("ada", "invitation.draw", input);
  EXPECT_EQ(svg.at("link"), "https://chat.example.com" + made.at("link").get<std::string>());
  EXPECT_EQ(svg.at("type"), "image/svg+xml");
  EXPECT_EQ(qr_png("x").substr(1, 3), "PNG");
  EXPECT_EQ(qr_svg("x").substr(0, 4), "<svg");
  EXPECT_THROW(qr_svg(std::string(3000, 'x')), ApiError);
}

TEST(Invitation, EndsWithTheRightToMakeIt) {
  InvitationWorld world;
  const PrincipalId boss = world.person("boss"), ada = world.ada;
  const auto set = [&](auto change) {
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      change(tx);
      return 0;
    });
  };
  set([&](db::Tx& tx) { identity::set_role(tx, boss, api::Role::owner); });
  const Json made = world.invite();
  set([&](db::Tx& tx) { identity::set_role(tx, ada, api::Role::member); });
  EXPECT_EQ(code(world.join(made, "a")), "not_found");
  set([&](db::Tx& tx) { identity::set_role(tx, ada, api::Role::admin); });
  EXPECT_EQ(world.join(made, "a").at("status"), "joined");
  set([&](db::Tx& tx) { identity::set_status(tx, ada, identity::PrincipalStatus::disabled); });
  EXPECT_EQ(code(world.join(made, "b")), "not_found");
}

TEST(Invitation, IsNobodysRegionWhenItsDepartmentsAreGone) {
  InvitationWorld world;
  const PrincipalId rita = world.person("rita");
  const Json made = world.invite();
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    db::exec(tx, "DELETE FROM departments WHERE number IN (2, 3)");
    db::exec(tx, "SELECT weft_department_at($1, 'Region', now())", world.corp);
    db::exec(
        tx,
        "WITH made AS (INSERT INTO roles (corp_id, id, name, permissions, created_at, changed_at) VALUES ($1, "
        "gen_random_uuid(), 'R', '{invitations_manage}', now(), now()) RETURNING id), held AS (INSERT INTO "
        "role_assignments (corp_id, principal_id, role_id, company, granted_at) SELECT $1, $2, id, false, now() FROM "
        "made "
        "RETURNING role_id) INSERT INTO role_scopes (corp_id, principal_id, role_id, department) SELECT $1, $2, "
        "role_id, "
        "4 FROM held",
        world.corp, rita);
    return db::exec(tx, "SELECT weft_refresh_rank($1, ARRAY[$2]::uuid[])", world.corp, rita).size();
  });
  EXPECT_TRUE(world.call("rita", "invitation.list", Json::object()).at("items").empty());
  EXPECT_EQ(
      code(world.call("rita", "invitation.revoke", {{"invitation", made.at("invitation").at("id")}})), "forbidden");
  EXPECT_EQ(world.call("ada", "invitation.list", Json::object()).at("items").size(), 1U);
}

TEST(Invitation, TellsNobodyWhichUseridsThereAre) {
  InvitationWorld world;
  const Json made = world.invite();
  int told = 0;
  for (int i = 0; i < 50; ++i)
    told += code(world.join(made, "ada")) == "conflict";
  EXPECT_GT(told, 0);
  EXPECT_LT(told, 20);
  EXPECT_EQ(code(world.join(made, "ada")), "rate_limited");
}

TEST(Activation, EndsWhenItsMakerIsDisabled) {
  InvitationWorld world;
  const PrincipalId boss = world.person("boss");
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    identity::set_role(tx, boss, api::Role::owner);
    return identity::create_member(tx, {.userid = "nina", .name = "Nina"});
  });
  const Json made = world.call("ada", "activation.create", {{"member", "nina"}});
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    identity::set_status(tx, world.ada, identity::PrincipalStatus::disabled);
    return 0;
  });
  EXPECT_EQ(
      code(world.open("activation.use", {{"code", made.at("code")}, {"password", "correct horse"}})),
      "invalid_argument");
}

TEST(Activation, IsMadeByAdministratorsForThoseWithoutPassword) {
  InvitationWorld world;
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    return identity::create_member(tx, {.userid = "nina", .name = "Nina"});
  });
  const Json first = world.call("ada", "activation.create", {{"member", "nina"}});
  const Json second = world.call("ada", "activation.create", {{"member", "nina"}});
  const auto use = [&](const Json& made) {
    return world.open("activation.use", {{"code", made.at("code")}, {"password", "correct horse"}});
  };
  EXPECT_EQ(code(use(first)), "invalid_argument");
  world.clock.advance(std::chrono::hours(24 * 8));
  EXPECT_EQ(code(use(second)), "invalid_argument");
}

TEST(InvitationPlans, UseAnIndexForEveryTableThatGrows) {
  InvitationWorld world;
  world.join(world.invite(), "nina");
  const auto connection = db::connect(world.pool(1));
  db::Tx tx(*connection, world.clock);
  tx.set_corp(world.corp);
  const std::string hash(64, 'a');
  store::invited_places(tx, {2});
  store::load_invitation(tx, InvitationId::make());
  store::live_invitation(tx, hash);
  store::use_invitation(tx, hash);
  store::give_back_use(tx, InvitationId::make());
  store::revoke_invitation(tx, InvitationId::make());
  store::list_invitations(tx, {}, 10);
  store::lock_request(tx, JoinRequestId::make());
  store::list_requests(tx, JoinStatus::waiting, {}, 10);
  store::waiting_requests(tx, InvitationId::make(), 10);
  identity::purge_activations(tx, 10);
  purge_invitations(tx, 10);
  for (const std::string& read : test::whole_reads(tx))
    ADD_FAILURE() << read;
}

}  // namespace
}  // namespace weft::directory
