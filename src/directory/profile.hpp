// The rules for what is known of a member: forms, and the company's own fields.
#pragma once
#include <weft/directory/fields.hpp>
#include <weft/directory/members.hpp>
#include <weft/directory/mobile.hpp>

namespace weft::directory {

/// Raises invalid_argument naming the field that is not acceptable by itself.
void check_change(const MemberChange& change);

/// The form in which addresses are compared. nullopt when there is none.
std::optional<std::string> email_key(const std::string& email);

/// The JSON of values by number after these changes. Raises invalid_argument with "fields[2].value" and the like.
std::string with_fields(db::Tx& tx, const std::string& stored, const std::vector<FieldValue>& changes);

}  // namespace weft::directory
