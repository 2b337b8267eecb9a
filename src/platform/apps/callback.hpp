// What apps are told, and how: WeCom's sealed XML or signed JSON, to the address of the app.
#pragma once
#include "platform/apps/apps.hpp"
#include <weft/base/callback_crypt.hpp>
#include <weft/db/outbox.hpp>

#include <string>

namespace weft::platform {

inline constexpr auto kAppDelivery = "app";

/// What has happened, as it lies in the outbox. message: a member wrote `seq` of `conversation`; the others are named
/// as WeCom's events are.
enum class AppEventKind {
  message,
  enter_agent,
  click,
  view,
  menu,  ///< the other types of buttons: `type` says which
  template_card_event,
  template_card_menu_event,
  subscribe,
  unsubscribe,
};
BOOST_DESCRIBE_ENUM(
    AppEventKind, message, enter_agent, click, view, menu, template_card_event, template_card_menu_event, subscribe,
    unsubscribe)

struct AppEvent {
  AppEventKind kind = AppEventKind::message;
  std::optional<PrincipalId> member;  ///< absent for a message: the log knows
  std::optional<ConversationId> conversation;
  std::optional<Seq> seq;
  std::optional<std::string> key;   ///< of what was pressed, or the address that was opened
  std::optional<std::string> type;  ///< of a button
  std::optional<AppMessageId> message;
  std::optional<RawJson> choices;  ///< [{"question_key","option_ids"}]
};
BOOST_DESCRIBE_STRUCT(AppEvent, (), (kind, member, conversation, seq, key, type, message, choices))

/// Tells the app, when it has a callback; what one member does is told in order.
void tell_app(db::Tx& tx, const store::AppRow& app, const AppEvent& event);

/// The receiver in WeCom's envelope, and who its messages come from: the company's handle.
std::string corp_name(db::Tx& tx);

/// `url` with these in its query.
std::string with_query(std::string url, const std::vector<std::pair<std::string, std::string>>& fields);

/// The letter in either form. `id` is the same in every attempt.
db::Letter sealed_letter(
    const store::CallbackRow& callback, const std::string& corp, std::int64_t app, const std::string& xml, Time now);
db::Letter signed_letter(const store::CallbackRow& callback, const std::string& id, const std::string& json, Time now);

/// Asks the address whether it is the app's: it must open what is sealed, or give the challenge back. What is wrong, or
/// "". Waits for the answer: not inside a transaction.
std::string verify_callback(
    const AppParts& parts, const store::CallbackRow& callback, const std::string& corp, Time now);

}  // namespace weft::platform
