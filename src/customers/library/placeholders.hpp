// Texts with places to fill in.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace weft::customers::library {

/// "{name}" and so on replaced by what `values` has; others stay as they are, and so does what a value holds.
std::string filled(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace weft::customers::library
