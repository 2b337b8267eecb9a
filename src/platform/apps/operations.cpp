// app.*: managing apps, and how often they may do what.
#include "platform/apps/operations.hpp"

#include "platform/apps/apps.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/settings.hpp>

namespace weft::platform {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

struct CreateIn {
  AppName name;
  std::optional<AppDescription> description;
  std::optional<std::string> logo;
  std::optional<AppUrl> home_url;
  std::optional<RangeIn> range;
  std::optional<bool> report_enter;
  std::optional<AppHosts> trusted_hosts;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (name, description, logo, home_url, range, report_enter, trusted_hosts))

struct UpdateIn : AppChange {
  AppNumber app;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (AppChange), (app))

struct AppIn {
  AppNumber app;
};
BOOST_DESCRIBE_STRUCT(AppIn, (), (app))

struct ListIn {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (limit, cursor))

struct LimitsIn {
  std::optional<Int<0, 1000000>> day_per_account;
  std::optional<Int<0, 1000000>> member_minute;
  std::optional<Int<0, 1000000>> member_hour;
  std::optional<Int<0, 1000000>> groups_day;
  std::optional<Int<0, 1000000>> group_changes_hour;
};
BOOST_DESCRIBE_STRUCT(LimitsIn, (), (day_per_account, member_minute, member_hour, groups_day, group_changes_hour))

constexpr auto kList = "apps";

api::Page<App> list(db::Tx& tx, const Context&, const ListIn& in) {
  std::int64_t after = 0;
  if (in.cursor) after = api::cursor_number(api::decode_cursor(kList, *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  std::vector<App> items;
  for (const store::AppRow& row : store::list_apps(tx, after, limit + 1))
    items.push_back(view_of(tx, row));
  return api::make_page(
      std::move(items), limit, kList, [](const App& last) { return std::vector{std::to_string(last.app)}; });
}

template <class T>
void replace(T& value, const std::optional<T>& by) {
  if (by) value = *by;
}

AppLimits set_limits(db::Tx& tx, const Context& context, const LimitsIn& in) {
  identity::begin_admin(tx, context.who(), Permission::apps_manage);
  auto limits = identity::load_settings<AppLimits>(tx, kAppSettings);
  replace(limits.day_per_account, in.day_per_account);
  replace(limits.member_minute, in.member_minute);
  replace(limits.member_hour, in.member_hour);
  replace(limits.groups_day, in.groups_day);
  replace(limits.group_changes_hour, in.group_changes_hour);
  return identity::save_settings(tx, kAppSettings, limits, identity::origin_of(context));
}

const std::string kAll = "/api/v1/apps";
const std::string kOne = kAll + "/{app}";

void add_limits(std::vector<api::Operation>& table) {
  const std::string path = "/api/v1/settings/apps";
  table.push_back(api::transactional<api::Nothing, AppLimits>(
      Declaration(
          "app_limits.get", Method::get, path, Policy::app_or(Permission::apps_manage), "How often apps may do what."),
      [](db::Tx& tx, const Context&, const api::Nothing&) {
        return identity::load_settings<AppLimits>(tx, kAppSettings);
      }));
  table.push_back(api::transactional<LimitsIn, AppLimits>(
      Declaration(
          "app_limits.set", Method::patch, path, Permission::apps_manage,
          "Changes how often apps may do what; fields that are not given stay."),
      set_limits));
}

void add_changes(std::vector<api::Operation>& table) {
  table.push_back(api::transactional<AppIn, App>(
      Declaration(
          "app.enable", Method::post, kOne + "/enable", Permission::apps_manage, "Lets a disabled app work again."),
      [](db::Tx& tx, const Context& context, const AppIn& in) { return enable_app(tx, context, in.app, true); }));
  table.push_back(api::transactional<AppIn, App>(
      Declaration(
          "app.disable", Method::post, kOne + "/disable", Permission::apps_manage,
          "Ends the tokens of an app; nobody sees it and it is told nothing until it is enabled."),
      [](db::Tx& tx, const Context& context, const AppIn& in) { return enable_app(tx, context, in.app, false); }));
  table.push_back(api::transactional<AppIn, AppWithSecret>(
      Declaration(
          "app.rotate_secret", Method::post, kOne + "/secret", Permission::apps_manage,
          "A new secret, shown this once; the old one and its tokens are no longer good."),
      [](db::Tx& tx, const Context& context, const AppIn& in) { return rotate_secret(tx, context, in.app); }));
  table.push_back(api::transactional<AppIn, api::Nothing>(
      Declaration("app.delete", Method::del, kOne, Permission::apps_manage, "Takes an app away; what it wrote stays."),
      [](db::Tx& tx, const Context& context, const AppIn& in) {
        delete_app(tx, context, in.app);
        return api::Nothing{};
      }));
}

}  // namespace

std::vector<api::Operation> app_admin_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateIn, AppWithSecret>(
      Declaration(
          "app.create", Method::post, kAll, Permission::apps_manage,
          "An app, with a number of its own; its secret is shown this once."),
      [](db::Tx& tx, const Context& context, const CreateIn& in) {
        return create_app(
            tx, context, {in.name, in.description, in.logo, in.home_url, in.range, in.report_enter, in.trusted_hosts});
      }));
  table.push_back(api::transactional<ListIn, api::Page<App>>(
      Declaration("app.list", Method::get, kAll, Permission::apps_manage, "All apps of the company, by number."),
      list));
  table.push_back(api::transactional<AppIn, App>(
      Declaration(
          "app.get", Method::get, kOne, Policy::app_or(Permission::apps_manage),
          "An app as who manages it sees it; an app asks for itself."),
      [](db::Tx& tx, const Context& context, const AppIn& in) {
        return view_of(tx, need_app_of(tx, context.who(), in.app));
      }));
  table.push_back(api::transactional<UpdateIn, App>(
      Declaration(
          "app.update", Method::patch, kOne, Permission::apps_manage,
          "Changes name, description, logo, home page and range of an app; fields that are not given stay."),
      [](db::Tx& tx, const Context& context, const UpdateIn& in) { return update_app(tx, context, in.app, in); }));
  add_changes(table);
  add_limits(table);
  return table;
}

std::vector<api::Operation> app_operations(const AppParts& parts) {
  std::vector<api::Operation> all;
  for (auto&& part :
       {app_admin_operations(), app_member_operations(), app_token_operations(parts), app_key_operations(),
        app_message_operations(parts), app_media_operations(parts), app_card_operations(parts),
        app_callback_operations(parts), app_menu_operations(), app_group_operations(parts)})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace weft::platform
