// libzip unpacks, Expat parses, 16 KiB at a time.
//
// Exceptions must not pass through Expat's frames: a listener's is kept, the parser stopped, and it goes on from
// more().
#include "directory/import_parts.hpp"

#include <expat.h>
#include <unistd.h>
#include <zip.h>

#include <array>

namespace weft::directory {
namespace {

constexpr std::size_t kPiece = 16U << 10U;
constexpr int kDepth = 64;
constexpr std::int64_t kToken = 1U << 20U;         // a tag or comment of more than that is an attack
constexpr std::uint64_t kSuspicious = 16U << 20U;  // from here on the ratio counts
constexpr std::int64_t kParts = 10000;

std::string_view local(const char* name) {
  const std::string_view full(name);
  return full.substr(full.find(':') == std::string_view::npos ? 0 : full.find(':') + 1);
}

}  // namespace

std::string_view XmlListener::attribute(Attributes attributes, std::string_view name) {
  for (; *attributes; attributes += 2)
    if (local(*attributes) == name) return attributes[1];
  return {};
}

Workbook::Workbook(int fd) {
  const int own = dup(fd);
  lseek(own, 0, SEEK_SET);
  int error = 0;
  archive_ = zip_fdopen(own, 0, &error);
  if (!archive_) {
    close(own);
    refuse_table("the file is a damaged workbook: its archive cannot be read");
  }
  if (zip_get_num_entries(archive_, 0) > kParts) refuse_table("the workbook has too many parts");
}

Workbook::~Workbook() {
  zip_discard(archive_);
}

bool Workbook::has(const std::string& part) const {
  return zip_name_locate(archive_, part.c_str(), 0) >= 0;
}

struct XmlPart::Callbacks {
  template <class Body>
  static void guard(void* self, Body body) {
    auto& part = *static_cast<XmlPart*>(self);
    if (part.error_) return;
    try {
      body(part);
    } catch (...) {
      part.error_ = std::current_exception();
      XML_StopParser(part.parser_, XML_FALSE);
    }
  }
  static void begin(void* self, const XML_Char* name, const XML_Char** attributes) {
    guard(self, [&](XmlPart& part) {
      if (++part.depth_ > kDepth) refuse_table("the workbook is damaged: " + part.name_ + " is nested too deep");
      part.listener_.begin(local(name), attributes);
    });
  }
  static void end(void* self, const XML_Char* name) {
    guard(self, [&](XmlPart& part) {
      --part.depth_;
      part.listener_.end(local(name));
    });
  }
  static void text(void* self, const XML_Char* piece, int size) {
    guard(self, [&](XmlPart& part) { part.listener_.text({piece, static_cast<std::size_t>(size)}); });
  }
  static void document_type(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    guard(self, [](XmlPart& part) { refuse_table("the workbook is unsafe: " + part.name_ + " defines entities"); });
  }
};

XmlPart::XmlPart(const Workbook& workbook, const std::string& name, const TableLimits& limits, XmlListener& listener)
    : name_(name), limits_(limits), listener_(listener) {
  zip_stat_t about;
  const bool found = zip_stat(workbook.archive(), name.c_str(), 0, &about) == 0;
  if (!found || !(about.valid & ZIP_STAT_COMP_SIZE)) refuse_table("the workbook is damaged: it lacks " + name);
  packed_ = about.comp_size;
  file_ = zip_fopen(workbook.archive(), name.c_str(), 0);
  if (!file_) refuse_table("the workbook is damaged or encrypted: " + name + " cannot be unpacked");
  parser_ = XML_ParserCreate(nullptr);
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(parser_, Callbacks::begin, Callbacks::end);
  XML_SetCharacterDataHandler(parser_, Callbacks::text);
  XML_SetStartDoctypeDeclHandler(parser_, Callbacks::document_type);
}

XmlPart::~XmlPart() {
  if (parser_) XML_ParserFree(parser_);
  if (file_) zip_fclose(file_);
}

void XmlPart::check_size() const {
  const bool bomb = unpacked_ > kSuspicious && unpacked_ / limits_.ratio > packed_;
  if (bomb || unpacked_ > limits_.unpacked_bytes)
    refuse_table("the workbook is unsafe: " + name_ + " unpacks to too much");
}

/// Expat keeps a tag until it is complete, however long that is.
void XmlPart::check_token() const {
  if (static_cast<std::int64_t>(unpacked_) - XML_GetCurrentByteIndex(parser_) > kToken)
    refuse_table("the workbook is unsafe: " + name_ + " has a tag without end");
}

bool XmlPart::more() {
  if (ended_) return false;
  std::array<char, kPiece> piece{};
  const zip_int64_t got = zip_fread(file_, piece.data(), piece.size());
  if (got < 0) refuse_table("the workbook is damaged: " + name_ + " cannot be unpacked");
  unpacked_ += static_cast<std::uint64_t>(got);
  check_size();
  ended_ = got == 0;
  const XML_Status status = XML_Parse(parser_, piece.data(), static_cast<int>(got), ended_ ? XML_TRUE : XML_FALSE);
  if (error_) std::rethrow_exception(error_);
  if (status != XML_STATUS_OK) {
    refuse_table(
        "the workbook is damaged: " + name_ + ", line " + std::to_string(XML_GetCurrentLineNumber(parser_)) + ": " +
        XML_ErrorString(XML_GetErrorCode(parser_)));
  }
  if (!ended_) check_token();
  return true;
}

void read_part(const Workbook& workbook, const std::string& name, const TableLimits& limits, XmlListener& listener) {
  XmlPart part(workbook, name, limits, listener);
  while (part.more()) {}
}

}  // namespace weft::directory
