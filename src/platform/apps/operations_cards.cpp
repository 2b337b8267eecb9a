// app_card.*: members press, apps change.
#include "platform/apps/apps.hpp"
#include "platform/apps/cards.hpp"
#include "platform/apps/operations.hpp"
#include <weft/api/define.hpp>

namespace weft::platform {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

struct ActIn {
  ConversationId conversation;
  conversations::SeqField seq;
  CardKey key;
  std::optional<List<CardChoice, 0, 4>> choices;
};
BOOST_DESCRIBE_STRUCT(ActIn, (), (conversation, seq, key, choices))

struct UpdateIn {
  Text<1, 128> response_code;
  std::optional<bool> everybody;
  std::optional<AppTargets> members;
  std::optional<AppNumbers> departments;
  std::optional<AppNumbers> tags;
  std::optional<Text<1, 64>> button;
  std::optional<TemplateCard> template_card;
  std::optional<Text<1, 64>> replace_text;
};
BOOST_DESCRIBE_STRUCT(
    UpdateIn, (), (response_code, everybody, members, departments, tags, button, template_card, replace_text))

template <class Values, class List>
void take(Values& values, const std::optional<List>& list) {
  if (!list) return;
  for (const auto& one : *list)
    values.push_back(one.value);
}

template <class Text>
std::optional<std::string> text_of(const std::optional<Text>& text) {
  if (!text) return std::nullopt;
  return text->value;
}

CardUpdated update(db::Tx& tx, const Context& context, const UpdateIn& in, const AppParts& parts) {
  const store::AppRow app = calling_app(tx, context.who());
  CardUpdate what;
  what.response_code = in.response_code;
  what.everybody = in.everybody.value_or(false);
  take(what.members, in.members);
  take(what.departments, in.departments);
  take(what.tags, in.tags);
  what.button = text_of(in.button);
  what.card = in.template_card;
  what.replace_text = text_of(in.replace_text);
  return update_cards(tx, app, what, parts);
}

}  // namespace

std::vector<api::Operation> app_card_operations(const AppParts& parts) {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<ActIn, CardActed>(
      Declaration(
          "app_card.act", Method::post, "/api/v1/conversations/{conversation}/messages/{seq}/act", Policy::signed_in,
          "Presses a button of a card that an app sent you, with what you chose on it; the app is told."),
      [](db::Tx& tx, const Context& context, const ActIn& in) {
        return act(
            tx, context.who().principal, in.conversation, in.seq, in.key,
            in.choices ? in.choices->items : std::vector<CardChoice>());
      }));
  table.push_back(api::transactional<UpdateIn, CardUpdated>(
      Declaration(
          "app_card.update", Method::post, "/api/v1/app-cards/update", Policy::app,
          "Replaces the buttons of a card, or the card, for whom the code was given or those named."),
      [parts](db::Tx& tx, const Context& context, const UpdateIn& in) { return update(tx, context, in, parts); }));
  return table;
}

}  // namespace weft::platform
