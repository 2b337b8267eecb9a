// What members press on template cards, and how apps change them.
#pragma once
#include "platform/apps/card.hpp"
#include "platform/apps/cards_store.hpp"
#include "platform/apps/sending.hpp"

namespace weft::platform {

struct CardActed {
  Seq seq = 0;             ///< of the entry; 0 for a press on the card's menu, which leaves none
  bool duplicate = false;  ///< the same was pressed before
};
BOOST_DESCRIBE_STRUCT(CardActed, (), (seq, duplicate))

/// A member who has the card presses `key`. Raises not_found, conflict for a card that was answered otherwise, replaced
/// or taken back, invalid_argument for what is not on it.
CardActed act(
    db::Tx& tx, const PrincipalId& member, const ConversationId& conversation, Seq seq, const std::string& key,
    const std::vector<CardChoice>& choices);

struct CardUpdate {
  std::string response_code;
  bool everybody = false;
  std::vector<std::string> members;
  std::vector<std::int64_t> departments;
  std::vector<std::int64_t> tags;
  std::optional<std::string> button;        ///< what stands instead of the buttons
  std::optional<TemplateCard> card;         ///< or another card
  std::optional<std::string> replace_text;  ///< on that, instead of its buttons
};

struct CardUpdated {
  AppMessageId message;
  AppMessageState state = AppMessageState::sent;  ///< sending: a job goes on with it
  std::int64_t wanted = 0;
  std::vector<BadMember> invalid_members;
};
BOOST_DESCRIBE_STRUCT(CardUpdated, (), (message, state, wanted, invalid_members))

/// For whom the code was given, or for those who are named and have the card.
CardUpdated update_cards(db::Tx& tx, const store::AppRow& app, const CardUpdate& update, const AppParts& parts);

/// Changes the cards of some who wait for it; true when there are more.
bool change_some(db::Tx& tx, std::int64_t change, std::int64_t limit);

inline constexpr auto kCardJob = "app.card";

}  // namespace weft::platform
