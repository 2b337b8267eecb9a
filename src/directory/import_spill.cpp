// Texts in a file without a name, mapped for reading: the kernel keeps in memory what is used and has room.
#include "directory/import_parts.hpp"

#include <sys/mman.h>

#include <cstdio>
#include <cstring>

namespace weft::directory {

/// A file that is written to its end and then mapped.
struct TextSpill::Mapped {
  std::FILE* file = std::tmpfile();
  const char* data = nullptr;
  std::size_t size = 0;

  Mapped() {
    if (!file) throw std::runtime_error("no temporary file can be made");
  }
  ~Mapped() {
    if (data) munmap(const_cast<char*>(data), size);
    std::fclose(file);
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;

  void add(const void* bytes, std::size_t count) {
    if (std::fwrite(bytes, 1, count, file) != count) throw std::runtime_error("a temporary file cannot be written");
    size += count;
  }
  void map() {
    if (std::fflush(file) != 0) throw std::runtime_error("a temporary file cannot be written");
    if (size == 0) return;
    void* at = mmap(nullptr, size, PROT_READ, MAP_SHARED, fileno(file), 0);
    if (at == MAP_FAILED) throw std::runtime_error("a temporary file cannot be read");
    data = static_cast<const char*>(at);
  }
};

TextSpill::TextSpill() : texts_(std::make_unique<Mapped>()), ends_(std::make_unique<Mapped>()) {}
TextSpill::~TextSpill() = default;

void TextSpill::add(std::string_view text) {
  texts_->add(text.data(), text.size());
  bytes_ += text.size();
  ends_->add(&bytes_, sizeof bytes_);
  ++count_;
}

void TextSpill::finish() {
  texts_->map();
  ends_->map();
}

std::string_view TextSpill::at(std::size_t index) const {
  std::uint64_t begin = 0, end = 0;
  if (index > 0) std::memcpy(&begin, ends_->data + (index - 1) * sizeof begin, sizeof begin);
  std::memcpy(&end, ends_->data + index * sizeof end, sizeof end);
  if (begin == end) return {};
  return {texts_->data + begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace weft::directory
