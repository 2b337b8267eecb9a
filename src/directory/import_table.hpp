// Tables as office suites write them (.xlsx, .csv), read row by row in bounded memory, whatever is in the file.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weft::directory {

/// What a file may cost. Beyond any of it: invalid_argument, field "file".
struct TableLimits {
  std::uint64_t file_bytes = 64U << 20U;
  std::uint64_t unpacked_bytes = 1024U << 20U;  ///< of one part of an .xlsx
  std::uint64_t text_bytes = 256U << 20U;       ///< of the shared strings of an .xlsx: on disk, not in memory
  std::uint64_t ratio = 400;                    ///< unpacked to packed, of a part of more than 16 MiB
  std::int64_t rows = 1'048'576;                ///< as many as a sheet has
  std::size_t columns = 200;                    ///< that hold something
  std::size_t cell_bytes = 16U << 10U;
};

struct TableRow {
  std::int64_t number = 0;  ///< as an office suite shows it, from 1
  std::vector<std::string>
      cells;  ///< valid UTF-8, without control characters at the ends; trailing empty ones left out
};

/// A table from its first row to its last.
class TableReader {
 public:
  virtual ~TableReader() = default;
  /// The next row that is not empty; false at the end. Raises invalid_argument (field "file") for what cannot be read.
  virtual bool next(TableRow& row) = 0;
};

/// Reads the open file `fd`, which the reader keeps a duplicate of: an .xlsx by its signature, anything else as CSV.
/// Of a workbook the sheet named 成员列表, or else the first one. Formulas count as what they last came to.
std::unique_ptr<TableReader> open_table(int fd, const TableLimits& limits = {});

/// Raises invalid_argument, field "file".
[[noreturn]] void refuse_table(const std::string& why);

}  // namespace weft::directory
