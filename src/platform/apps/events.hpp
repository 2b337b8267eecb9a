// What apps are told, in the words of each form.
#pragma once
#include "platform/apps/callback.hpp"
#include "platform/apps/card.hpp"

namespace weft::platform {

/// All that a letter says of an event.
struct ToldEvent {
  AppEventKind kind = AppEventKind::message;
  std::int64_t app = 0;
  std::string corp;
  PrincipalId member;
  std::string userid;
  std::string name;
  Time at;
  std::optional<ConversationId> conversation;
  std::optional<Seq> seq;
  Json body;  ///< of a message
  std::string key;
  std::string type;
  std::optional<AppMessageId> message;
  std::string task_id;
  std::string card_type;
  std::string response_code;
  std::vector<CardChoice> choices;
};

/// WeCom's XML, before it is sealed.
std::string xml_of(const ToldEvent& event);
/// {"type":"app.message","timestamp","data":{...}}
std::string json_of(const ToldEvent& event);

/// The 64-bit number of a message: the same each time it is told.
std::int64_t message_number(const ConversationId& conversation, Seq seq);

}  // namespace weft::platform
