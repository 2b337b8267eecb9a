// The parts of the table of operations.
#pragma once
#include <weft/api/operation.hpp>

#include <vector>

namespace weft::identity {

void add_roles(std::vector<api::Operation>& list);
void add_watermarks(std::vector<api::Operation>& list);

}  // namespace weft::identity
