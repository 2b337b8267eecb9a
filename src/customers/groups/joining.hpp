// What a customer is told who does not come in.
#pragma once
#include <weft/customers/join_ways.hpp>

#include <string_view>

namespace weft::customers {

std::string_view text_of(JoinTrouble trouble);

}  // namespace weft::customers
