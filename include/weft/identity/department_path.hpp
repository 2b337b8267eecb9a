// A department as people write it: the names from below the root, "Sales/North". A '/' in a name is written "\/".
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weft::identity {

inline constexpr std::size_t kDepartmentLevels = 15;  ///< the root is the first
inline constexpr std::size_t kDepartmentNodes = 30000;
inline constexpr std::size_t kDepartmentName = 64;  ///< characters

/// {"Sales", "R/D"} of "Sales/R\/D". Spaces around names and empty names are left out.
std::vector<std::string> department_names(std::string_view path);

/// Raises invalid_argument naming `field` unless `name` is 1 to 64 characters, not blank, without control characters
/// and without \ : * ? " < > |.
void check_department_name(std::string_view name, const std::string& field);

/// The same for each name of a path, which may have 14 of them.
void check_department_path(std::string_view path, const std::string& field);

}  // namespace weft::identity
