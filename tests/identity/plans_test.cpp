// No statement reads a table from end to end that grows with the use of the server.
#include "support/plans.hpp"

#include "identity/store.hpp"
#include "identity/store_roles.hpp"
#include "identity/store_visibility.hpp"
#include "identity/store_watermarks.hpp"
#include "identity/world.hpp"
#include <weft/identity/name_keys.hpp>

namespace weft::identity {
namespace {

TEST(IdentityPlans, UseAnIndexForEveryTableThatGrows) {
  World world;
  const CorpId corp = world.company("acme");
  const PrincipalId anna = world.member(corp, "anna");
  const auto login = world.sign_in("anna");
  world.as_server([&](db::Tx& tx) {
    tx.set_corp(corp);
    const api::Caller caller{corp, anna, login.session, api::Role::member, "anna"};
    store::known_ids(tx, {anna}, false, false);
    store::known_userids(tx, {"anna"}, false);
    store::id_of_userid(tx, "anna");
    load_principal(tx, anna);
    load_self(tx, caller);
    store::list_members(tx, {}, "", 10);
    store::find_members(tx, {}, "", "an", 10);
    store::path_of_department(tx, "Sales");
    set_name_keys(tx, std::vector{anna}, {name_keys({"Anna"})});
    store::view(tx, anna);
    View view;
    view.ruled = true;
    store::visible(tx, view, std::vector{anna});
    store::seen_departments(tx, view, {anna});
    store::chat_refused(tx, anna, {anna});
    store::account_of_userid(tx, "anna");
    store::account(tx, anna);
    store::count_other_owners(tx, anna);
    store::taken_userid(tx, {"bert"});
    store::sessions(tx, anna, std::nullopt, 10);
    store::insert_session(
        tx, {SessionId::make(), anna, token_hash("x"), "d", "a", std::chrono::hours(1), std::chrono::hours(2)});
    store::revoke_session(tx, anna, login.session);
    store::revoke_sessions(tx, anna, std::nullopt);
    store::revoke_surplus(tx, anna, 10);
    purge_sessions(tx, 10);
    store::audit_after(tx, 0, 10);
    store::AuditFilter filter;
    store::audit_matching(tx, filter, 10);
    filter.target = "test";
    store::audit_matching(tx, filter, 10);
    filter.actor = anna;
    store::audit_matching(tx, filter, 10);
    store::audit_seq_at(tx, tx.now());
    store::audited_addresses(tx, "test", "test", tx.now());
    const auto auditor = store::role(tx, BuiltIn::auditor).value();
    store::roles(tx);
    store::role(tx, auditor.id);
    store::count_custom_roles(tx);
    store::RoleRow made{RoleId::make(), std::nullopt, "Made", "", {api::Permission::tags_manage}, 0};
    store::insert_role(tx, made);
    store::update_role_definition(tx, made);
    store::put_assignment(tx, anna, made.id, {1}, anna);
    store::count_assignments(tx, anna);
    store::assignment(tx, anna, made.id);
    store::assignments(tx, {}, {}, 10);
    store::assignments(tx, {std::nullopt, made.id, true, {}}, {}, 10);
    load_holdings(tx, anna);
    store::department_paths(tx, anna);
    store::paths_of(tx, {1});
    store::put_rank(tx, anna, api::Role::admin);
    store::delete_assignment(tx, anna, made.id);
    store::delete_role(tx, made.id);
    store::settings(tx, "test");
    store::upsert_settings(tx, "test", "{}");
    store::company_secret(tx, "test", std::string(32, 'x'));
    store::viewer(tx, anna);
    store::insert_token(tx, "0123456789", anna, "2026-03-01");
    store::issued_token(tx, "0123456789");
    store::delete_tokens(tx, tx.now(), 10);
    audit::append(tx, {{}, "test", "test", {"{}"}});
    // What a server asks that may have missed revocations.
    db::exec(
        tx, "SELECT id, principal_id FROM sessions WHERE corp_id = $1 AND revoked_at > $2 ORDER BY revoked_at, id",
        corp, tx.now());
    for (const std::string& read : test::whole_reads(tx))
      ADD_FAILURE() << read;
    EXPECT_GT(test::prepared_count(tx), 20U);
  });
}

}  // namespace
}  // namespace weft::identity
