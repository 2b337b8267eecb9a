// Tables in the making.
#pragma once
#include <weft/directory/tables.hpp>
#include <weft/directory/transfer.hpp>

#include <filesystem>
#include <string>

namespace weft::directory {

/// A file that is gone when its content has been taken over.
class Scratch {
 public:
  Scratch(const TableFiles& files, const std::string& name) : path_(files.scratch() + "/" + name) {}
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

inline std::string extension(TableFormat format) {
  return format == TableFormat::csv ? ".csv" : ".xlsx";
}

}  // namespace weft::directory
