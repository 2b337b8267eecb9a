// Writes tables row by row in constant memory.
#pragma once
#include <boost/describe.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weft::directory {

enum class TableFormat { xlsx, csv };
BOOST_DESCRIBE_ENUM(TableFormat, xlsx, csv)

/// What an office suite would take for a formula (= + - @, or a tab or line end in front) gets an apostrophe in front,
/// so that no cell of ours is ever carried out. A phone number such as +86 10 1234 stays as it is.
std::string guarded_cell(std::string_view text);
/// Takes the apostrophe of guarded_cell() away again: what we export comes back the same.
std::string unguarded_cell(std::string text);

class TableWriter {
 public:
  virtual ~TableWriter() = default;
  /// Cells are text, guarded; but the last `numbers` of them, which office suites add up. Empty: nothing is known.
  virtual void row(const std::vector<std::string>& cells, std::size_t numbers) = 0;
  void row(const std::vector<std::string>& cells) { row(cells, 0); }
  /// Completes the file. Nothing after it.
  virtual void finish() = 0;
};

/// Into a new file at `path`; `sheet` names the sheet of an .xlsx. CSV is UTF-8 with a byte order mark, as office
/// suites expect it. std::runtime_error when the disk does not take it.
std::unique_ptr<TableWriter> write_table(TableFormat format, const std::string& path, const std::string& sheet);

}  // namespace weft::directory
