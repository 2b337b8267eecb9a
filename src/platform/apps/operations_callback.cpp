// app.set_callback and what comes of it: the address of an app, which must prove that it is one; what was told there.
#include "platform/apps/callback.hpp"
#include "platform/apps/company_events.hpp"
#include "platform/apps/operations.hpp"
#include "platform/apps/ranges.hpp"
#include <weft/api/define.hpp>
#include <weft/api/idempotency.hpp>
#include <weft/api/paging.hpp>
#include <weft/db/announce.hpp>
#include <weft/db/notify.hpp>
#include <weft/identity/access.hpp>

namespace weft::platform {
namespace {

using api::Answer;
using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;

struct CallbackIn {
  AppNumber app;
  CallbackStyle style;
  Text<1, 2048> url;
  std::optional<Secret> token;
  std::optional<Secret> encoding_key;
  std::optional<Secret> secret;
  std::optional<List<CompanyEvent, 0, 8>> events;  ///< absent: those that were asked for before
};
BOOST_DESCRIBE_STRUCT(CallbackIn, (), (app, style, url, token, encoding_key, secret, events))

struct AppIn {
  AppNumber app;
};
BOOST_DESCRIBE_STRUCT(AppIn, (), (app))

struct DeliveriesIn {
  AppNumber app;
  std::optional<db::DeliveryStatus> status;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(DeliveriesIn, (), (app, status, limit, cursor))

struct RedeliverIn {
  AppNumber app;
  db::DeliveryId delivery;
};
BOOST_DESCRIBE_STRUCT(RedeliverIn, (), (app, delivery))

constexpr std::size_t kMostToken = 32;

bool is_token(const std::string& text) {
  const auto known = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= kMostToken && std::all_of(text.begin(), text.end(), known);
}

/// Of "whsec_" and base64: the bytes that sign.
std::string signing_key(const std::optional<Secret>& secret) {
  constexpr std::string_view kMark = "whsec_";
  constexpr std::size_t kLeast = 24, kMost = 64;
  std::optional<std::string> key;
  if (secret && secret->value.starts_with(kMark))
    key = from_base64(std::string_view(secret->value).substr(kMark.size()));
  if (!key || key->size() < kLeast || key->size() > kMost)
    refuse_field("secret", "must be whsec_ and 24 to 64 random bytes in base64");
  return *key;
}

store::CallbackRow callback_of(const CallbackIn& in) {
  store::CallbackRow row{in.style, in.url, {}, {}};
  if (in.style == CallbackStyle::json) {
    if (in.token) refuse_field("token", "is of xml");
    if (in.encoding_key) refuse_field("encoding_key", "is of xml");
    row.key = signing_key(in.secret);
    return row;
  }
  if (in.secret) refuse_field("secret", "is of json");
  if (!in.token || !is_token(in.token->value)) refuse_field("token", "must be 1 to 32 letters and digits");
  if (!in.encoding_key || !is_encoding_key(in.encoding_key->value))
    refuse_field("encoding_key", "must be 43 letters and digits");
  row.token = in.token->value;
  row.key = in.encoding_key->value;
  return row;
}

/// What is carried from one step to the next.
struct Saving {
  Context context;
  CallbackIn in;
  store::CallbackRow callback;
  Answer<App> answer;
};
using Shared = std::shared_ptr<Saving>;

std::string save(db::Tx& tx, const Saving& saving) {
  tx.set_corp(saving.context.who().corp);
  return api::once(tx, saving.context, [&] {
    identity::begin_admin(tx, saving.context.who(), Permission::apps_manage);
    const auto app = store::lock_app(tx, saving.in.app);
    if (!app) throw ApiError(Errc::not_found, "no such app", "app");
    const Json before = json_of(view_of(tx, *app));
    store::CallbackRow callback = saving.callback;
    if (saving.in.events) {
      callback.events = saving.in.events->items;
    } else if (app->callback) {
      callback.events = app->callback->events;
    }
    store::set_callback(tx, app->id, callback);
    if (!app->callback) store::subscribe_all(tx, *app);
    const store::AppRow now = need_app(tx, saving.in.app);
    listen(tx, now);
    const App after = view_of(tx, now);
    audit_app(tx, saving.context, "app.set_callback", saving.in.app, before, json_of(after));
    return to_json_text(after);
  });
}

/// On a thread that may wait.
void verify(const AppParts& parts, const Shared& saving, const std::string& corp) {
  const std::string trouble = verify_callback(parts, saving->callback, corp, parts.clock.now());
  if (!trouble.empty()) return saving->answer.fail(ApiError(Errc::invalid_argument, trouble, "url"));
  parts.dispatcher.transact([saving](db::Tx& tx) { return save(tx, *saving); }, saving->answer.done());
}

void verify_aside(const AppParts& parts, const Shared& saving, const std::string& corp) {
  try {
    parts.aside([parts, saving, corp] { verify(parts, saving, corp); });
  } catch (const ApiError& error) {
    saving->answer.fail(error);
  }
}

/// The app is looked up, then the address is asked outside of any transaction, then it is kept.
void set(const AppParts& parts, Context context, CallbackIn in, Answer<App> answer) {
  const CorpId company = context.who().corp;
  store::CallbackRow callback = callback_of(in);
  const auto saving = std::make_shared<Saving>(
      Saving{std::move(context), std::move(in), std::move(callback), std::move(answer)});
  auto look = [saving, company](db::Tx& tx) {
    tx.set_corp(company);
    need_app(tx, saving->in.app);
    return corp_name(tx);
  };
  parts.dispatcher.transact(std::move(look), [parts, saving](api::Outcome outcome) {
    if (auto* error = std::get_if<ApiError>(&outcome)) return saving->answer.fail(std::move(*error));
    const std::string trouble = parts.trouble_with ? parts.trouble_with(saving->callback.url) : "";
    if (!trouble.empty()) return saving->answer.fail(ApiError(Errc::invalid_argument, trouble, "url"));
    verify_aside(parts, saving, std::get<std::string>(outcome));
  });
}

App remove(db::Tx& tx, const Context& context, const AppIn& in) {
  identity::begin_admin(tx, context.who(), Permission::apps_manage);
  const auto app = store::lock_app(tx, in.app);
  if (!app) throw ApiError(Errc::not_found, "no such app", "app");
  App before = view_of(tx, *app);
  store::set_callback(tx, app->id, std::nullopt);
  db::remove_listener(tx, app->id.uuid());
  App after = view_of(tx, need_app(tx, in.app));
  audit_app(tx, context, "app.remove_callback", in.app, json_of(before), json_of(after));
  return after;
}

using Deliveries = api::Page<db::DeliveryView>;
constexpr auto kList = "app.deliveries";

Deliveries deliveries(db::Tx& tx, const Context&, const DeliveriesIn& in) {
  const store::AppRow app = need_app(tx, in.app);
  std::optional<std::int64_t> before;
  if (in.cursor) before = api::cursor_number(api::decode_cursor(kList, *in.cursor, 1)[0]);
  auto page = db::list_deliveries(tx, app.id.uuid(), in.status, before, api::limit_of(in.limit));
  Deliveries out{std::move(page.items), {}};
  if (page.next) out.next_cursor = api::encode_cursor(kList, {std::to_string(*page.next)});
  return out;
}

db::DeliveryView redeliver(db::Tx& tx, const Context& context, const RedeliverIn& in) {
  identity::begin_admin(tx, context.who(), Permission::apps_manage);
  const store::AppRow app = need_app(tx, in.app);
  const auto before = db::find_delivery(tx, app.id.uuid(), in.delivery);
  if (!before) throw ApiError(Errc::not_found, "no such delivery", "delivery");
  if (!db::redeliver(tx, app.id.uuid(), in.delivery)) throw ApiError(Errc::conflict, "it is on its way already");
  auto after = db::find_delivery(tx, app.id.uuid(), in.delivery).value();
  audit_app(tx, context, "app.redeliver", in.app, Json::parse(to_json_text(*before)), Json::parse(to_json_text(after)));
  db::notify(tx, db::kDeliveryHint);
  return after;
}

const std::string kOne = "/api/v1/apps/{app}";

}  // namespace

std::vector<api::Operation> app_callback_operations(const AppParts& parts) {
  std::vector<api::Operation> table;
  table.push_back(api::deferred<CallbackIn, App>(
      Declaration(
          "app.set_callback", Method::put, kOne + "/callback", Permission::apps_manage,
          "Where an app is told what members do: it is asked whether it is the app's, and must answer."),
      [parts](Context context, CallbackIn in, Answer<App> answer) {
        set(parts, std::move(context), std::move(in), std::move(answer));
      }));
  table.push_back(api::transactional<AppIn, App>(
      Declaration(
          "app.remove_callback", Method::del, kOne + "/callback", Permission::apps_manage,
          "Nothing is told to the app any more."),
      remove));
  table.push_back(api::transactional<DeliveriesIn, Deliveries>(
      Declaration(
          "app.deliveries", Method::get, kOne + "/deliveries", Permission::apps_manage,
          "What an app was told, or is to be told, and what came of it; newest first."),
      deliveries));
  table.push_back(api::transactional<RedeliverIn, db::DeliveryView>(
      Declaration(
          "app.redeliver", Method::post, kOne + "/deliveries/{delivery}/redeliver", Permission::apps_manage,
          "Tells an app again."),
      redeliver));
  return table;
}

}  // namespace weft::platform
