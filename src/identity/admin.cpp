// Companies, members and passwords under the rules that hold whoever asks.
//
// Every write of members takes the company's audit chain first (audit::lock): that puts the writers of one company in a
// line, so "the last owner" and "this userid is free" stay true until the commit.
#include "identity/store_activation.hpp"
#include "identity/store_roles.hpp"
#include "identity/userid.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/department_path.hpp>
#include <weft/identity/name_keys.hpp>

#include <unordered_set>

namespace weft::identity {
namespace {

constexpr int kMaxCompanies = 1000;
constexpr std::size_t kMaxName = 100;
constexpr std::size_t kMaxTitle = 128;
constexpr std::size_t kMaxDepartment = 1000;
constexpr std::chrono::hours kKeepDeadSessions{30 * 24};

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void check_text(const std::string& text, std::size_t max, const std::string& field) {
  if (count_characters(text) > max) refuse_field(field, "must be at most " + std::to_string(max) + " characters");
  if (std::any_of(text.begin(), text.end(), is_control)) refuse_field(field, "must not hold control characters");
}

void check_name(const std::string& name, const std::string& field) {
  if (name.find_first_not_of(' ') == std::string::npos) refuse_field(field, "must not be blank");
  check_text(name, kMaxName, field);
}

void check_member(const NewMember& member, const std::string& prefix) {
  if (!is_userid(member.userid)) {
    refuse_field(
        prefix + "userid", "must be 1 to 64 of the characters A-Z a-z 0-9 . _ @ - and not have the form of an id");
  }
  check_name(member.name, prefix + "name");
  check_text(member.title, kMaxTitle, prefix + "title");
  check_text(member.department, kMaxDepartment, prefix + "department");
  check_department_path(member.department, prefix + "department");
}

bool is_handle(std::string_view handle) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !handle.empty() && handle.size() <= 64 && std::all_of(handle.begin(), handle.end(), fits) &&
         handle.front() != '-' && handle.back() != '-';
}

template <class Enum>
std::string name_of(Enum value) {
  return boost::describe::enum_to_string(value, "");
}

/// What changed of a member: {"userid", "before", "after"}.
template <class Enum>
RawJson change_of(const store::Account& account, const char* field, Enum before, Enum after) {
  Json detail = {{"userid", account.userid}};
  detail["before"][field] = name_of(before);
  detail["after"][field] = name_of(after);
  return {detail.dump()};
}

store::Account need_account(db::Tx& tx, const PrincipalId& member) {
  auto account = store::account(tx, member);
  if (!account) throw ApiError(Errc::not_found);
  return *account;
}

void keep_an_owner(db::Tx& tx, const store::Account& account) {
  if (account.role == api::Role::owner && store::count_other_owners(tx, account.id) == 0) {
    throw ApiError(Errc::conflict, "the company would be left without an owner");
  }
}

/// The departments for which somebody is administrator: no rank that others see, and a role all the same.
std::optional<std::vector<std::int64_t>> regional_admin(db::Tx& tx, const PrincipalId& member) {
  const auto held = store::assignment(tx, member, store::role(tx, BuiltIn::admin).value().id);
  if (!held || held->company) return std::nullopt;
  return Reach{false, held->paths}.tops();
}

/// Locked, checked, written; `place` gives the path of the i-th member.
std::vector<PrincipalId> write_members(
    db::Tx& tx, std::span<const NewMember> members, const std::function<std::string(std::size_t)>& place,
    std::span<const MemberHook> hooks) {
  std::vector<std::string> keys;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < members.size(); ++i) {
    check_member(members[i], place(i));
    keys.push_back(userid_key(members[i].userid));
    if (!places.emplace(keys.back(), i).second) {
      throw ApiError(Errc::conflict, "the userid " + members[i].userid + " is used twice", place(i) + "userid");
    }
  }
  audit::lock(tx);
  if (const auto taken = store::taken_userid(tx, keys)) {
    throw ApiError(Errc::conflict, "the userid " + *taken + " is taken", place(places.at(*taken)) + "userid");
  }
  std::vector<PrincipalId> ids(members.size());
  std::generate(ids.begin(), ids.end(), [] { return PrincipalId::make(); });
  store::insert_members(tx, ids, members);
  std::vector<std::vector<std::string>> found_by;
  for (const NewMember& member : members)
    found_by.push_back(name_keys({member.name}));
  set_name_keys(tx, ids, found_by);
  if (store::place_members(tx, ids, members) > static_cast<std::int64_t>(kDepartmentNodes))
    throw ApiError(Errc::conflict, "the company would have more than 30,000 departments", place(0) + "department");
  for (std::size_t i = 0; i < members.size(); ++i)
    if (members[i].role != api::Role::member) store::put_rank(tx, ids[i], members[i].role);
  for (const auto& id : ids)
    for (const auto& hook : hooks)
      hook(tx, id);
  return ids;
}

AuditEntry creation_of(const NewMember& member, const PrincipalId& id, const Origin& origin) {
  const Json made = {{"name", member.name}, {"department", member.department}, {"role", name_of(member.role)}};
  const Json detail = {{"userid", member.userid}, {"before", nullptr}, {"after", made}};
  return {origin, "member.create", id.str(), {detail.dump()}};
}

}  // namespace

CorpId create_company(db::Tx& tx, const std::string& handle, const std::string& name, const Origin& origin) {
  if (!is_handle(handle))
    refuse_field("handle", "must be 1 to 64 of the characters a-z 0-9 -, with no dash at the ends");
  check_name(name, "name");
  const Company company{CorpId::make(), handle, name};
  if (!store::insert_company(tx, company))
    throw ApiError(Errc::conflict, "the handle " + handle + " is taken", "handle");
  tx.set_corp(company.id);
  store::insert_audit_head(tx);
  store::insert_root_department(tx, name);
  store::insert_builtin_roles(tx);
  audit::append(tx, {origin, "company.create", company.id.str(), {Json{{"handle", handle}, {"name", name}}.dump()}});
  return company.id;
}

std::vector<Company> list_companies(db::Tx& tx) {
  return store::companies(tx, kMaxCompanies);
}

Company choose_company(db::Tx& tx, std::string_view handle) {
  if (!handle.empty()) {
    if (auto company = store::company_by_handle(tx, lower_ascii(handle))) return *company;
    throw ApiError(Errc::not_found, "there is no company " + std::string(handle));
  }
  auto some = store::companies(tx, 2);
  if (some.empty()) throw ApiError(Errc::not_found, "there is no company yet");
  if (some.size() > 1) refuse_field("company", "there are several companies: name one");
  return std::move(some.front());
}

PrincipalId create_member(
    db::Tx& tx, const NewMember& member, const Origin& origin, std::span<const MemberHook> hooks) {
  const auto ids = write_members(
      tx, std::span(&member, 1), [](std::size_t) { return std::string(); }, hooks);
  audit::append(tx, creation_of(member, ids[0], origin));
  return ids[0];
}

std::vector<PrincipalId> create_members(
    db::Tx& tx, std::span<const NewMember> members, const Origin& origin, std::span<const MemberHook> hooks) {
  if (members.empty()) return {};
  auto ids = write_members(
      tx, members, [](std::size_t i) { return "members[" + std::to_string(i) + "]."; }, hooks);
  std::vector<AuditEntry> entries;
  for (std::size_t i = 0; i < ids.size(); ++i)
    entries.push_back(creation_of(members[i], ids[i], origin));
  audit::append_all(tx, entries);
  return ids;
}

std::vector<Principal> list_members(db::Tx& tx, const std::string& after, std::int64_t limit) {
  return store::list_members(tx, {}, userid_key(after), limit);
}

void set_role(db::Tx& tx, const PrincipalId& member, api::Role role, const Origin& origin) {
  audit::lock(tx);
  const auto account = need_account(tx, member);
  const auto region = regional_admin(tx, member);
  if (account.role == role && !region) return;
  if (role != api::Role::owner) keep_an_owner(tx, account);
  store::put_rank(tx, member, role);
  Json detail = Json::parse(change_of(account, "role", account.role, role).text);
  if (region) detail["before"]["admin_of"] = *region;
  audit::append(tx, {origin, "member.set_role", member.str(), {detail.dump()}});
}

void set_status(db::Tx& tx, const PrincipalId& member, PrincipalStatus status, const Origin& origin) {
  audit::lock(tx);
  const auto account = need_account(tx, member);
  if (status == PrincipalStatus::active && !account.password_hash) status = PrincipalStatus::not_activated;
  if (account.status == status) return;
  if (account.status == PrincipalStatus::left) throw ApiError(Errc::conflict, "this member has left the company");
  if (status != PrincipalStatus::active) keep_an_owner(tx, account);
  store::update_status(tx, member, status);
  if (status != PrincipalStatus::active) {
    store::revoke_sessions(tx, member, std::nullopt);
    store::delete_activations_by(tx, member);
    tx.emit(RevokedEvent{member, {}});
  }
  audit::append(tx, {origin, "member.set_status", member.str(), change_of(account, "status", account.status, status)});
}

std::int64_t set_password(
    db::Tx& tx, const PrincipalId& member, const std::string& hash, const Origin& origin,
    const std::optional<SessionId>& keep) {
  audit::lock(tx);
  const auto account = need_account(tx, member);
  store::update_password(tx, member, hash);
  if (account.status == PrincipalStatus::not_activated) store::update_status(tx, member, PrincipalStatus::active);
  auto ended = store::revoke_sessions(tx, member, keep);
  const auto count = static_cast<std::int64_t>(ended.size());
  if (count > 0) tx.emit(RevokedEvent{member, std::move(ended)});
  const bool own = origin.actor == member;
  audit::append(
      tx, {origin,
           own ? "me.change_password" : "member.reset_password",
           member.str(),
           {Json{{"userid", account.userid}}.dump()}});
  return count;
}

std::int64_t revoke_sessions(db::Tx& tx, const PrincipalId& member, const Origin& origin) {
  audit::lock(tx);
  const auto account = need_account(tx, member);
  const auto count = static_cast<std::int64_t>(store::revoke_sessions(tx, member, std::nullopt).size());
  tx.emit(RevokedEvent{member, {}});
  audit::append(
      tx, {origin, "session.revoke_all", member.str(), {Json{{"userid", account.userid}, {"revoked", count}}.dump()}});
  return count;
}

std::int64_t purge_sessions(db::Tx& tx, int limit) {
  return store::delete_dead_sessions(tx, tx.now() - kKeepDeadSessions, limit);
}

}  // namespace weft::identity
