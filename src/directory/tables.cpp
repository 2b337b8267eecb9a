// .xlsx by libxlsxwriter in its mode of constant memory, and CSV.
#include <weft/directory/tables.hpp>

#include <xlsxwriter.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace weft::directory {
namespace {

constexpr std::string_view kStarts = "=+-@\t\r\n";

/// +86 10 1234-5678: digits, spaces, dashes and brackets are no formula that could do anything.
bool is_phone(std::string_view text) {
  return text.size() > 1 && text.front() == '+' &&
         text.find_first_not_of("0123456789 -()", 1) == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos;
}

class CsvWriter final : public TableWriter {
 public:
  explicit CsvWriter(const std::string& path) : file_(path, std::ios::binary | std::ios::trunc) {
    file_ << "\xef\xbb\xbf";
  }

  void row(const std::vector<std::string>& cells, std::size_t) override {
    line_.clear();
    for (const std::string& cell : cells) {
      if (&cell != &cells.front()) line_ += ',';
      append(guarded_cell(cell));
    }
    file_ << line_ << "\r\n";
  }
  void finish() override {
    file_.close();
    if (!file_) throw std::runtime_error("the table cannot be written");
  }

 private:
  void append(const std::string& cell) {
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      line_ += cell;
      return;
    }
    line_ += '"';
    for (const char c : cell) {
      if (c == '"') line_ += '"';
      line_ += c;
    }
    line_ += '"';
  }
  std::ofstream file_;
  std::string line_;
};

class XlsxWriter final : public TableWriter {
 public:
  XlsxWriter(const std::string& path, const std::string& sheet) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    workbook_ = workbook_new_opt(path.c_str(), &options);
    sheet_ = workbook_add_worksheet(workbook_, sheet.c_str());
    text_ = workbook_add_format(workbook_);
    format_set_num_format_index(text_, 49);  // "@": text, so that nobody's phone becomes a number when it is edited
    number_ = workbook_add_format(workbook_);
    worksheet_set_column(sheet_, 0, 30, 16, text_);
  }
  ~XlsxWriter() override {
    if (workbook_) workbook_close(workbook_);
  }
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;

  void row(const std::vector<std::string>& cells, std::size_t numbers) override {
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!cells[i].empty()) cell(static_cast<lxw_col_t>(i), cells[i], i + numbers >= cells.size());
    ++row_;
  }
  void finish() override {
    if (workbook_close(std::exchange(workbook_, nullptr)) != LXW_NO_ERROR)
      throw std::runtime_error("the table cannot be written");
  }

 private:
  void cell(lxw_col_t column, const std::string& text, bool number) {
    const auto error = number ? worksheet_write_number(sheet_, row_, column, std::stod(text), number_)
                              : worksheet_write_string(sheet_, row_, column, guarded_cell(text).c_str(), text_);
    if (error != LXW_NO_ERROR) throw std::runtime_error("the table cannot be written");
  }

  lxw_workbook* workbook_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* text_ = nullptr;
  lxw_format* number_ = nullptr;
  lxw_row_t row_ = 0;
};

}  // namespace

std::string guarded_cell(std::string_view text) {
  const bool harmless = text.empty() || kStarts.find(text.front()) == std::string_view::npos || is_phone(text);
  return harmless ? std::string(text) : "'" + std::string(text);
}

std::string unguarded_cell(std::string text) {
  if (text.size() > 1 && text[0] == '\'' && kStarts.find(text[1]) != std::string_view::npos) text.erase(0, 1);
  return text;
}

std::unique_ptr<TableWriter> write_table(TableFormat format, const std::string& path, const std::string& sheet) {
  if (format == TableFormat::csv) return std::make_unique<CsvWriter>(path);
  return std::make_unique<XlsxWriter>(path, sheet);
}

}  // namespace weft::directory
