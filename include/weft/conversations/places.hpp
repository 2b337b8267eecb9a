// What somebody reads of a log in which it took another's place: given back when that was wrong.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <string>

namespace weft::conversations {

/// The spans of seqs that somebody who is not in now may read, as PostgreSQL writes them: "{[3,9)}"; "{}" for none, and
/// for who is in.
std::string spans_of_gone(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal);

/// Before the place goes back to whose it is: these spans are the principal's alone and do not go along.
void keep_spans(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, const std::string& spans);

/// Afterwards: who went reads these spans, and that it is out, and nothing else.
void reduce_to_spans(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, const std::string& spans);

}  // namespace weft::conversations
