// The company's own fields of a contact: 50 at most, of the kinds that fields of members have.
#pragma once
#include <weft/customers/records.hpp>
#include <weft/directory/fields.hpp>

namespace weft::customers {

// Each appends to the audit log. Raise invalid_argument naming the field, conflict (name taken; 50 there), not_found.

directory::Field create_contact_field(db::Tx& tx, directory::Field field, const identity::Origin& origin);
directory::Field update_contact_field(
    db::Tx& tx, std::int64_t number, const directory::FieldChange& change, const identity::Origin& origin);
void delete_contact_field(db::Tx& tx, std::int64_t number, const identity::Origin& origin);

/// `values` laid over what is there: empty ones are taken away. Raises invalid_argument naming "fields[i]".
std::vector<directory::FieldValue> with_values(
    db::Tx& tx, std::vector<directory::FieldValue> before, const std::vector<directory::FieldValue>& values);

}  // namespace weft::customers
