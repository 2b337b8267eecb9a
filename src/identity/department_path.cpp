// Paths of department names: taking them apart and the rules for a name.
#include <weft/base/json.hpp>
#include <weft/identity/department_path.hpp>

#include <algorithm>

namespace weft::identity {
namespace {

constexpr std::string_view kForbidden = "\\:*?\"<>|";

void keep(std::vector<std::string>& names, const std::string& name) {
  const auto first = name.find_first_not_of(' ');
  if (first != std::string::npos) names.push_back(name.substr(first, name.find_last_not_of(' ') - first + 1));
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

std::vector<std::string> department_names(std::string_view path) {
  std::vector<std::string> names;
  std::string name;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '\\' && i + 1 < path.size() && path[i + 1] == '/') {
      name += path[++i];
    } else if (path[i] == '/') {
      keep(names, name);
      name.clear();
    } else {
      name += path[i];
    }
  }
  keep(names, name);
  return names;
}

void check_department_name(std::string_view name, const std::string& field) {
  if (name.find_first_not_of(' ') == std::string_view::npos) refuse_field(field, "must not be blank");
  if (count_characters(name) > kDepartmentName) refuse_field(field, "names a department by more than 64 characters");
  if (name.find_first_of(kForbidden) != std::string_view::npos)
    refuse_field(field, "names a department with one of \\ : * ? \" < > |");
  if (std::any_of(name.begin(), name.end(), is_control)) refuse_field(field, "must not hold control characters");
}

void check_department_path(std::string_view path, const std::string& field) {
  const auto names = department_names(path);
  if (names.size() >= kDepartmentLevels) refuse_field(field, "is deeper than 15 levels");
  for (const std::string& name : names)
    check_department_name(name, field);
}

}  // namespace weft::identity
