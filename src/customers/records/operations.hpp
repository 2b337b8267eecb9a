// The tables of operations of this folder, by noun.
#pragma once
#include <weft/api/define.hpp>
#include <weft/customers/operations.hpp>

namespace weft::customers {

void add_contact_operations(std::vector<api::Operation>& table);
void add_follow_operations(std::vector<api::Operation>& table);
void add_contact_field_operations(std::vector<api::Operation>& table);

}  // namespace weft::customers
