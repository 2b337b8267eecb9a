// Managing apps, and looking at them as who manages them, as a member in their range, as the app itself.
#pragma once
#include "platform/apps/card.hpp"
#include "platform/apps/store.hpp"
#include <weft/base/told_once.hpp>
#include <weft/platform/apps.hpp>

namespace weft::platform {

using AppName = Text<1, 50>;
using AppDescription = Text<0, 500>;
using AppUrl = Text<0, 2048>;
/// "app.example.com", "127.0.0.1:8080": where members may be sent back to after they signed in here.
using AppHosts = List<Text<1, 261>, 0, 20>;

/// Who is to see an app; without all of it nobody does.
struct RangeIn {
  std::optional<bool> everybody;
  std::optional<List<PersonRef, 0, 1000>> members;
  std::optional<List<Int<1, 2147483647>, 0, 1000>> departments;
  std::optional<List<Int<1, 2147483647>, 0, 1000>> tags;
};
BOOST_DESCRIBE_STRUCT(RangeIn, (), (everybody, members, departments, tags))

struct AppChange {
  std::optional<AppName> name;
  std::optional<AppDescription> description;
  std::optional<std::string> logo;  ///< id of a picture; "": none
  std::optional<AppUrl> home_url;   ///< "": none
  std::optional<RangeIn> range;
  std::optional<bool> report_enter;
  std::optional<AppHosts> trusted_hosts;
};
BOOST_DESCRIBE_STRUCT(AppChange, (), (name, description, logo, home_url, range, report_enter, trusted_hosts))

struct AppRange {
  bool everybody = false;
  std::vector<PrincipalId> members;
  std::vector<std::int64_t> departments;
  std::vector<std::int64_t> tags;
};
BOOST_DESCRIBE_STRUCT(AppRange, (), (everybody, members, departments, tags))

struct AppCallback {
  CallbackStyle style = CallbackStyle::json;
  std::string url;
  std::vector<CompanyEvent> events;
};
BOOST_DESCRIBE_STRUCT(AppCallback, (), (style, url, events))

/// The wire object `App`, for who manages it and for the app.
struct App {
  std::int64_t app = 0;  ///< its number
  PrincipalId id;
  std::string name;
  std::string description;
  std::optional<FileId> logo;
  std::optional<std::string> home_url;
  bool enabled = true;
  AppRange range;
  std::optional<AppCallback> callback;
  bool report_enter = false;
  std::vector<std::string> trusted_hosts;
  PrincipalId created_by;
  Time created_at;
  Time changed_at;
  Time secret_at;
};
BOOST_DESCRIBE_STRUCT(
    App, (),
    (app, id, name, description, logo, home_url, enabled, range, callback, report_enter, trusted_hosts, created_by,
     created_at, changed_at, secret_at))

/// What a member sees of it.
struct AppCard {
  std::int64_t app = 0;
  PrincipalId id;
  std::string name;
  std::string description;
  std::optional<FileId> logo;
  std::optional<std::string> home_url;
  std::optional<RawJson> menu;
  std::optional<ConversationId> conversation;  ///< once there is one
};
BOOST_DESCRIBE_STRUCT(AppCard, (), (app, id, name, description, logo, home_url, menu, conversation))

struct AppWithSecret {
  App app;
  ToldOnce secret;
};
BOOST_DESCRIBE_STRUCT(AppWithSecret, (), (app, secret))

App view_of(db::Tx& tx, const store::AppRow& row);
AppCard card_of(db::Tx& tx, const store::AppRow& row, const PrincipalId& member);

/// Raises not_found.
store::AppRow need_app(db::Tx& tx, std::int64_t number);
/// For who manages apps, and for an app that names itself; any other is not found by it.
store::AppRow need_app_of(db::Tx& tx, const api::Caller& who, std::int64_t number);
/// The app that calls.
store::AppRow calling_app(db::Tx& tx, const api::Caller& who);
/// As whom every app of the company reads what one of them brought.
api::Caller any_app(const db::Tx& tx);
/// Who of the two reads this file: an app itself, or any_app(). Of a person: that one.
api::Caller reader_of(db::Tx& tx, const api::Caller& who, const FileId& file);
inline constexpr auto kMediaLife = std::chrono::hours(72);  ///< as long as WeCom's media_id is good

/// For a member in its range, while it is enabled. Raises not_found.
store::AppRow need_shown(db::Tx& tx, const PrincipalId& member, std::int64_t number);

/// First step of handing out an app's powers: in the company's administrative line, its row locked. Raises not_found,
/// and forbidden for who may do less than the app.
store::AppRow begin_with_powers(db::Tx& tx, const api::Context& context, std::int64_t number);

// Each in the company's administrative line, with an audit row.

AppWithSecret create_app(db::Tx& tx, const api::Context& context, const AppChange& change);
App update_app(db::Tx& tx, const api::Context& context, std::int64_t number, const AppChange& change);
App enable_app(db::Tx& tx, const api::Context& context, std::int64_t number, bool enabled);
void delete_app(db::Tx& tx, const api::Context& context, std::int64_t number);
AppWithSecret rotate_secret(db::Tx& tx, const api::Context& context, std::int64_t number);

/// Writes the row of a change of an app; `before` and `after` without secrets.
void audit_app(
    db::Tx& tx, const api::Context& context, const std::string& action, std::int64_t number, const Json& before,
    const Json& after);
Json json_of(const App& app);

}  // namespace weft::platform
