// What a lane tells after an append: to the sender, and to everybody else.
#pragma once
#include "conversations/store_append.hpp"

namespace weft::conversations {

/// The verdict as the sender meets it.
LogWriter::Result result_of(const store::Verdict& verdict);
/// The entry that an accepted send became.
Event event_of(const Send& send, const store::Verdict& verdict);

}  // namespace weft::conversations
