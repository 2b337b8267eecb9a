// Rules of managing apps.
#include "platform/apps/apps.hpp"

#include "platform/apps/company_events.hpp"
#include "platform/apps/hosts.hpp"
#include "platform/apps/ranges.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/db/announce.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/roles.hpp>
#include <weft/identity/sessions.hpp>

#include <algorithm>

namespace weft::platform {
namespace {

constexpr std::int64_t kMostApps = 500;
constexpr std::size_t kSecret = 32;  // bytes

template <class Numbers>
std::vector<std::int64_t> numbers_in(const Numbers& list) {
  std::vector<std::int64_t> numbers;
  for (const auto& number : list)
    numbers.push_back(number.value);
  return numbers;
}

std::string at(const std::string& field, const std::vector<std::int64_t>& list, std::int64_t missing) {
  const auto place = std::find(list.begin(), list.end(), missing) - list.begin();
  return field + "[" + std::to_string(place) + "]";
}

/// The range is the given one from now on, and nothing of the one before.
void take_range(db::Tx& tx, store::AppRow& app, store::RangeRow& range, const RangeIn& in) {
  app.everybody = in.everybody.value_or(false);
  range = {};
  if (in.members) range.members = identity::resolve(tx, in.members->items, "range.members");
  if (in.departments) {
    range.departments = numbers_in(*in.departments);
    if (const auto missing = store::missing_department(tx, range.departments))
      refuse_field(at("range.departments", range.departments, *missing), "is no department");
  }
  if (in.tags) {
    range.tags = numbers_in(*in.tags);
    if (const auto missing = store::missing_tag(tx, range.tags))
      refuse_field(at("range.tags", range.tags, *missing), "is no tag");
  }
}

void take_logo(db::Tx& tx, const api::Caller& who, store::AppRow& app, const std::string& logo) {
  if (logo.empty()) {
    app.logo.reset();
    return files::detach_all_but(tx, files::Use::Kind::avatar, app.id, FileId{});
  }
  const auto file = FileId::parse(logo);
  if (!file) refuse_field("logo", "is no file");
  if (app.logo == file) return;
  try {
    files::need_picture(tx, reader_of(tx, who, *file), *file);
  } catch (const ApiError& error) {
    throw ApiError(error.code(), error.detail(), "logo");
  }
  app.logo = file;
}

void take_hosts(store::AppRow& app, const AppHosts& hosts) {
  app.trusted_hosts.clear();
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    auto host = clean_host(hosts.items[i].value);
    if (!host)
      refuse_field("trusted_hosts[" + std::to_string(i) + "]", "is no host: app.example.com, with a port or not");
    if (std::find(app.trusted_hosts.begin(), app.trusted_hosts.end(), *host) == app.trusted_hosts.end())
      app.trusted_hosts.push_back(std::move(*host));
  }
}

/// The fields of a change; true when the range is another one.
bool take(db::Tx& tx, const api::Caller& who, store::AppRow& app, store::RangeRow& range, const AppChange& change) {
  if (change.name) app.name = change.name->value;
  if (change.description) app.description = change.description->value;
  if (change.report_enter) app.report_enter = *change.report_enter;
  if (change.home_url) {
    app.home_url.reset();
    if (!change.home_url->value.empty()) app.home_url = change.home_url->value;
    if (app.home_url) need_web_address(*app.home_url, "home_url");
  }
  if (change.trusted_hosts) take_hosts(app, *change.trusted_hosts);
  if (change.logo) take_logo(tx, who, app, *change.logo);
  if (change.range) take_range(tx, app, range, *change.range);
  return change.range.has_value();
}

void keep_logo(db::Tx& tx, const api::Caller& who, const store::AppRow& app, const AppChange& change) {
  if (!change.logo || !app.logo) return;
  files::attach(tx, reader_of(tx, who, *app.logo), *app.logo, {files::Use::Kind::avatar, app.id, std::nullopt});
  files::detach_all_but(tx, files::Use::Kind::avatar, app.id, *app.logo);
}

std::optional<AppFace> face_of(const std::optional<store::AppRow>& app) {
  if (!app) return std::nullopt;
  return AppFace{app->number, app->id, app->name};
}

store::AppRow begin(db::Tx& tx, const api::Context& context, std::int64_t number) {
  identity::begin_admin(tx, context.who(), api::Permission::apps_manage);
  auto app = store::lock_app(tx, number);
  if (!app) throw ApiError(Errc::not_found, "no such app", "app");
  return std::move(*app);
}

}  // namespace

std::optional<AppFace> app_with_number(db::Tx& tx, std::int64_t number) {
  return face_of(store::find_app(tx, number));
}

std::optional<AppFace> app_with_id(db::Tx& tx, const PrincipalId& id) {
  return face_of(store::find_app(tx, id));
}

store::AppRow begin_with_powers(db::Tx& tx, const api::Context& context, std::int64_t number) {
  store::AppRow app = begin(tx, context, number);
  identity::require_not_above(tx, context.who(), app.id);
  return app;
}

App view_of(db::Tx& tx, const store::AppRow& row) {
  App app;
  app.app = row.number;
  app.id = row.id;
  app.name = row.name;
  app.description = row.description;
  app.logo = row.logo;
  app.home_url = row.home_url;
  app.enabled = row.enabled;
  auto range = store::range_of(tx, row.id);
  app.range = {row.everybody, std::move(range.members), std::move(range.departments), std::move(range.tags)};
  if (row.callback) app.callback = AppCallback{row.callback->style, row.callback->url, row.callback->events};
  app.report_enter = row.report_enter;
  app.trusted_hosts = row.trusted_hosts;
  app.created_by = row.created_by;
  app.created_at = row.created_at;
  app.changed_at = row.changed_at;
  app.secret_at = row.secret_at;
  return app;
}

AppCard card_of(db::Tx& tx, const store::AppRow& row, const PrincipalId& member) {
  return {row.number, row.id,       row.name, row.description,
          row.logo,   row.home_url, row.menu, store::chat_of(tx, row.id, member)};
}

store::AppRow need_app(db::Tx& tx, std::int64_t number) {
  auto app = store::find_app(tx, number);
  if (!app) throw ApiError(Errc::not_found, "no such app", "app");
  return std::move(*app);
}

store::AppRow need_app_of(db::Tx& tx, const api::Caller& who, std::int64_t number) {
  store::AppRow app = need_app(tx, number);
  if (who.app && app.id != who.principal && !who.may(api::Permission::apps_manage))
    throw ApiError(Errc::not_found, "no such app", "app");
  return app;
}

store::AppRow calling_app(db::Tx& tx, const api::Caller& who) {
  auto app = store::find_app(tx, who.principal);
  if (!app || !app->enabled) throw ApiError(Errc::unauthenticated);
  return std::move(*app);
}

store::AppRow need_shown(db::Tx& tx, const PrincipalId& member, std::int64_t number) {
  auto app = store::find_app(tx, number);
  if (!app || !app->enabled || !store::shows(tx, app->id, member))
    throw ApiError(Errc::not_found, "no such app", "app");
  return std::move(*app);
}

api::Caller any_app(const db::Tx& tx) {
  api::Caller caller;
  caller.corp = tx.corp();
  caller.principal = PrincipalId(tx.corp().uuid());
  return caller;
}

api::Caller reader_of(db::Tx& tx, const api::Caller& who, const FileId& file) {
  if (!who.app) return who;
  try {
    files::load(tx, who, file);
    return who;
  } catch (const ApiError&) {
    return any_app(tx);
  }
}

Json json_of(const App& app) {
  return Json::parse(to_json_text(app));
}

void audit_app(
    db::Tx& tx, const api::Context& context, const std::string& action, std::int64_t number, const Json& before,
    const Json& after) {
  identity::audit::append(
      tx, {identity::origin_of(context), action, std::to_string(number), identity::audit::change(before, after)});
}

AppWithSecret create_app(db::Tx& tx, const api::Context& context, const AppChange& change) {
  const api::Caller who = identity::begin_admin(tx, context.who(), api::Permission::apps_manage);
  if (!change.name) refuse_field("name", "is missing");
  if (store::count_apps(tx) >= kMostApps) throw ApiError(Errc::conflict, "a company has 500 apps at most");
  store::AppRow app;
  app.id = PrincipalId::make();
  app.created_by = who.principal;
  const std::string secret = base64url(random_bytes(kSecret));
  app.secret_hash = hex(sha256(secret));
  store::RangeRow range;
  take(tx, who, app, range, change);
  app.number = store::next_number(tx);
  store::insert_app(tx, app);
  store::save_range(tx, app.id, range);
  keep_logo(tx, who, app, change);
  AppWithSecret made{view_of(tx, need_app(tx, app.number)), secret};
  audit_app(tx, context, "app.create", app.number, {}, json_of(made.app));
  return made;
}

App update_app(db::Tx& tx, const api::Context& context, std::int64_t number, const AppChange& change) {
  store::AppRow app = begin(tx, context, number);
  const Json before = json_of(view_of(tx, app));
  store::RangeRow range = store::range_of(tx, app.id);
  const bool other_range = take(tx, context.who(), app, range, change);
  store::save_app(tx, app);
  if (other_range) {
    store::save_range(tx, app.id, range);
    look_at_range(tx, app.id);
  }
  keep_logo(tx, context.who(), app, change);
  App after = view_of(tx, need_app(tx, number));
  audit_app(tx, context, "app.update", number, before, json_of(after));
  return after;
}

App enable_app(db::Tx& tx, const api::Context& context, std::int64_t number, bool enabled) {
  const store::AppRow app = begin_with_powers(tx, context, number);
  App before = view_of(tx, app);
  if (app.enabled == enabled) return before;
  store::set_enabled(tx, app.id, enabled);
  if (!enabled) identity::end_sessions(tx, app.id);
  look_at_range(tx, app.id);
  const store::AppRow now = need_app(tx, number);
  listen(tx, now);
  App after = view_of(tx, now);
  audit_app(tx, context, enabled ? "app.enable" : "app.disable", number, json_of(before), json_of(after));
  return after;
}

void delete_app(db::Tx& tx, const api::Context& context, std::int64_t number) {
  const store::AppRow app = begin_with_powers(tx, context, number);
  const Json before = json_of(view_of(tx, app));
  files::detach_all_but(tx, files::Use::Kind::avatar, app.id, FileId{});
  store::delete_app(tx, app.id);
  db::remove_listener(tx, app.id.uuid());
  look_at_range(tx, app.id);
  identity::end_sessions(tx, app.id);
  identity::end_keys(tx, app.id);
  identity::take_roles(tx, app.id);
  audit_app(tx, context, "app.delete", number, before, {});
}

AppWithSecret rotate_secret(db::Tx& tx, const api::Context& context, std::int64_t number) {
  const store::AppRow app = begin_with_powers(tx, context, number);
  const Json before = json_of(view_of(tx, app));
  const std::string secret = base64url(random_bytes(kSecret));
  store::set_secret(tx, app.id, hex(sha256(secret)));
  identity::end_sessions(tx, app.id);
  AppWithSecret made{view_of(tx, need_app(tx, number)), secret};
  audit_app(tx, context, "app.rotate_secret", number, before, json_of(made.app));
  return made;
}

}  // namespace weft::platform
