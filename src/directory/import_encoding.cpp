// Byte order marks, then UTF-8 if all of it is valid UTF-8, then what ICU makes of it.
#include "directory/import_encoding.hpp"

#include "directory/import_table.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace weft::directory {
namespace {

constexpr std::size_t kPiece = 64U << 10U;
constexpr std::size_t kSample = 256U << 10U;  // what the detector looks at
constexpr int kSureEnough = 10;               // of 100: short files of names leave it in doubt

std::size_t read_at(int fd, char* into, std::size_t size, std::int64_t offset) {
  const ssize_t got = pread(fd, into, size, offset);
  if (got < 0) refuse_table("the file cannot be read");
  return static_cast<std::size_t>(got);
}

std::string first_bytes(int fd, std::size_t size) {
  std::string bytes(size, '\0');
  bytes.resize(read_at(fd, bytes.data(), size, 0));
  return bytes;
}

/// Whether the file is UTF-8 from its first byte to its last.
bool is_utf8(int fd) {
  std::string bytes;
  std::array<char, kPiece> piece{};
  std::int64_t offset = 0;
  while (const std::size_t got = read_at(fd, piece.data(), piece.size(), offset)) {
    offset += static_cast<std::int64_t>(got);
    bytes.append(piece.data(), got);
    std::int32_t at = 0;
    const auto size = static_cast<std::int32_t>(bytes.size());
    while (at < size) {
      const std::int32_t begin = at;
      UChar32 c = 0;
      U8_NEXT(bytes.data(), at, size, c);
      if (c >= 0) continue;
      if (size - begin >= 4) return false;  // not merely cut off by the end of the piece
      at = begin;
      break;
    }
    bytes.erase(0, static_cast<std::size_t>(at));
  }
  return bytes.empty();
}

std::string guess(const std::string& sample) {
  UErrorCode status = U_ZERO_ERROR;
  UCharsetDetector* detector = ucsdet_open(&status);
  ucsdet_setText(detector, sample.data(), static_cast<std::int32_t>(sample.size()), &status);
  std::int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector, &count, &status);
  std::string best;
  for (std::int32_t i = 0; U_SUCCESS(status) && i < count; ++i) {
    const std::string name = ucsdet_getName(matches[i], &status);
    if (best.empty()) best = name;
    if (name == "GB18030" && ucsdet_getConfidence(matches[i], &status) >= kSureEnough) best = name;
  }
  ucsdet_close(detector);
  return best;
}

}  // namespace

Encoding detect_encoding(int fd) {
  using namespace std::string_view_literals;
  const std::string sample = first_bytes(fd, kSample);
  const std::string_view start = sample;
  if (start.starts_with("\xff\xfe"sv)) return {"UTF-16LE", 2};
  if (start.starts_with("\xfe\xff"sv)) return {"UTF-16BE", 2};
  const std::size_t mark = start.starts_with("\xef\xbb\xbf"sv) ? 3 : 0;
  if (is_utf8(fd)) return {"UTF-8", mark};
  if (mark > 0) refuse_table("the file says that it is UTF-8, and is not");
  const std::string name = guess(sample);
  if (name != "GB18030") {
    refuse_table(
        "the encoding of the file is neither UTF-8 nor GB18030" + (name.empty() ? "" : ": it looks like " + name));
  }
  return {name, 0};
}

Decoder::Decoder(int fd, const Encoding& encoding) : fd_(fd), offset_(static_cast<std::int64_t>(encoding.skip)) {
  UErrorCode status = U_ZERO_ERROR;
  from_ = ucnv_open(encoding.name.c_str(), &status);
  to_ = ucnv_open("UTF-8", &status);
  if (U_SUCCESS(status)) ucnv_setToUCallBack(from_, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) {
    ucnv_close(from_);
    ucnv_close(to_);
    throw std::runtime_error("ICU lacks the converter " + encoding.name);
  }
  bytes_.resize(kPiece);
}

Decoder::~Decoder() {
  ucnv_close(from_);
  ucnv_close(to_);
}

bool Decoder::more(std::string& text) {
  if (ended_) return false;
  const std::size_t got = read_at(fd_, bytes_.data(), bytes_.size(), offset_);
  offset_ += static_cast<std::int64_t>(got);
  ended_ = got == 0;
  std::array<UChar, 2 * kPiece> pivot{};
  UErrorCode status = U_ZERO_ERROR;
  const char* source = bytes_.data();
  UChar* units = pivot.data();
  ucnv_toUnicode(
      from_, &units, pivot.data() + pivot.size(), &source, bytes_.data() + got, nullptr, static_cast<UBool>(ended_),
      &status);
  if (U_FAILURE(status)) refuse_table("the file holds bytes that are not text in its encoding");
  std::string utf8(static_cast<std::size_t>(units - pivot.data()) * 3, '\0');
  char* target = utf8.data();
  const UChar* from = pivot.data();
  ucnv_fromUnicode(to_, &target, utf8.data() + utf8.size(), &from, units, nullptr, static_cast<UBool>(ended_), &status);
  if (U_FAILURE(status)) refuse_table("the file holds bytes that are not text in its encoding");
  text.append(utf8.data(), static_cast<std::size_t>(target - utf8.data()));
  return true;
}

}  // namespace weft::directory
