// app.list_mine, app.enter: what members see of apps.
#include "platform/apps/apps.hpp"
#include "platform/apps/callback.hpp"
#include "platform/apps/chats.hpp"
#include "platform/apps/operations.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>

namespace weft::platform {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct MineIn {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(MineIn, (), (limit, cursor))

struct EnterIn {
  AppNumber app;
};
BOOST_DESCRIBE_STRUCT(EnterIn, (), (app))

constexpr auto kList = "my_apps";

api::Page<AppCard> mine(db::Tx& tx, const Context& context, const MineIn& in) {
  std::int64_t after = 0;
  if (in.cursor) after = api::cursor_number(api::decode_cursor(kList, *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  std::vector<AppCard> items;
  for (const store::AppRow& row : store::list_shown(tx, context.who().principal, after, limit + 1))
    items.push_back(card_of(tx, row, context.who().principal));
  return api::make_page(
      std::move(items), limit, kList, [](const AppCard& last) { return std::vector{std::to_string(last.app)}; });
}

AppCard enter(db::Tx& tx, const Context& context, const EnterIn& in) {
  const PrincipalId member = context.who().principal;
  const store::AppRow app = need_shown(tx, member, in.app);
  chat_with(tx, app.id, member);
  AppEvent entered;
  entered.kind = AppEventKind::enter_agent;
  entered.member = member;
  if (app.report_enter) tell_app(tx, app, entered);
  return card_of(tx, app, member);
}

}  // namespace

std::vector<api::Operation> app_member_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<MineIn, api::Page<AppCard>>(
      Declaration(
          "app.list_mine", Method::get, "/api/v1/my-apps", Policy::signed_in, "The apps that you are in the range of."),
      mine));
  table.push_back(api::transactional<EnterIn, AppCard>(
      Declaration(
          "app.enter", Method::post, "/api/v1/my-apps/{app}/enter", Policy::signed_in,
          "Opens your chat with an app; it is made when there is none. The app is told, when it asked for that."),
      enter));
  return table;
}

}  // namespace weft::platform
