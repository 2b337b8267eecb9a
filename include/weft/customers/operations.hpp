// The tables of operations of this room, by subject; app adds them to the registry.
#pragma once
#include <weft/api/operation.hpp>

#include <vector>

namespace weft::customers {

/// contact.*, follow.*, contact_field.*: records, relations, what is written down.
std::vector<api::Operation> record_operations();
/// contact_tag_group.*, contact_tag.*.
std::vector<api::Operation> contact_tag_operations();
/// serving.*, member.verify, member.unverify.
std::vector<api::Operation> serving_operations();
/// follow.share, customer_note.*, customer_chat.*: serving a customer together.
std::vector<api::Operation> sharing_operations();

/// contact.merge, contact.unmerge.
std::vector<api::Operation> merging_operations();

/// segment.*: saved filters.
std::vector<api::Operation> segment_operations();

}  // namespace weft::customers
