// Members as administrators handle them: nobody grants what they do not hold, nobody touches who
// stands higher.
#include "identity/service.hpp"
#include "identity/service_roles.hpp"
#include "identity/store.hpp"
#include "identity/userid.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/department_path.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::identity {
namespace {

constexpr std::string_view kMemberList = "members";

NewMember new_member(const CreateMember& input) {
  return {
      input.userid, input.name, input.title.value_or(""), input.department.value_or(""),
      input.role.value_or(api::Role::member)};
}

/// A new member comes into a department within reach. Who may not make departments everywhere names one that is there.
void need_department_in_reach(db::Tx& tx, const api::Caller& caller, const std::string& department) {
  const Reach members = reach(tx, caller, api::Permission::members_manage);
  if (members.company && reach(tx, caller, api::Permission::departments_manage).company) return;
  check_department_path(department, "department");
  const auto path = store::path_of_department(tx, department);
  if (!path) refuse_field("department", "is not there, and to make it is not yours");
  if (!members.covers(*path))
    throw ApiError(Errc::forbidden, "your permission does not reach this department", "department");
}

Principal store_member(
    db::Tx& tx, const api::Context& context, const NewMember& member, std::span<const MemberHook> hooks) {
  const api::Caller caller = begin_admin(tx, context.who(), api::Permission::members_manage);
  require_grantable(tx, caller, member.role);
  need_department_in_reach(tx, caller, member.department);
  return load_principal(tx, create_member(tx, member, origin_of(context), hooks)).value();
}

store::Account target_of(db::Tx& tx, const api::Caller& caller, const PersonRef& ref) {
  auto account = store::account(tx, find_seen(tx, caller, ref));
  if (!account) throw ApiError(Errc::not_found);
  return *account;
}

}  // namespace

void create_member_as(Identity& identity, api::Context context, CreateMember input, api::Answer<Principal> answer) {
  NewMember member = new_member(input);
  if (input.password) check_new_password(input.password->value, member.userid, "password");
  const std::span<const MemberHook> hooks = identity.options.on_member_created;
  if (!input.password) {
    return answer_from(identity, context, answer, [context, member, hooks](db::Tx& tx) {
      return store_member(tx, context, member, hooks);
    });
  }
  const std::string request_id = context.request_id;
  on_pool(
      identity, answer, request_id,
      [&identity, context = std::move(context), input = std::move(input), member, hooks, answer] {
        NewMember ready = member;
        ready.password_hash = identity.options.hash(input.password->value);
        answer_from(identity, context, answer, [context, ready, hooks](db::Tx& tx) {
          return store_member(tx, context, ready, hooks);
        });
      });
}

api::Page<Principal> page_of_members(db::Tx& tx, const api::Caller& caller, const ListMembers& input) {
  std::string after;
  if (input.cursor) after = api::decode_cursor(kMemberList, *input.cursor, 1)[0];
  const auto limit = api::limit_of(input.limit);
  const View view = view_of(tx, caller);
  auto items = input.query ? store::find_members(tx, view, after, input.query->value, limit + 1)
                           : store::list_members(tx, view, after, limit + 1);
  auto page = api::make_page(
      std::move(items), limit, kMemberList, [](const Principal& last) { return std::vector{userid_key(last.userid)}; });
  show_departments(tx, view, page.items);
  return page;
}

Principal set_role_as(db::Tx& tx, const api::Context& context, const SetRole& input) {
  const api::Caller caller = begin_admin(tx, context.who(), api::Permission::roles_manage);
  const auto target = target_of(tx, caller, input.member);
  require_company(tx, caller, api::Permission::roles_manage);
  require_not_above(tx, caller, target.id);
  require_grantable(tx, caller, input.role);
  set_role(tx, target.id, input.role, origin_of(context));
  return load_principal(tx, target.id).value();
}

Principal set_status_as(db::Tx& tx, const api::Context& context, const SetStatus& input) {
  const api::Caller caller = begin_admin(tx, context.who(), api::Permission::members_manage);
  const auto target = target_of(tx, caller, input.member);
  require_reach(tx, caller, api::Permission::members_manage, target.id);
  require_not_above(tx, caller, target.id);
  const bool disable = input.status == SettableStatus::disabled;
  if (disable && target.id == context.who().principal) throw ApiError(Errc::conflict, "you cannot disable yourself");
  set_status(tx, target.id, disable ? PrincipalStatus::disabled : PrincipalStatus::active, origin_of(context));
  return load_principal(tx, target.id).value();
}

}  // namespace weft::identity
