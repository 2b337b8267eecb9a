// The parts of an .xlsx: XML files in a zip archive, parsed piece by piece as they are unpacked.
#pragma once
#include "directory/import_table.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct zip;
struct zip_file;
struct XML_ParserStruct;

namespace weft::directory {

/// Hears what is in a part. Names come without their namespace.
class XmlListener {
 public:
  using Attributes = const char**;  ///< name, value, name, value, null
  virtual ~XmlListener() = default;
  virtual void begin(std::string_view name, Attributes attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view piece) = 0;

  /// The value of an attribute, by its name without namespace; "" when it is not there.
  static std::string_view attribute(Attributes attributes, std::string_view name);
};

class Workbook {
 public:
  /// Keeps a duplicate of `fd`. Raises invalid_argument (field "file") for what is no zip archive.
  explicit Workbook(int fd);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  bool has(const std::string& part) const;
  zip* archive() const { return archive_; }

 private:
  zip* archive_ = nullptr;
};

/// One part. Nothing of it can make the parser use more than a few MiB: no document type, no entities, bounded depth,
/// tags and unpacked size.
class XmlPart {
 public:
  XmlPart(const Workbook& workbook, const std::string& name, const TableLimits& limits, XmlListener& listener);
  ~XmlPart();
  XmlPart(const XmlPart&) = delete;
  XmlPart& operator=(const XmlPart&) = delete;

  /// Parses the next piece; false at the end. Raises invalid_argument (field "file"), or what the listener threw.
  bool more();

 private:
  struct Callbacks;
  void check_size() const;
  void check_token() const;

  const std::string name_;
  const TableLimits limits_;
  XmlListener& listener_;
  zip_file* file_ = nullptr;
  XML_ParserStruct* parser_ = nullptr;
  std::uint64_t packed_ = 0;
  std::uint64_t unpacked_ = 0;
  int depth_ = 0;
  bool ended_ = false;
  std::exception_ptr error_;
};

/// Reads a whole part.
void read_part(const Workbook& workbook, const std::string& name, const TableLimits& limits, XmlListener& listener);

/// Texts by number: written once in their order, then read at random. They are on disk, in a file without a name.
class TextSpill {
 public:
  TextSpill();
  ~TextSpill();
  TextSpill(const TextSpill&) = delete;
  TextSpill& operator=(const TextSpill&) = delete;

  void add(std::string_view text);
  /// No add() after it.
  void finish();
  std::size_t size() const { return count_; }
  std::uint64_t bytes() const { return bytes_; }
  std::string_view at(std::size_t index) const;

 private:
  struct Mapped;
  std::unique_ptr<Mapped> texts_, ends_;
  std::size_t count_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace weft::directory
