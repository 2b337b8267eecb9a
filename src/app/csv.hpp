// Comma-separated values (RFC 4180).
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weft::app {

struct CsvRow {
  int line = 0;                               ///< where it begins, from 1
  std::map<std::string, std::string> fields;  ///< by the names of the first row
};

/// Reads `text`, whose first row names the columns; each of `columns` must be there. OperatorError that names `file`
/// and line.
std::vector<CsvRow> read_csv(std::string_view text, const std::string& file, const std::vector<std::string>& columns);

}  // namespace weft::app
