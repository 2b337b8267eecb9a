// Who sees whom: a view of the directory for each viewer, and references that respect it.
#include "identity/people.hpp"
#include "identity/store_visibility.hpp"
#include <weft/base/error.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/roles.hpp>
#include <weft/identity/visibility.hpp>

#include <algorithm>

namespace weft::identity {
namespace {

bool begins_with_any(std::string_view path, const std::vector<std::string>& starts) {
  return std::any_of(starts.begin(), starts.end(), [&](const std::string& start) { return path.starts_with(start); });
}

void need_seen(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, const std::vector<PrincipalId>& ids,
    const std::function<std::string(std::size_t)>& field) {
  const View view = view_of(tx, caller);
  if (!view.ruled) return;
  const auto seen = visible(tx, view, ids);
  const std::unordered_set<PrincipalId> known(seen.begin(), seen.end());
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (!known.contains(ids[i])) refuse_person(refs[i], field(i));
}

void need_meetable(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, const std::vector<PrincipalId>& ids,
    const std::function<std::string(std::size_t)>& field) {
  need_seen(tx, caller, refs, ids, field);
  const auto refused = store::chat_refused(tx, caller.principal, ids);
  if (refused.empty()) return;
  const std::unordered_set<PrincipalId> not_them(refused.begin(), refused.end());
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (not_them.contains(ids[i]))
      throw ApiError(Errc::forbidden, "you may not begin a chat with " + refs[i].value, field(i));
}

void need_met(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, const std::vector<PrincipalId>& ids,
    std::string_view field) {
  const auto unmet = store::unmet_customers(tx, caller.principal, ids);
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (std::find(unmet.begin(), unmet.end(), ids[i]) != unmet.end()) refuse_person(refs[i], field_of(field, i));
}

/// What an app must see to make use of them. Other permissions leave its view as it is.
constexpr api::PermissionSet kOpenToApps = {
    api::Permission::departments_manage, api::Permission::members_manage,   api::Permission::members_offboard,
    api::Permission::passwords_reset,    api::Permission::roles_manage,     api::Permission::tags_manage,
    api::Permission::directory_see_all,  api::Permission::directory_import, api::Permission::directory_export};

/// Without what is inside another.
std::vector<std::string> tops_of(std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> tops;
  for (std::string& path : paths)
    if (tops.empty() || !path.starts_with(tops.back())) tops.push_back(std::move(path));
  return tops;
}

/// What the range of an app opens, and its permissions over the directory where they hold; not ruled: all of the
/// company.
View view_of_app(db::Tx& tx, const api::Caller& caller) {
  auto range = store::app_range(tx, caller.principal);
  if (range.everybody) return {};
  View view;
  view.ruled = true;
  view.own.emplace();
  view.shown = std::move(range.paths);
  view.shown_members = std::move(range.members);
  view.shown_members.push_back(caller.principal);
  const Holdings held = load_holdings(tx, caller);
  bool company = false;
  kOpenToApps.for_each([&](api::Permission permission) {
    const Reach reach = held.reach(permission);
    company = company || reach.company;
    view.shown.insert(view.shown.end(), reach.paths.begin(), reach.paths.end());
  });
  if (company) return {};
  view.shown = tops_of(std::move(view.shown));
  return view;
}

}  // namespace

bool View::opens(std::string_view path) const {
  if (!ruled || begins_with_any(path, shown)) return true;
  return (!own || begins_with_any(path, *own)) && !begins_with_any(path, hidden);
}

View view_of(db::Tx& tx, const api::Caller& caller) {
  if (caller.app) {
    View within = view_of_app(tx, caller);
    if (within.ruled) return within;
  }
  View view = store::view(tx, caller.principal);
  if (!view.ruled || !caller.may(api::Permission::directory_see_all)) return view;
  Reach all = reach(tx, caller, api::Permission::directory_see_all);
  if (all.company) return {};
  std::move(all.paths.begin(), all.paths.end(), std::back_inserter(view.shown));
  return view;
}

std::vector<PrincipalId> visible(db::Tx& tx, const View& view, std::span<const PrincipalId> ids) {
  if (!view.ruled || ids.empty()) return {ids.begin(), ids.end()};
  return store::visible(tx, view, ids);
}

PrincipalId find_seen(db::Tx& tx, const api::Caller& caller, const PersonRef& ref) {
  const PrincipalId id = find_person(tx, ref);
  if (!store::unmet_customers(tx, caller.principal, std::span(&id, 1)).empty()) throw no_such_person(ref);
  if (visible(tx, view_of(tx, caller), std::span(&id, 1)).empty()) throw no_such_person(ref);
  return id;
}

Principal show_person(db::Tx& tx, const api::Caller& caller, const PrincipalId& id) {
  const View view = view_of(tx, caller);
  auto principal = load_principal(tx, id);
  if (!principal || visible(tx, view, std::span(&id, 1)).empty()) throw ApiError(Errc::not_found);
  show_departments(tx, view, std::span(&*principal, 1));
  return std::move(*principal);
}

void show_departments(db::Tx& tx, const View& view, std::span<Principal> principals) {
  if (!view.ruled || principals.empty()) return;
  std::vector<PrincipalId> ids;
  for (const Principal& principal : principals)
    ids.push_back(principal.id);
  const auto seen = store::seen_departments(tx, view, ids);
  for (Principal& principal : principals)
    principal.department.clear();
  for (const auto& [index, name] : seen)
    principals[index].department = name;
}

std::vector<PrincipalId> resolve_seen(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, std::string_view field,
    bool customers_too) {
  const People people(tx, refs, {false, customers_too});
  auto ids = people.find_all(refs, field);
  if (customers_too) need_met(tx, caller, refs, ids, field);
  if (people.ruled()) need_seen(tx, caller, refs, ids, [&](std::size_t i) { return field_of(field, i); });
  return ids;
}

std::vector<std::optional<PrincipalId>> recognise(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, bool inactive_too, bool customers_too) {
  const People people(tx, refs, {inactive_too, customers_too});
  std::vector<std::optional<PrincipalId>> found;
  std::vector<PrincipalId> by_userid;
  for (const PersonRef& ref : refs) {
    found.push_back(people.find(ref));
    if (found.back() && !PrincipalId::parse(ref.value)) by_userid.push_back(*found.back());
  }
  if (!people.ruled() || by_userid.empty()) return found;
  const auto seen = visible(tx, view_of(tx, caller), by_userid);
  const std::unordered_set<PrincipalId> known(seen.begin(), seen.end());
  for (std::size_t i = 0; i < refs.size(); ++i)
    if (found[i] && !PrincipalId::parse(refs[i].value) && !known.contains(*found[i])) found[i].reset();
  return found;
}

std::vector<PrincipalId> resolve_met(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, std::string_view field,
    bool customers_too) {
  std::vector<PrincipalId> ids;
  for (const auto& id : recognise(tx, caller, refs, true, customers_too)) {
    if (!id) refuse_person(refs[ids.size()], field_of(field, ids.size()));
    ids.push_back(*id);
  }
  return ids;
}

PrincipalId resolve_one_met(db::Tx& tx, const api::Caller& caller, const PersonRef& ref, std::string_view field) {
  const auto id = recognise(tx, caller, std::span(&ref, 1), true).front();
  if (!id) refuse_person(ref, std::string(field));
  return *id;
}

std::vector<PrincipalId> resolve_to_meet(
    db::Tx& tx, const api::Caller& caller, std::span<const PersonRef> refs, std::string_view field) {
  const People people(tx, refs);
  auto ids = people.find_all(refs, field);
  if (people.ruled()) need_meetable(tx, caller, refs, ids, [&](std::size_t i) { return field_of(field, i); });
  return ids;
}

PrincipalId resolve_one_to_meet(db::Tx& tx, const api::Caller& caller, const PersonRef& ref, std::string_view field) {
  const auto refs = std::span(&ref, 1);
  const People people(tx, refs);
  const auto id = people.find(ref);
  if (!id) refuse_person(ref, std::string(field));
  if (people.ruled()) need_meetable(tx, caller, refs, {*id}, [&](std::size_t) { return std::string(field); });
  return *id;
}

}  // namespace weft::identity
