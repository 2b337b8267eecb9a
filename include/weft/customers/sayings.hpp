// Greetings as messages, for who says them to many at once.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/customers/greetings.hpp>

#include <vector>

namespace weft::customers {

/// One message of a greeting, as it would be sent. A text has its places as they were written; `by` is who put the file
/// there.
struct Line {
  conversations::MessageKind kind = conversations::MessageKind::text;
  Json body;
  std::optional<PrincipalId> by;
};
/// Text first.
std::vector<Line> lines_of(const KeptGreeting& kept);

/// The text with its places filled in.
std::string filled(const std::string& text, const Places& places);

}  // namespace weft::customers
