// "Did you mean ...?"
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weft {

/// The name among `names` that somebody who wrote `word` probably meant; empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& names);

}  // namespace weft
