// The bytes of a text file as UTF-8, whatever office suite wrote them.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

struct UConverter;

namespace weft::directory {

/// The converter's name of the encoding of the open file: "UTF-8", "UTF-16LE", "UTF-16BE" or "GB18030". `skip`: how
/// long its byte order mark is. Reads the whole file once. Raises invalid_argument (field "file") that names what else
/// it looks like.
struct Encoding {
  std::string name;
  std::size_t skip = 0;
};
Encoding detect_encoding(int fd);

/// Decodes a file piece by piece.
class Decoder {
 public:
  Decoder(int fd, const Encoding& encoding);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Appends some more text; false at the end. Raises invalid_argument (field "file") for bytes that are no text.
  bool more(std::string& text);

 private:
  int fd_;
  std::int64_t offset_;
  UConverter* from_ = nullptr;
  UConverter* to_ = nullptr;
  std::string bytes_;
  bool ended_ = false;
};

}  // namespace weft::directory
