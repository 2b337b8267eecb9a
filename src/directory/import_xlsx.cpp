// The rows of a worksheet (ECMA-376, SpreadsheetML), one at a time.
#include "directory/import_formats.hpp"
#include "directory/import_parts.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <deque>
#include <map>

namespace weft::directory {
namespace {

constexpr auto kPreferredSheet = "成员列表";
constexpr std::size_t kTexts = 8'000'000;

template <class Number>
Number number_of(std::string_view text, Number otherwise) {
  Number number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// "AB12" -> 27; the number of columns when there is no letter.
std::size_t column_of(std::string_view reference, std::size_t otherwise) {
  std::size_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z' || column > 20000) break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
  }
  return column == 0 ? otherwise : column - 1;
}

/// A phone number that an office suite took for a number: 1.3800000012E10 -> 13800000012.
std::string plain_number(const std::string& text) {
  if (text.find_first_of(".eE") == std::string::npos) return text;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return text;
  if (std::abs(value) >= 1e15 || value != std::floor(value)) return text;
  return std::to_string(static_cast<std::int64_t>(value));
}

struct Sheet {
  std::string name, relation;
};

class SheetNames final : public XmlListener {
 public:
  void begin(std::string_view name, Attributes attributes) override {
    if (name != "sheet") return;
    sheets.push_back({std::string(attribute(attributes, "name")), std::string(attribute(attributes, "id"))});
    if (sheets.size() > 1000) refuse_table("the workbook has too many sheets");
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  std::vector<Sheet> sheets;
};

class Relations final : public XmlListener {
 public:
  void begin(std::string_view name, Attributes attributes) override {
    if (name != "Relationship") return;
    std::string target(attribute(attributes, "Target"));
    target = target.starts_with('/') ? target.substr(1) : "xl/" + target;
    if (attribute(attributes, "Type").ends_with("/sharedStrings")) shared_strings = target;
    targets[std::string(attribute(attributes, "Id"))] = std::move(target);
    if (targets.size() > 10000) refuse_table("the workbook has too many parts");
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  std::map<std::string, std::string> targets;
  std::string shared_strings;
};

/// <sst><si><t>plain</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>how it is read</t></rPh></si></sst>
class SharedStrings final : public XmlListener {
 public:
  explicit SharedStrings(const TableLimits& limits) : limits_(limits) {}
  void begin(std::string_view name, Attributes) override {
    if (name == "si") text_.clear();
    if (name == "rPh") phonetic_ = true;
    inside_ = name == "t" && !phonetic_;
  }
  void end(std::string_view name) override {
    inside_ = false;
    if (name == "rPh") phonetic_ = false;
    if (name != "si") return;
    texts.add(tidy_cell(text_));
    if (texts.bytes() > limits_.text_bytes || texts.size() > kTexts) refuse_table("the workbook holds too much text");
  }
  void text(std::string_view piece) override {
    if (!inside_) return;
    if (text_.size() + piece.size() > limits_.cell_bytes)
      refuse_table("a cell holds more than " + std::to_string(limits_.cell_bytes) + " bytes");
    text_ += piece;
  }
  TextSpill texts;

 private:
  const TableLimits limits_;
  std::string text_;
  bool inside_ = false, phonetic_ = false;
};

/// <row r="5"><c r="A5" t="s"><v>12</v></c><c r="B5" t="inlineStr"><is><t>text</t></is></c></row>
class SheetRows final : public XmlListener {
 public:
  SheetRows(const TableLimits& limits, const TextSpill& texts) : limits_(limits), texts_(texts) {}

  std::deque<TableRow> rows;

  void begin(std::string_view name, Attributes attributes) override {
    inside_ = false;
    if (name == "row") {
      begin_row(attributes);
    } else if (name == "c") {
      column_ = column_of(attribute(attributes, "r"), column_ + 1);
      type_ = attribute(attributes, "t");
      text_.clear();
      in_cell_ = true;
    } else if (name == "rPh") {
      phonetic_ = true;
    } else if (in_cell_) {
      inside_ = name == "v" || (name == "t" && !phonetic_);
    }
  }

  void end(std::string_view name) override {
    inside_ = false;
    if (name == "rPh") phonetic_ = false;
    if (name == "c" && in_cell_) end_cell();
    if (name == "row" && !row_.cells.empty()) rows.push_back(std::move(row_));
  }

  void text(std::string_view piece) override {
    if (!inside_) return;
    if (text_.size() + piece.size() > limits_.cell_bytes)
      refuse_table(place() + " holds more than " + std::to_string(limits_.cell_bytes) + " bytes");
    text_ += piece;
  }

 private:
  void begin_row(Attributes attributes) {
    const std::int64_t number = number_of<std::int64_t>(attribute(attributes, "r"), number_ + 1);
    if (number <= number_) refuse_table("the workbook is damaged: its rows are not in order");
    if (number > limits_.rows) refuse_table("the file has more than " + std::to_string(limits_.rows) + " rows");
    number_ = number;
    row_ = {number, {}};
    column_ = static_cast<std::size_t>(-1);
  }

  void end_cell() {
    in_cell_ = false;
    std::string value = value_of();
    if (value.empty()) return;
    if (column_ >= limits_.columns)
      refuse_table("row " + std::to_string(number_) + " has more than " + std::to_string(limits_.columns) + " columns");
    if (column_ >= row_.cells.size()) row_.cells.resize(column_ + 1);
    row_.cells[column_] = std::move(value);
  }

  std::string value_of() {
    if (text_.empty()) return {};
    if (type_ == "s") {
      const auto index = number_of<std::size_t>(text_, texts_.size());
      if (index >= texts_.size()) refuse_table("the workbook is damaged: " + place() + " refers to no text");
      return std::string(texts_.at(index));
    }
    if (type_.empty() || type_ == "n") return plain_number(tidy_cell(text_));
    if (type_ == "b") return text_ == "1" ? "TRUE" : "FALSE";
    return tidy_cell(text_);
  }

  std::string place() const { return "row " + std::to_string(number_) + ", column " + std::to_string(column_ + 1); }

  const TableLimits limits_;
  const TextSpill& texts_;
  std::int64_t number_ = 0;
  std::size_t column_ = 0;
  std::string type_, text_;
  TableRow row_;
  bool in_cell_ = false, inside_ = false, phonetic_ = false;
};

class XlsxReader final : public TableReader {
 public:
  XlsxReader(int fd, const TableLimits& limits) : workbook_(fd), strings_(limits), rows_(limits, strings_.texts) {
    Relations relations;
    SheetNames names;
    read_part(workbook_, "xl/_rels/workbook.xml.rels", limits, relations);
    read_part(workbook_, "xl/workbook.xml", limits, names);
    if (names.sheets.empty()) refuse_table("the workbook has no sheet");
    if (workbook_.has(relations.shared_strings)) read_part(workbook_, relations.shared_strings, limits, strings_);
    strings_.texts.finish();
    const Sheet* sheet = &names.sheets.front();
    for (const Sheet& other : names.sheets)
      if (other.name == kPreferredSheet) sheet = &other;
    sheet_ = std::make_unique<XmlPart>(workbook_, relations.targets[sheet->relation], limits, rows_);
  }

  bool next(TableRow& row) override {
    while (rows_.rows.empty())
      if (!sheet_->more()) return false;
    row = std::move(rows_.rows.front());
    rows_.rows.pop_front();
    return true;
  }

 private:
  Workbook workbook_;
  SharedStrings strings_;
  SheetRows rows_;
  std::unique_ptr<XmlPart> sheet_;
};

}  // namespace

std::unique_ptr<TableReader> open_xlsx(int fd, const TableLimits& limits) {
  return std::make_unique<XlsxReader>(fd, limits);
}

}  // namespace weft::directory
