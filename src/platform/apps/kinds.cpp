// What apps are told, for the catalogue: the shapes that json_of() writes.
#include "platform/apps/card.hpp"
#include <weft/base/json.hpp>
#include <weft/platform/app_kinds.hpp>
#include <weft/platform/apps.hpp>

namespace weft::platform {
namespace {

struct Who {
  PrincipalId id;
  std::string userid;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Who, (), (id, userid, name))

struct OfMember {
  std::int64_t app = 0;
  Who member;
};
BOOST_DESCRIBE_STRUCT(OfMember, (), (app, member))

struct Written : OfMember {
  ConversationId conversation;
  Seq seq = 0;
  RawJson body;
};
BOOST_DESCRIBE_STRUCT(Written, (OfMember), (conversation, seq, body))

struct Pressed : OfMember {
  std::optional<std::string> key;
  std::string type;
};
BOOST_DESCRIBE_STRUCT(Pressed, (OfMember), (key, type))

struct CardPressed : OfMember {
  ConversationId conversation;
  Seq seq = 0;
  std::optional<std::string> key;
  AppMessageId message;
  std::string task_id;
  CardType card_type{};
  std::string response_code;
  std::vector<CardChoice> choices;
};
BOOST_DESCRIBE_STRUCT(
    CardPressed, (OfMember), (conversation, seq, key, message, task_id, card_type, response_code, choices))

struct Challenge {
  std::string challenge;
};
BOOST_DESCRIBE_STRUCT(Challenge, (), (challenge))

}  // namespace

api::EventKinds app_kinds() {
  return {
      api::event_kind<Challenge>("app.challenge", "Whether an address is the app's: it answers with the challenge."),
      api::event_kind<Written>("app.message", "A member wrote to the app."),
      api::event_kind<OfMember>("app.enter_agent", "A member opened the app's chat."),
      api::event_kind<Pressed>("app.click", "A member pressed a button of the menu."),
      api::event_kind<Pressed>("app.view", "A member opened an address from the menu."),
      api::event_kind<Pressed>("app.menu", "A member pressed a button of another type."),
      api::event_kind<CardPressed>("app.template_card_event", "A member answered a card."),
      api::event_kind<CardPressed>("app.template_card_menu_event", "A member pressed the menu of a card."),
      api::event_kind<OfMember>("app.subscribe", "A member came into the app's range."),
      api::event_kind<OfMember>("app.unsubscribe", "A member left the app's range."),
  };
}

}  // namespace weft::platform
