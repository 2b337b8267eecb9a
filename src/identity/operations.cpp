// The table of operations of identity, and the thin handlers.
#include "identity/operations.hpp"

#include "identity/grants.hpp"
#include "identity/service.hpp"
#include "identity/service_audit.hpp"
#include "identity/store.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::identity {
namespace {

using api::Method;
using api::Permission;
using api::Policy;
using Operations = std::vector<api::Operation>;

template <class In, class Out, class Rule>
api::Operation immediate(api::Declaration declaration, Rule rule) {
  return api::transactional<In, Out>(std::move(declaration), std::move(rule));
}

Me who_am_i(db::Tx& tx, const api::Caller& caller) {
  const Company company = store::own_company(tx);
  Me me{load_principal(tx, caller.principal).value(), {company.id, company.name}, caller.session, caller.role, {}};
  if (caller.permissions.empty()) return me;
  const Holdings held = load_holdings(tx, caller);
  held.permissions().for_each([&](Permission permission) {
    const Reach reach = held.reach(permission);
    Granted granted{permission, reach.company, {}};
    for (const std::string& path : reach.paths)
      granted.departments.push_back(department_of(path));
    me.permissions.push_back(std::move(granted));
  });
  return me;
}

void add_sessions(Operations& list, Identity& identity) {
  list.push_back(api::deferred<SignIn, SignedIn>(
      {"session.create", Method::post, "/api/v1/sessions", Policy::anonymous,
       "Sign in on a device with userid and password"},
      [&identity](api::Context context, SignIn in, api::Answer<SignedIn> answer) {
        sign_in(identity, std::move(context), std::move(in), std::move(answer));
      }));
  list.push_back(immediate<PageInput, api::Page<SessionView>>(
      {"session.list", Method::get, "/api/v1/sessions", Policy::signed_in,
       "The devices you are signed in on, newest first"},
      [](db::Tx& tx, const api::Context& context, const PageInput& in) {
        return list_own_sessions(tx, context.who(), in);
      }));
  list.push_back(immediate<SessionInput, Revoked>(
      {"session.revoke", Method::del, "/api/v1/sessions/{session}", Policy::customer_too,
       "Sign one of your devices out"},
      [](db::Tx& tx, const api::Context& context, const SessionInput& in) {
        return revoke_own_session(tx, context.who(), in.session);
      }));
  list.push_back(immediate<RevokeAll, Revoked>(
      {"session.revoke_all", Method::post, "/api/v1/sessions/revoke-all", Policy::signed_in,
       "Sign all your devices out, or all others"},
      [](db::Tx& tx, const api::Context& context, const RevokeAll& in) {
        return revoke_own_sessions(tx, context.who(), in.keep_current.value_or(false));
      }));
}

void add_me(Operations& list, Identity& identity) {
  list.push_back(immediate<api::Nothing, Me>(
      {"me.get", Method::get, "/api/v1/me", Policy::signed_in, "Who you are and what you may do"},
      [](db::Tx& tx, const api::Context& context, const api::Nothing&) { return who_am_i(tx, context.who()); }));
  list.push_back(api::deferred<ChangePassword, Revoked>(
      {"me.change_password", Method::post, "/api/v1/me/password", Policy::signed_in,
       "Change your password; your other devices are signed out"},
      [&identity](api::Context context, ChangePassword in, api::Answer<Revoked> answer) {
        change_password(identity, std::move(context), std::move(in), std::move(answer));
      }));
  list.push_back(immediate<PrincipalInput, Principal>(
      {"principal.get", Method::get, "/api/v1/principals/{principal}", Policy::staff, "Who somebody is"},
      [](db::Tx& tx, const api::Context& context, const PrincipalInput& in) {
        return show_person(tx, context.who(), find_seen(tx, context.who(), in.principal));
      }));
}

void add_members(Operations& list, Identity& identity) {
  list.push_back(api::deferred<CreateMember, Principal>(
      {"member.create", Method::post, "/api/v1/members", Permission::members_manage,
       "Add a member; only an owner adds administrators and owners"},
      [&identity](api::Context context, CreateMember in, api::Answer<Principal> answer) {
        create_member_as(identity, std::move(context), std::move(in), std::move(answer));
      }));
  list.push_back(immediate<ListMembers, api::Page<Principal>>(
      {"member.list", Method::get, "/api/v1/members", Policy::staff,
       "The members by userid; `query` is the start of a userid or name"},
      [](db::Tx& tx, const api::Context& context, const ListMembers& in) {
        return page_of_members(tx, context.who(), in);
      }));
  list.push_back(immediate<SetRole, Principal>(
      {"member.set_role", Method::put, "/api/v1/members/{member}/role", Permission::roles_manage,
       "Give a member a role; one owner always remains"},
      [](db::Tx& tx, const api::Context& context, const SetRole& in) { return set_role_as(tx, context, in); }));
  list.push_back(immediate<SetStatus, Principal>(
      {"member.set_status", Method::put, "/api/v1/members/{member}/status", Permission::members_manage,
       "Disable a member, with all sessions, or let it back in"},
      [](db::Tx& tx, const api::Context& context, const SetStatus& in) { return set_status_as(tx, context, in); }));
  list.push_back(api::deferred<ResetPassword, Revoked>(
      {"member.reset_password", Method::put, "/api/v1/members/{member}/password", Permission::passwords_reset,
       "Give a member a new password; all its devices are signed out"},
      [&identity](api::Context context, ResetPassword in, api::Answer<Revoked> answer) {
        reset_password(identity, std::move(context), std::move(in), std::move(answer));
      }));
}

void add_audit(Operations& list) {
  list.push_back(immediate<ListAudit, api::Page<AuditRow>>(
      {"audit.list", Method::get, "/api/v1/audit", Permission::audit_read,
       "What administrators did, who signed in, what was refused; newest first"},
      [](db::Tx& tx, const api::Context&, const ListAudit& in) { return page_of_audit(tx, in); }));
  list.push_back(immediate<ExportAudit, AuditPart>(
      {"audit.export", Method::post, "/api/v1/audit/export", Permission::audit_read,
       "The same as a file, in parts: put the contents behind each other"},
      [](db::Tx& tx, const api::Context& context, const ExportAudit& in) { return export_audit(tx, context, in); }));
}

}  // namespace

std::vector<api::Operation> operations(Identity& identity) {
  Operations list;
  add_sessions(list, identity);
  add_me(list, identity);
  add_members(list, identity);
  add_audit(list);
  add_roles(list);
  add_watermarks(list);
  return list;
}

}  // namespace weft::identity
