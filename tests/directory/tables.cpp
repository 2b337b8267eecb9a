// Makes workbooks of parts, and reads tables to their end.
#include "directory/tables.hpp"

#include <weft/base/error.hpp>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

#include <fstream>
#include <sstream>

namespace weft::directory {

OpenFile::OpenFile(const std::string& content) : fd_(memfd_create("table", MFD_CLOEXEC)) {
  EXPECT_EQ(write(fd_, content.data(), content.size()), static_cast<ssize_t>(content.size()));
}

OpenFile::~OpenFile() {
  close(fd_);
}

std::string zipped(const Parts& parts) {
  zip_error_t error;
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(source);
  zip_t* archive = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : parts) {
    zip_source_t* part = zip_source_buffer(archive, content.data(), content.size(), 0);
    zip_file_add(archive, name.c_str(), part, ZIP_FL_OVERWRITE);
  }
  if (zip_close(archive) != 0) throw std::runtime_error("the archive cannot be made");
  zip_source_open(source);
  zip_source_seek(source, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(source)), '\0');
  zip_source_seek(source, 0, SEEK_SET);
  zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

std::string workbook(const std::string& rows, const std::string& strings) {
  const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  Parts parts{
      {"xl/workbook.xml", "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office +
                              "\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
       "<Relationship Id=\"rId1\" Type=\"" +
           office + "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" + office +
           "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"},
      {"xl/worksheets/sheet1.xml",
       "<worksheet xmlns=\"" + main + "\"><sheetData>" + rows + "</sheetData></worksheet>"}};
  if (!strings.empty()) parts.emplace_back("xl/sharedStrings.xml", "<sst xmlns=\"" + main + "\">" + strings + "</sst>");
  return zipped(parts);
}

std::string file_content(const std::string& path) {
  std::ostringstream content;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("no file " + path);
  content << file.rdbuf();
  return content.str();
}

std::vector<TableRow> rows_of(const std::string& content, const TableLimits& limits) {
  const OpenFile file(content);
  const auto reader = open_table(file.fd(), limits);
  std::vector<TableRow> rows;
  for (TableRow row; reader->next(row);)
    rows.push_back(row);
  return rows;
}

std::string refusal_of(const std::string& content, const TableLimits& limits) {
  try {
    rows_of(content, limits);
  } catch (const ApiError& error) {
    EXPECT_EQ(error.code(), Errc::invalid_argument);
    EXPECT_EQ(error.field(), "file");
    return error.detail();
  }
  return "";
}

}  // namespace weft::directory
