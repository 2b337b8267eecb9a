// The two kinds of tables.
#pragma once
#include "directory/import_table.hpp"

namespace weft::directory {

/// UTF-8 with or without a byte order mark, UTF-16 with one, GB18030. Commas, or tabs.
std::unique_ptr<TableReader> open_csv(int fd, const TableLimits& limits);
std::unique_ptr<TableReader> open_xlsx(int fd, const TableLimits& limits);

/// Takes the space around a cell away, and makes one space of line breaks and other control characters.
std::string tidy_cell(std::string text);

}  // namespace weft::directory
