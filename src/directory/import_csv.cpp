// Comma or tab separated values (RFC 4180): quotes, doubled quotes, line breaks inside quotes, any end of line.
#include "directory/import_encoding.hpp"
#include "directory/import_formats.hpp"

#include <unistd.h>

#include <algorithm>

namespace weft::directory {
namespace {

class CsvReader final : public TableReader {
 public:
  CsvReader(int fd, const TableLimits& limits) : limits_(limits), fd_(dup(fd)), decoder_(fd_, detect_encoding(fd_)) {
    fill();
    const auto tabs = std::count(text_.begin(), text_.end(), '\t');
    separator_ = tabs > std::count(text_.begin(), text_.end(), ',') ? '\t' : ',';
  }
  ~CsvReader() override { close(fd_); }
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  bool next(TableRow& row) override {
    while (!at_end()) {
      read_row(row);
      if (!row.cells.empty()) return true;
    }
    return false;
  }

 private:
  void read_row(TableRow& row) {
    row.cells.clear();
    row.number = ++number_;
    if (number_ > limits_.rows) refuse_table("the file has more than " + std::to_string(limits_.rows) + " rows");
    std::size_t column = 0;
    do {
      std::string cell = tidy_cell(read_cell());
      if (!cell.empty()) {
        if (column >= limits_.columns)
          refuse_table(
              "row " + std::to_string(number_) + " has more than " + std::to_string(limits_.columns) + " columns");
        row.cells.resize(column + 1);
        row.cells[column] = std::move(cell);
      }
      ++column;
    } while (take(separator_));
    take('\r');
    take('\n');
  }

  std::string read_cell() {
    if (take('"')) return quoted();
    return plain();
  }

  std::string plain() {
    std::string cell;
    while (!at_end()) {
      const char c = text_[at_];
      if (c == separator_ || c == '\n' || c == '\r') break;
      put(cell, c);
      ++at_;
    }
    return cell;
  }

  /// What follows the closing quote up to the next separator belongs to the cell, as office suites read it.
  std::string quoted() {
    std::string cell;
    while (!at_end()) {
      const char c = text_[at_++];
      if (c == '"' && !take('"')) return cell + plain();
      put(cell, c);
    }
    refuse_table("row " + std::to_string(number_) + " has a quote that is never closed");
  }

  void put(std::string& cell, char c) const {
    if (cell.size() >= limits_.cell_bytes)
      refuse_table(
          "row " + std::to_string(number_) + " has a cell of more than " + std::to_string(limits_.cell_bytes) +
          " bytes");
    cell += c;
  }

  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool at_end() {
    if (at_ < text_.size()) return false;
    fill();
    return text_.empty();
  }

  void fill() {
    text_.clear();
    at_ = 0;
    while (text_.empty() && decoder_.more(text_)) {}
  }

  const TableLimits limits_;
  const int fd_;
  Decoder decoder_;
  std::string text_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;
  char separator_ = ',';
};

}  // namespace

std::unique_ptr<TableReader> open_csv(int fd, const TableLimits& limits) {
  return std::make_unique<CsvReader>(fd, limits);
}

}  // namespace weft::directory
