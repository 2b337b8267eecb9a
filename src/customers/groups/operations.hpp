// The tables of operations of this subject.
#pragma once
#include <weft/customers/customer_groups.hpp>

namespace weft::customers {

std::vector<api::Operation> customer_group_operations(const EntranceParts& parts);
std::vector<api::Operation> group_welcome_operations(const EntranceParts& parts);
std::vector<api::Operation> join_way_operations();

}  // namespace weft::customers
