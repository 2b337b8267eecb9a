// A small CSV reader: quotes, doubled quotes, line breaks inside quotes, CRLF, a byte order mark.
#include "app/csv.hpp"

#include <weft/base/error.hpp>

#include <algorithm>

namespace weft::app {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

[[noreturn]] void refuse(const std::string& file, int line, const std::string& why) {
  throw OperatorError(file + ":" + std::to_string(line) + ": " + why);
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& file) : rest_(text), file_(file) {
    if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
  }

  bool done() const { return rest_.empty(); }
  int line() const { return line_; }

  std::vector<std::string> row() {
    std::vector<std::string> fields;
    do {
      fields.push_back(field());
    } while (take(','));
    take('\r');
    if (!done() && !take('\n')) refuse(file_, line_, "text after a closing quote");
    ++line_;
    return fields;
  }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string field() {
    if (take('"')) return quoted();
    const std::size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return text;
  }

  std::string quoted() {
    std::string text;
    const int began = line_;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"' && !take('"')) return text;
      line_ += c == '\n' ? 1 : 0;
      text += c;
    }
    refuse(file_, began, "a quote is not closed");
  }

  std::string_view rest_;
  const std::string& file_;
  int line_ = 1;
};

}  // namespace

std::vector<CsvRow> read_csv(std::string_view text, const std::string& file, const std::vector<std::string>& columns) {
  Reader reader(text, file);
  if (reader.done()) refuse(file, 1, "the file is empty");
  const std::vector<std::string> names = reader.row();
  for (const std::string& column : columns) {
    if (std::find(names.begin(), names.end(), column) == names.end())
      refuse(file, 1, "the column `" + column + "` is missing");
  }
  std::vector<CsvRow> rows;
  while (!reader.done()) {
    CsvRow row;
    row.line = reader.line();
    const std::vector<std::string> fields = reader.row();
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (fields.size() != names.size()) {
      refuse(
          file, row.line,
          "has " + std::to_string(fields.size()) + " fields, the first line names " + std::to_string(names.size()));
    }
    for (std::size_t i = 0; i < names.size(); ++i)
      row.fields[names[i]] = fields[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace weft::app
