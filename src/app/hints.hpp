// What commands tell a running server: the events of their transactions, as payloads of NOTIFY.
#pragma once
#include <weft/base/event.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::app {

/// {"revoked":"<principal>"} or {"entry":"<conversation>","seq":7}; nothing for events that only matter to who is
/// online.
std::optional<std::string> hint_of(const Event& event);
/// The event of a payload; nothing when it is not one of ours. An entry comes without its text: hubs read it from the
/// database.
std::optional<Event> event_of(const std::string& payload);

/// Tells running servers, when `tx` commits, that all sessions of `principal` have ended.
void hint_revoked(db::Tx& tx, const PrincipalId& principal);
/// Tells running servers about `events` of a committed transaction.
void send_hints(db::Tx& tx, const std::vector<Event>& events);

}  // namespace weft::app
