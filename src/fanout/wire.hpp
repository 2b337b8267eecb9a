// The event objects that the hub itself writes, and their frames. Ids need no escaping.
#pragma once
#include "fanout/ring.hpp"
#include "fanout/updates_state.hpp"
#include <weft/base/id.hpp>
#include <weft/fanout/frame.hpp>

#include <span>
#include <string>
#include <string_view>

namespace weft::fanout::wire {

/// A frame with one text message.
FramePtr frame(std::string_view payload, std::uint32_t messages = 1);

/// One text message with these entries, one a line.
FramePtr entries(std::span<const Arrived> run);

void append_resync(std::string& out, const ConversationId& conversation, Seq head);
std::string read(const ConversationId& conversation, std::span<const ReadMark> marks);
std::string typing(const ConversationId& conversation, std::span<const PrincipalId> principals);
std::string presence(std::span<const Watching::Change> changes);

}  // namespace weft::fanout::wire
