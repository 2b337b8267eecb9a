// app_menu.*: the buttons under the chat of an app, 3 with 5 each, and what happens when one is pressed.
#include "platform/apps/callback.hpp"
#include "platform/apps/operations.hpp"
#include <weft/api/define.hpp>
#include <weft/base/json.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>

namespace weft::platform {

/// As WeCom's. click is told to the app, view and view_miniprogram lead somewhere; the others are done by the client,
/// which tells that it did.
enum class MenuType {
  click,
  view,
  scancode_push,
  scancode_waitmsg,
  pic_sysphoto,
  pic_photo_or_album,
  pic_weixin,
  location_select,
  view_miniprogram,
};
BOOST_DESCRIBE_ENUM(
    MenuType, click, view, scancode_push, scancode_waitmsg, pic_sysphoto, pic_photo_or_album, pic_weixin,
    location_select, view_miniprogram)

namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

struct SubButton {
  MenuType type = MenuType::click;
  Text<1, 40> name;  ///< at most 40 bytes
  std::optional<Text<1, 128>> key;
  std::optional<Text<1, 1024>> url;
  std::optional<Text<1, 128>> appid;
  std::optional<Text<1, 1024>> pagepath;
};
BOOST_DESCRIBE_STRUCT(SubButton, (), (type, name, key, url, appid, pagepath))

struct Button {
  std::optional<MenuType> type;
  Text<1, 16> name;  ///< at most 16 bytes
  std::optional<Text<1, 128>> key;
  std::optional<Text<1, 1024>> url;
  std::optional<Text<1, 128>> appid;
  std::optional<Text<1, 1024>> pagepath;
  std::optional<List<SubButton, 0, 5>> sub_button;
};
BOOST_DESCRIBE_STRUCT(Button, (), (type, name, key, url, appid, pagepath, sub_button))

struct Menu {
  List<Button, 1, 3> button;
};
BOOST_DESCRIBE_STRUCT(Menu, (), (button))

struct SetIn : Menu {
  AppNumber app;
};
BOOST_DESCRIBE_STRUCT(SetIn, (Menu), (app))

struct AppIn {
  AppNumber app;
};
BOOST_DESCRIBE_STRUCT(AppIn, (), (app))

struct MenuOut {
  std::optional<RawJson> menu;
};
BOOST_DESCRIBE_STRUCT(MenuOut, (), (menu))

/// Which button: its place, and the one below it.
struct ClickIn {
  AppNumber app;
  List<Int<0, 4>, 1, 2> button;
};
BOOST_DESCRIBE_STRUCT(ClickIn, (), (app, button))

struct ClickOut {
  MenuType type = MenuType::click;
  std::optional<std::string> event_key;  ///< what the app is told
  std::optional<std::string> url;        ///< to be opened by the client
};
BOOST_DESCRIBE_STRUCT(ClickOut, (), (type, event_key, url))

constexpr std::size_t kMostName = 16;     // bytes
constexpr std::size_t kMostSubName = 40;  // bytes
constexpr std::size_t kMostKey = 128;     // bytes

void need_bytes(const std::string& text, std::size_t most, const std::string& field) {
  if (text.size() > most) refuse_field(field, "must have at most " + std::to_string(most) + " bytes");
}

/// What a button of this type needs.
template <class AnyButton>
void check_action(MenuType type, const AnyButton& button, const std::string& place) {
  if (button.key) need_bytes(*button.key, kMostKey, place + "key");
  if (type == MenuType::view) {
    if (!button.url) refuse_field(place + "url", "is missing");
    need_web_address(*button.url, place + "url");
  } else if (type == MenuType::view_miniprogram) {
    if (!button.appid) refuse_field(place + "appid", "is missing");
    if (!button.pagepath) refuse_field(place + "pagepath", "is missing");
  } else if (!button.key) {
    refuse_field(place + "key", "is missing");
  }
}

void check_sub_buttons(const Button& button, const std::string& place) {
  for (std::size_t i = 0; i < button.sub_button->size(); ++i) {
    const SubButton& sub = button.sub_button->items[i];
    const std::string below = place + "sub_button[" + std::to_string(i) + "].";
    need_bytes(sub.name, kMostSubName, below + "name");
    check_action(sub.type, sub, below);
  }
}

void check_menu(const Menu& menu) {
  for (std::size_t i = 0; i < menu.button.size(); ++i) {
    const Button& button = menu.button.items[i];
    const std::string place = "button[" + std::to_string(i) + "].";
    need_bytes(button.name, kMostName, place + "name");
    if (button.sub_button && button.sub_button->size() > 0) {
      if (button.type) refuse_field(place + "type", "is not of a button with others below it");
      check_sub_buttons(button, place);
      continue;
    }
    if (!button.type) refuse_field(place + "type", "is missing");
    check_action(*button.type, button, place);
  }
}

void drop_nulls(Json& value) {
  if (value.is_object())
    for (auto it = value.begin(); it != value.end();)
      it = it->is_null() ? value.erase(it) : std::next(it);
  for (Json& one : value)
    if (one.is_structured()) drop_nulls(one);
}

Json json_of_menu(const std::optional<RawJson>& menu) {
  return {{"menu", menu ? Json::parse(menu->text) : Json()}};
}

MenuOut change(
    db::Tx& tx, const Context& context, std::int64_t number, const std::optional<RawJson>& menu,
    const std::string& action) {
  if (context.who().app && need_app_of(tx, context.who(), number).id == context.who().principal) {
    identity::audit::lock(tx);
  } else {
    identity::begin_admin(tx, context.who(), Permission::apps_manage);
  }
  const store::AppRow app = need_app_of(tx, context.who(), number);
  store::set_menu(tx, app.id, menu);
  audit_app(tx, context, action, number, json_of_menu(app.menu), json_of_menu(menu));
  return {menu};
}

MenuOut set(db::Tx& tx, const Context& context, const SetIn& in) {
  const Menu& menu = in;
  check_menu(menu);
  Json json = Json::parse(to_json_text(menu));
  drop_nulls(json);
  return change(tx, context, in.app, RawJson{json.dump()}, "app_menu.set");
}

template <class AnyButton>
ClickOut pressed(MenuType type, const AnyButton& button) {
  ClickOut out;
  out.type = type;
  if (button.key) out.event_key = button.key->value;
  if (button.url) out.url = button.url->value;
  if (type == MenuType::view_miniprogram && button.pagepath) out.event_key = button.pagepath->value;  // as WeCom tells
  return out;
}

ClickOut find_button(const store::AppRow& app, const ClickIn& in) {
  if (!app.menu) throw ApiError(Errc::not_found, "this app has no menu", "app");
  const auto menu = read_json<Menu>(Json::parse(app.menu->text));
  const auto at = static_cast<std::size_t>(in.button.items[0].value);
  if (at >= menu.button.size()) refuse_field("button", "is not on the menu");
  const Button& button = menu.button.items[at];
  const std::size_t below = button.sub_button ? button.sub_button->size() : 0;
  if (in.button.size() == 1) {
    if (below > 0) refuse_field("button", "has others below it");
    return pressed(button.type.value(), button);
  }
  const auto place = static_cast<std::size_t>(in.button.items[1].value);
  if (place >= below) refuse_field("button", "is not on the menu");
  return pressed(button.sub_button->items[place].type, button.sub_button->items[place]);
}

AppEventKind kind_of(MenuType type) {
  if (type == MenuType::click) return AppEventKind::click;
  return type == MenuType::view ? AppEventKind::view : AppEventKind::menu;
}

ClickOut click(db::Tx& tx, const Context& context, const ClickIn& in) {
  const PrincipalId member = context.who().principal;
  const store::AppRow app = need_shown(tx, member, in.app);
  ClickOut out = find_button(app, in);
  AppEvent event;
  event.kind = kind_of(out.type);
  event.member = member;
  event.key = out.type == MenuType::view ? out.url : out.event_key;
  event.type = boost::describe::enum_to_string(out.type, "");
  tell_app(tx, app, event);
  return out;
}

}  // namespace

std::vector<api::Operation> app_menu_operations() {
  const std::string path = "/api/v1/apps/{app}/menu";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<SetIn, MenuOut>(
      Declaration(
          "app_menu.set", Method::put, path, Policy::app_or(Permission::apps_manage),
          "The menu under the chat of an app: three buttons with five each."),
      set));
  table.push_back(api::transactional<AppIn, MenuOut>(
      Declaration("app_menu.get", Method::get, path, Policy::app_or(Permission::apps_manage), "The menu of an app."),
      [](db::Tx& tx, const Context& context, const AppIn& in) {
        return MenuOut{need_app_of(tx, context.who(), in.app).menu};
      }));
  table.push_back(api::transactional<AppIn, MenuOut>(
      Declaration(
          "app_menu.delete", Method::del, path, Policy::app_or(Permission::apps_manage), "Takes the menu away."),
      [](db::Tx& tx, const Context& context, const AppIn& in) {
        return change(tx, context, in.app, std::nullopt, "app_menu.delete");
      }));
  table.push_back(api::transactional<ClickIn, ClickOut>(
      Declaration(
          "app_menu.click", Method::post, "/api/v1/my-apps/{app}/menu/click", Policy::signed_in,
          "Presses a button of an app's menu; the app is told, and the answer says what the client does."),
      click));
  return table;
}

}  // namespace weft::platform
