// Which kind of table a file is, and what all kinds have in common.
#include "directory/import_table.hpp"

#include "directory/import_formats.hpp"
#include <weft/base/error.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace weft::directory {
namespace {

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

void refuse_table(const std::string& why) {
  throw ApiError(Errc::invalid_argument, why, "file");
}

std::string tidy_cell(std::string text) {
  std::string tidy;
  tidy.reserve(text.size());
  for (const char c : text) {
    const char kept = is_control(c) ? ' ' : c;
    if (kept == ' ' && (tidy.empty() || (is_control(c) && tidy.back() == ' '))) continue;
    tidy += kept;
  }
  while (!tidy.empty() && tidy.back() == ' ')
    tidy.pop_back();
  return tidy;
}

std::unique_ptr<TableReader> open_table(int fd, const TableLimits& limits) {
  struct stat about {};
  if (fstat(fd, &about) != 0) refuse_table("the file cannot be read");
  if (static_cast<std::uint64_t>(about.st_size) > limits.file_bytes)
    refuse_table("the file has more than " + std::to_string(limits.file_bytes >> 20U) + " MiB");
  if (about.st_size == 0) refuse_table("the file is empty");
  std::array<char, 8> start{};
  const ssize_t got = pread(fd, start.data(), start.size(), 0);
  const std::string_view signature(start.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  if (signature.starts_with("PK")) return open_xlsx(fd, limits);
  if (signature.starts_with("\xd0\xcf\x11\xe0"))
    refuse_table("this is an old or encrypted workbook (.xls): save it as .xlsx without a password, or as .csv");
  return open_csv(fd, limits);
}

}  // namespace weft::directory
