// The heavy templates of nlohmann/json, instantiated once (src/base/json_templates.cpp) and declared in the precompiled
// header. Without it each file that touches JSON carries its own copy of parser and serialiser: half of its object
// file, and a third of the time to compile it.
#pragma once
#include <nlohmann/json.hpp>

#include <string>

// LINKAGE: `extern` declares, nothing instantiates. The parsers are those of text given as pointers and as strings.
#define WEFT_JSON_TEMPLATES(LINKAGE)                                                                             \
  LINKAGE template class nlohmann::basic_json<>;                                                                 \
  LINKAGE template class nlohmann::detail::serializer<nlohmann::json>;                                           \
  LINKAGE template class nlohmann::detail::json_sax_dom_parser<nlohmann::json>;                                  \
  LINKAGE template class nlohmann::detail::json_sax_dom_callback_parser<nlohmann::json>;                         \
  LINKAGE template class nlohmann::detail::lexer<nlohmann::json, weft::json_input<const char*>>;                 \
  LINKAGE template class nlohmann::detail::parser<nlohmann::json, weft::json_input<const char*>>;                \
  LINKAGE template class nlohmann::detail::lexer<nlohmann::json, weft::json_input<std::string::const_iterator>>; \
  LINKAGE template class nlohmann::detail::parser<nlohmann::json, weft::json_input<std::string::const_iterator>>

namespace weft {
template <class Iterator>
using json_input = nlohmann::detail::iterator_input_adapter<Iterator>;
}  // namespace weft
