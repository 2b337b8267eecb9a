// What an app says, as the operations take it.
#pragma once
#include "wecom/desk.hpp"

namespace weft::wecom {

/// The message of a request of message/send or appchat/send: msgtype and what belongs to it. What cannot be said here
/// is refused with 40008, what this server cannot hold to (`safe`) with 40035.
Json message_of(const Fields& fields);

/// The number of what an operation refused of such a message, by its field; `other`: of all else.
[[noreturn]] void raise_of_message(const Fault& fault);

/// Raises 41011, 40056 or 301002 unless `agentid` names the app that asks.
std::int64_t need_own(const Desk& desk);

}  // namespace weft::wecom
