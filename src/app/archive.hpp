// Tar archives, compressed, with the SHA-256 of what goes through.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

struct archive;
struct archive_entry;

namespace weft::app {

/// Size and digest of a file from its beginning.
struct Measured {
  std::uint64_t size = 0;
  std::string sha256;
};
Measured measure(int fd, const std::function<void(std::uint64_t)>& progress = {});

class ArchiveWriter {
 public:
  /// Writes to `fd`. The name decides: .tar.gz and .tgz are gzip, .tar is plain, everything else zstd.
  ArchiveWriter(int fd, const std::string& name);
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  void add_text(const std::string& name, const std::string& text);
  /// The first `size` bytes of `fd`. OperatorError when there are fewer.
  void add_file(
      const std::string& name, int fd, std::uint64_t size, const std::function<void(std::uint64_t)>& progress = {});
  /// OperatorError when the disk is full and the like.
  void finish();

 private:
  void begin(const std::string& name, std::uint64_t size);
  void put(const void* data, std::size_t size);
  archive* archive_;
};

class ArchiveReader {
 public:
  /// OperatorError when `fd` holds no archive. `name` is for messages.
  ArchiveReader(int fd, std::string name);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  /// The name of the next file, nullopt at the end. OperatorError on anything but a plain file with a relative name
  /// that leads nowhere else.
  std::optional<std::string> next();
  std::uint64_t size() const;
  /// The content of a small file. OperatorError when it is larger than `limit`.
  std::string text(std::size_t limit);
  /// Writes the content to `fd`.
  Measured save(int fd, const std::function<void(std::uint64_t)>& progress = {});

 private:
  [[noreturn]] void fail() const;
  archive* archive_;
  archive_entry* entry_ = nullptr;
  std::string name_;
};

}  // namespace weft::app
