// The company's own fields of a member: 20 at most, each of one kind.
#pragma once
#include <weft/directory/types.hpp>
#include <weft/identity/audit.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::directory {

/// In order: the greater position first, then by number.
std::vector<Field> list_fields(db::Tx& tx);

/// The value as it is kept, or an ApiError{invalid_argument} with `field` when the definition does not allow it.
std::string checked_value(const Field& definition, const std::string& value, const std::string& field);

/// Raises invalid_argument (name, choices) for a definition that cannot be kept.
void check_field(const Field& field);

// Each appends to the audit log. Raise invalid_argument naming the field, conflict (name taken; 20 there), not_found.

/// `number` is given by the company.
Field create_field(db::Tx& tx, Field field, const identity::Origin& origin);

struct FieldChange {
  std::optional<std::string> name = {};
  std::optional<std::vector<std::string>> choices = {};  ///< values that are none any more stay until they are changed
  std::optional<bool> shown = {};
  std::optional<std::int64_t> position = {};
};
Field update_field(db::Tx& tx, std::int64_t number, const FieldChange& change, const identity::Origin& origin);

/// Nobody sees the values any more.
void delete_field(db::Tx& tx, std::int64_t number, const identity::Origin& origin);

}  // namespace weft::directory
