// The rules a row must keep before the directory is asked about it.
#include "directory/import_row.hpp"

#include "directory/profile.hpp"
#include <weft/base/error.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json.hpp>
#include <weft/directory/fields.hpp>
#include <weft/directory/tables.hpp>
#include <weft/identity/department_path.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace weft::directory {
namespace {

constexpr std::size_t kDepartmentsOfMember = 100;
constexpr std::array<std::string_view, 7> kFormulaErrors{"#REF!",   "#N/A",   "#VALUE!", "#NAME?",
                                                         "#DIV/0!", "#NULL!", "#NUM!"};

bool is_userid(std::string_view text) {
  return !text.empty() && text.size() <= 64 && !parse_uuid(text) && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._@-").find(c) != std::string_view::npos;
  });
}

/// Parts between ';' (or '；'), where "\;" is a part of a name.
std::vector<std::string> split_cell(std::string_view text) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("\\;")) {
      parts.back() += ';';
      ++i;
    } else if (rest.starts_with(";") || rest.starts_with("；")) {
      i += rest.front() == ';' ? 0 : std::string_view("；").size() - 1;
      parts.emplace_back();
    } else {
      parts.back() += rest.front();
    }
  }
  while (!parts.empty() && parts.back().find_first_not_of(' ') == std::string::npos)
    parts.pop_back();
  return parts;
}

/// Reads the cells of one row, noting what is wrong.
class RowParser {
 public:
  RowParser(const TableRow& row, const TableRules& rules) : row_(row), rules_(rules) { parsed_.row = row.number; }

  ParsedRow parse() {
    Wanted& wanted = parsed_.wanted;
    wanted.userid = cell(Column::userid);
    wanted.name = cell(Column::name);
    if (wanted.userid.empty())
      refuse(Column::userid, "is missing");
    else if (!is_userid(wanted.userid))
      refuse(Column::userid, "must have 1 to 64 of the characters A-Z a-z 0-9 . _ @ -");
    if (wanted.name.empty()) refuse(Column::name, "is missing");
    check(Column::name, MemberChange{.name = wanted.name.empty() ? "-" : wanted.name});
    if ((wanted.alias = text(Column::alias))) check(Column::alias, MemberChange{.alias = wanted.alias});
    if ((wanted.title = text(Column::title))) check(Column::title, MemberChange{.title = wanted.title});
    if ((wanted.mobile = text(Column::mobile))) check(Column::mobile, MemberChange{.mobile = wanted.mobile});
    if ((wanted.email = text(Column::email))) check(Column::email, MemberChange{.email = wanted.email});
    if ((wanted.telephone = text(Column::telephone)))
      check(Column::telephone, MemberChange{.telephone = wanted.telephone});
    wanted.gender = gender();
    wanted.departments = departments(rules_.root);
    wanted.leader = leader();
    if (rules_.numbers) wanted.positions = positions();
    if (rules_.numbers) wanted.disabled = disabled();
    read_fields();
    return std::move(parsed_);
  }

 private:
  void refuse(Column column, std::string reason) { refuse(std::string(header_of(column)), std::move(reason)); }
  void refuse(const std::string& header, std::string reason) {
    parsed_.problems.push_back({header, std::move(reason)});
  }

  std::string cell(Column column) {
    return checked_cell(rules_.columns.cell(row_, column), std::string(header_of(column)));
  }

  std::string checked_cell(std::string_view content, const std::string& header) {
    std::string text = unguarded_cell(std::string(content));
    if (std::find(kFormulaErrors.begin(), kFormulaErrors.end(), text) != kFormulaErrors.end()) {
      refuse(header, "holds a formula that failed: " + text);
      text.clear();
    }
    return text;
  }

  /// The company's own fields that the table has columns of.
  void read_fields() {
    for (const Field& field : rules_.fields) {
      const std::string value = checked_cell(rules_.columns.cell(row_, field.number), field.name);
      if (value.empty()) continue;
      try {
        parsed_.wanted.fields.push_back({field.number, checked_value(field, value, "")});
      } catch (const ApiError& error) {
        refuse(field.name, error.detail());
      }
    }
  }

  /// Holds a value to the directory's own rules.
  void check(Column column, const MemberChange& change) {
    try {
      check_change(change);
    } catch (const ApiError& error) {
      refuse(column, without_field(error));
    }
  }

  /// The problem names the column already.
  static std::string without_field(const ApiError& error) {
    const std::string front = error.field() + " ";
    return error.detail().starts_with(front) ? error.detail().substr(front.size()) : error.detail();
  }

  std::optional<std::string> text(Column column) {
    std::string value = cell(column);
    if (value.empty()) return std::nullopt;
    return value;
  }

  std::optional<Gender> gender() {
    const std::string value = cell(Column::gender);
    if (value.empty()) return std::nullopt;
    if (value == "男" || value == "male" || value == "1") return Gender::male;
    if (value == "女" || value == "female" || value == "2") return Gender::female;
    if (value == "未定义" || value == "未知" || value == "unknown" || value == "0") return Gender::unknown;
    refuse(Column::gender, "must be 男 or 女");
    return std::nullopt;
  }

  std::optional<std::vector<std::string>> departments(const std::string& root) {
    const std::string value = cell(Column::departments);
    if (value.empty()) return std::nullopt;
    std::vector<std::string> paths;
    for (const std::string& part : split_cell(value)) {
      if (rules_.numbers) {
        if (auto path = numbered(part)) paths.push_back(std::move(*path));
        continue;
      }
      auto names = identity::department_names(part);
      if (!names.empty() && names.front() == root) names.erase(names.begin());
      std::string path = join_path(names);
      check_path(path);
      if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
    }
    if (paths.size() > kDepartmentsOfMember)
      refuse(Column::departments, "names more than " + std::to_string(kDepartmentsOfMember) + " departments");
    return paths;
  }

  /// A whole number from 0 to `most`.
  static std::optional<std::int64_t> whole(std::string text, std::int64_t most) {
    std::erase(text, ' ');
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0 || number > most) return std::nullopt;
    return number;
  }

  std::optional<std::string> numbered(const std::string& part) {
    constexpr std::int64_t kMost = 900'000'000;
    const auto number = whole(part, kMost);
    if (!number) {
      refuse(Column::departments, "must be numbers of departments");
      return std::nullopt;
    }
    const auto known = rules_.numbers->find(*number == 0 ? kRoot : *number);
    return known == rules_.numbers->end() ? unknown_department(*number) : known->second;
  }

  std::optional<std::vector<std::int64_t>> positions() {
    const std::string value = cell(Column::order);
    if (value.empty()) return std::nullopt;
    std::vector<std::int64_t> list;
    for (const std::string& part : split_cell(value)) {
      const auto number = whole(part, INT64_C(4294967295));
      if (!number) refuse(Column::order, "must be a number from 0 to 4,294,967,295 for each department");
      list.push_back(number.value_or(0));
    }
    const std::size_t departments = parsed_.wanted.departments ? parsed_.wanted.departments->size() : 0;
    if (list.size() > departments)
      refuse(Column::order, "tells of more departments than " + std::string(header_of(Column::departments)));
    list.resize(departments);
    return list;
  }

  std::optional<bool> disabled() {
    const std::string value = cell(Column::disabled);
    if (value.empty()) return std::nullopt;
    if (value != "0" && value != "1") refuse(Column::disabled, "must be 0 or 1");
    return value == "1";
  }

  void check_path(const std::string& path) {
    try {
      identity::check_department_path(path, "");
    } catch (const ApiError& error) {
      refuse(Column::departments, error.detail());
    }
  }

  std::optional<std::vector<bool>> leader() {
    const std::string value = cell(Column::leader);
    if (value.empty()) return std::nullopt;
    std::vector<bool> flags;
    for (std::string part : split_cell(value)) {
      std::erase(part, ' ');
      const bool yes = part == "是" || part == "1" || part == "TRUE" || part == "yes";
      const bool no = part == "否" || part == "0" || part == "FALSE" || part == "no" || part.empty();
      if (!yes && !no) refuse(Column::leader, "must be 是 or 否 for each department");
      flags.push_back(yes);
    }
    const std::size_t departments = parsed_.wanted.departments ? parsed_.wanted.departments->size() : 0;
    if (flags.size() > departments)
      refuse(Column::leader, "tells of more departments than " + std::string(header_of(Column::departments)));
    flags.resize(departments);
    return flags;
  }

  const TableRow& row_;
  const TableRules& rules_;
  ParsedRow parsed_;
};

}  // namespace

std::string unknown_department(std::int64_t number) {
  return "#" + std::to_string(number);
}

std::optional<std::int64_t> number_of_unknown(const std::string& path) {
  std::int64_t number = 0;
  if (!path.starts_with('#')) return std::nullopt;
  const auto [end, error] = std::from_chars(path.data() + 1, path.data() + path.size(), number);
  if (error != std::errc() || end != path.data() + path.size()) return std::nullopt;
  return number;
}

std::string join_path(const std::vector<std::string>& names) {
  std::string path;
  for (const std::string& name : names) {
    if (!path.empty()) path += '/';
    for (const char c : name) {
      if (c == '/') path += '\\';
      path += c;
    }
  }
  return path;
}

ParsedRow parse_row(const TableRow& row, const TableRules& rules) {
  return RowParser(row, rules).parse();
}

}  // namespace weft::directory
