// Fills in the places of texts.
#include "customers/library/placeholders.hpp"

#include <algorithm>

namespace weft::customers::library {

std::string filled(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = std::min(text.find('{', at), text.size());
    out += text.substr(at, open - at);
    if (open == text.size()) break;
    const auto close = text.find('}', open);
    const auto value = close == std::string_view::npos
                           ? values.end()
                           : values.find(std::string(text.substr(open + 1, close - open - 1)));
    out += value == values.end() ? "{" : value->second;
    at = value == values.end() ? open + 1 : close + 1;
  }
  return out;
}

}  // namespace weft::customers::library
