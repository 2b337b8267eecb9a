// app_key.*: tokens of apps that last, for programs that hold roles.
#include "platform/apps/apps.hpp"
#include "platform/apps/operations.hpp"
#include <weft/api/define.hpp>
#include <weft/base/json.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/sessions.hpp>

namespace weft::platform {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;

constexpr std::size_t kMostKeys = 20;

struct AppKey {
  SessionId key;
  std::string name;
  std::optional<std::vector<Permission>> permissions;  ///< only these, where the app holds them; null: all it holds
  Time created_at;
  Time last_used_at;
  std::optional<Time> expires_at;
};
BOOST_DESCRIBE_STRUCT(AppKey, (), (key, name, permissions, created_at, last_used_at, expires_at))

struct KeyList {
  std::vector<AppKey> items;
};
BOOST_DESCRIBE_STRUCT(KeyList, (), (items))

struct KeyWithToken {
  AppKey key;
  ToldOnce token;
};
BOOST_DESCRIBE_STRUCT(KeyWithToken, (), (key, token))

struct AppIn {
  AppNumber app;
};
BOOST_DESCRIBE_STRUCT(AppIn, (), (app))

struct CreateIn {
  AppNumber app;
  Text<1, 50> name;
  std::optional<List<Permission, 0, 63>> permissions;
  std::optional<Time> expires_at;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (app, name, permissions, expires_at))

struct RevokeIn {
  AppNumber app;
  SessionId key;
};
BOOST_DESCRIBE_STRUCT(RevokeIn, (), (app, key))

AppKey view(const identity::Key& key) {
  AppKey out{key.id, key.name, {}, key.created_at, key.last_used_at, key.expires_at};
  if (!key.permissions) return out;
  auto& list = out.permissions.emplace();
  key.permissions->for_each([&](Permission permission) { list.push_back(permission); });
  return out;
}

std::optional<AppKey> find(db::Tx& tx, const PrincipalId& app, const SessionId& id) {
  for (const identity::Key& key : identity::keys_of(tx, app))
    if (key.id == id) return view(key);
  return std::nullopt;
}

Json json_of(const AppKey& key) {
  Json out = Json::parse(to_json_text(key));
  out.erase("last_used_at");
  return out;
}

KeyWithToken create(db::Tx& tx, const Context& context, const CreateIn& in) {
  const store::AppRow app = begin_with_powers(tx, context, in.app);
  if (in.expires_at && *in.expires_at < tx.now() + std::chrono::minutes(1))
    refuse_field("expires_at", "must be a minute ahead at least");
  if (identity::keys_of(tx, app.id).size() >= kMostKeys) throw ApiError(Errc::conflict, "an app has 20 keys at most");
  std::optional<api::PermissionSet> narrowed;
  if (in.permissions) {
    narrowed.emplace();
    for (const Permission permission : *in.permissions)
      narrowed->insert(permission);
  }
  const auto made = identity::make_key(tx, app.id, in.name, narrowed, in.expires_at, context.address);
  KeyWithToken out{find(tx, app.id, made.session).value(), ToldOnce{made.token}};
  audit_app(tx, context, "app_key.create", in.app, {}, json_of(out.key));
  return out;
}

KeyList list(db::Tx& tx, const Context&, const AppIn& in) {
  KeyList out;
  for (const identity::Key& key : identity::keys_of(tx, need_app(tx, in.app).id))
    out.items.push_back(view(key));
  return out;
}

api::Nothing revoke(db::Tx& tx, const Context& context, const RevokeIn& in) {
  identity::begin_admin(tx, context.who(), Permission::apps_manage);
  const PrincipalId app = need_app(tx, in.app).id;
  const auto key = find(tx, app, in.key);
  if (!key) throw ApiError(Errc::not_found, "no such key", "key");
  identity::end_keys(tx, app, in.key);
  audit_app(tx, context, "app_key.revoke", in.app, json_of(*key), {});
  return {};
}

}  // namespace

std::vector<api::Operation> app_key_operations() {
  const std::string path = "/api/v1/apps/{app}/keys";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateIn, KeyWithToken>(
      Declaration(
          "app_key.create", Method::post, path, Permission::apps_manage,
          "A token of an app that is good until it is revoked or its time is over, shown this once; `permissions` "
          "leaves it only these of what the app's roles give."),
      create));
  table.push_back(api::transactional<AppIn, KeyList>(
      Declaration("app_key.list", Method::get, path, Permission::apps_manage, "The keys of an app, oldest first."),
      list));
  table.push_back(api::transactional<RevokeIn, api::Nothing>(
      Declaration("app_key.revoke", Method::del, path + "/{key}", Permission::apps_manage, "A key is no longer good."),
      revoke));
  return table;
}

}  // namespace weft::platform
