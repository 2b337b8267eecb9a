// SQL of template cards: whose they are, what was pressed, how they change.
#pragma once
#include "platform/apps/messages_store.hpp"

namespace weft::platform::store {

/// A card as one member has it.
struct CardRow {
  AppMessageId message;
  PrincipalId app;
  PrincipalId member;
  RawJson body;  ///< as the log takes it
  std::optional<RawJson> acted;
  bool recalled = false;
};
/// Of the member, where it stands in the log; locked.
std::optional<CardRow> lock_card(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& member);
/// The same, wherever it stands.
std::optional<CardRow> find_card(db::Tx& tx, const AppMessageId& message, const PrincipalId& member);
void set_acted(db::Tx& tx, const AppMessageId& message, const PrincipalId& member, const RawJson& acted);

struct CardChange {
  std::int64_t number = 0;
  AppMessageId message;
  std::optional<RawJson> body;
  std::optional<std::string> button;
};
std::int64_t insert_change(db::Tx& tx, const CardChange& change);
std::optional<CardChange> find_change(db::Tx& tx, std::int64_t number);
/// Everybody of these who has the message waits for the change, or `all` who have it; how many.
std::int64_t mark_changing(db::Tx& tx, const CardChange& change, const TargetRows& targets, bool all);
struct ChangingRow {
  PrincipalId member;
  ConversationId conversation;
  Seq seq = 0;
  RawJson body;
};
std::vector<ChangingRow> changing(db::Tx& tx, const CardChange& change, std::int64_t limit);
/// The member has this card now, and may press again.
void save_changed(db::Tx& tx, const CardChange& change, const PrincipalId& member, const RawJson& body);

}  // namespace weft::platform::store
