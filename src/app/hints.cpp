// Events as short JSON texts and back.
#include "app/hints.hpp"

#include <weft/base/json.hpp>
#include <weft/db/notify.hpp>

namespace weft::app {
namespace {

constexpr std::size_t kMostHints = 1000;  // of one command; beyond it clients find out when they page

template <class IdType>
std::optional<IdType> id_in(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_string()) return std::nullopt;
  return IdType::parse(it->get_ref<const std::string&>());
}

}  // namespace

std::optional<std::string> hint_of(const Event& event) {
  if (const auto* revoked = std::get_if<RevokedEvent>(&event))
    return Json{{"revoked", revoked->principal.str()}}.dump();
  if (const auto* entry = std::get_if<EntryEvent>(&event))
    return Json{{"entry", entry->conversation.str()}, {"seq", entry->seq}}.dump();
  return std::nullopt;
}

std::optional<Event> event_of(const std::string& payload) {
  const Json json = Json::parse(payload, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  if (const auto principal = id_in<PrincipalId>(json, "revoked")) return RevokedEvent{*principal, {}};
  const auto conversation = id_in<ConversationId>(json, "entry");
  const auto seq = json.find("seq");
  if (!conversation || seq == json.end() || !seq->is_number_integer() || seq->get<Seq>() <= 0) return std::nullopt;
  return EntryEvent{*conversation, seq->get<Seq>(), {}, {}, {}};
}

void hint_revoked(db::Tx& tx, const PrincipalId& principal) {
  db::notify(tx, *hint_of(RevokedEvent{principal, {}}));
}

void send_hints(db::Tx& tx, const std::vector<Event>& events) {
  std::size_t sent = 0;
  for (const Event& event : events) {
    const auto hint = hint_of(event);
    if (!hint || ++sent > kMostHints) continue;
    db::notify(tx, *hint);
  }
}

}  // namespace weft::app
