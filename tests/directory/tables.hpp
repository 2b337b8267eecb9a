// Files for the tests of import and export: made here, good and bad.
#pragma once
#include "directory/import_table.hpp"

#include <string>
#include <utility>
#include <vector>

namespace weft::directory {

using Parts = std::vector<std::pair<std::string, std::string>>;

/// An open file with this content, closed at the end.
class OpenFile {
 public:
  explicit OpenFile(const std::string& content);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

/// The bytes of an archive of these parts.
std::string zipped(const Parts& parts);
/// The bytes of a workbook whose only sheet has this in its <sheetData>, and these shared strings (<si> elements).
std::string workbook(const std::string& rows, const std::string& strings = {});
std::string file_content(const std::string& path);

/// All rows, or what the reader said against the file.
std::vector<TableRow> rows_of(const std::string& content, const TableLimits& limits = {});
std::string refusal_of(const std::string& content, const TableLimits& limits = {});

}  // namespace weft::directory
