// Search: what of the logs a reader may see answers a question.
#pragma once
#include "conversations/store_search.hpp"
#include "conversations/terms.hpp"
#include <weft/base/json_fwd.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::conversations {

struct Question {
  std::vector<Token> tokens;  ///< empty: whatever the rest fits
  std::optional<ConversationId> conversation;
  std::optional<PrincipalId> actor;
  std::vector<std::string> kinds;  ///< of message; empty: all
  std::optional<Time> from, to;    ///< created in [from, to)
};

struct Hit {
  ConversationId conversation;
  Entry entry;
  std::string text;  ///< what was searched of it
};

/// `hits` newest first; `last` is the place after which the search goes on, if it does.
struct Hits {
  std::vector<Hit> hits;
  std::optional<store::Match> last;
};

/// The newest `limit` messages after `after` that `reader` may see and that answer the question. Looks at 2,000
/// candidates or 4 MiB of messages at most, and for about a second: then there may be fewer, and still more to come.
/// Raises not_found for a conversation the reader
/// was never in.
Hits find_messages(
    db::Tx& tx, const PrincipalId& reader, const Question& question, const std::optional<store::Match>& after,
    std::int64_t limit);

/// What people can read of a message's body, parts separated by line breaks: what is indexed and searched. Of a
/// forwarded message what was forwarded.
std::string searchable_text(const Json& body);
/// The kinds a message is found by, separated by blanks: a forwarded image is `forward image`.
std::string searchable_kinds(const Json& body);

}  // namespace weft::conversations
