// libarchive and OpenSSL behind small classes.
#include "app/archive.hpp"

#include <weft/base/crypto.hpp>
#include <weft/base/error.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <ctime>
#include <filesystem>

namespace weft::app {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;

void write_all(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = write(fd, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      throw OperatorError(
          std::string("cannot write: ") + std::strerror(errno) + "; make room on the disk and try again");
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

bool safe_name(const std::string& name) {
  const std::filesystem::path path(name);
  if (name.empty() || path.is_absolute() || name.find('\\') != std::string::npos) return false;
  return std::none_of(
      path.begin(), path.end(), [](const auto& part) { return part == ".." || part == "." || part.empty(); });
}

}  // namespace

Measured measure(int fd, const std::function<void(std::uint64_t)>& progress) {
  Measured measured;
  Sha256 digest;
  std::vector<char> block(kBlock);
  while (true) {
    const ssize_t got = pread(fd, block.data(), block.size(), static_cast<off_t>(measured.size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw OperatorError(std::string("cannot read: ") + std::strerror(errno));
    if (got == 0) break;
    digest.add({block.data(), static_cast<std::size_t>(got)});
    measured.size += static_cast<std::uint64_t>(got);
    if (progress) progress(measured.size);
  }
  measured.sha256 = hex(digest.end());
  return measured;
}

ArchiveWriter::ArchiveWriter(int fd, const std::string& name) : archive_(archive_write_new()) {
  archive_write_set_format_pax_restricted(archive_);
  if (name.ends_with(".gz") || name.ends_with(".tgz")) {
    archive_write_add_filter_gzip(archive_);
  } else if (!name.ends_with(".tar")) {
    archive_write_add_filter_zstd(archive_);
  }
  if (archive_write_open_fd(archive_, fd) != ARCHIVE_OK)
    throw OperatorError(std::string("cannot write the archive: ") + archive_error_string(archive_));
}

ArchiveWriter::~ArchiveWriter() {
  archive_write_fail(archive_);  // after finish() there is nothing left to fail
  archive_write_free(archive_);
}

void ArchiveWriter::begin(const std::string& name, std::uint64_t size) {
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, name.c_str());
  archive_entry_set_size(entry, static_cast<la_int64_t>(size));
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0600);
  archive_entry_set_mtime(entry, std::time(nullptr), 0);
  const int status = archive_write_header(archive_, entry);
  archive_entry_free(entry);
  if (status != ARCHIVE_OK)
    throw OperatorError(std::string("cannot write the archive: ") + archive_error_string(archive_));
}

void ArchiveWriter::put(const void* data, std::size_t size) {
  if (archive_write_data(archive_, data, size) == static_cast<la_ssize_t>(size)) return;
  throw OperatorError(
      std::string("cannot write the archive: ") + archive_error_string(archive_) +
      "; make room on the disk and try again");
}

void ArchiveWriter::add_text(const std::string& name, const std::string& text) {
  begin(name, text.size());
  put(text.data(), text.size());
}

void ArchiveWriter::add_file(
    const std::string& name, int fd, std::uint64_t size, const std::function<void(std::uint64_t)>& progress) {
  begin(name, size);
  std::vector<char> block(kBlock);
  for (std::uint64_t done = 0; done < size;) {
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), size - done));
    const ssize_t got = pread(fd, block.data(), wanted, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw OperatorError(name + " became shorter while it was read; try again");
    put(block.data(), static_cast<std::size_t>(got));
    done += static_cast<std::uint64_t>(got);
    if (progress) progress(done);
  }
}

void ArchiveWriter::finish() {
  if (archive_write_close(archive_) != ARCHIVE_OK) {
    throw OperatorError(
        std::string("cannot write the archive: ") + archive_error_string(archive_) +
        "; make room on the disk and try again");
  }
}

ArchiveReader::ArchiveReader(int fd, std::string name) : archive_(archive_read_new()), name_(std::move(name)) {
  archive_read_support_format_tar(archive_);
  archive_read_support_filter_gzip(archive_);
  archive_read_support_filter_zstd(archive_);
  if (archive_read_open_fd(archive_, fd, kBlock) == ARCHIVE_OK) return;
  archive_read_free(archive_);
  throw OperatorError(name_ + " is no archive of weft backup");
}

ArchiveReader::~ArchiveReader() {
  archive_read_free(archive_);
}

void ArchiveReader::fail() const {
  throw OperatorError(name_ + " is damaged: " + archive_error_string(archive_) + "; restore from another backup");
}

std::optional<std::string> ArchiveReader::next() {
  const int status = archive_read_next_header(archive_, &entry_);
  if (status == ARCHIVE_EOF) return std::nullopt;
  if (status != ARCHIVE_OK) fail();
  const std::string name = archive_entry_pathname(entry_) ? archive_entry_pathname(entry_) : "";
  if (archive_entry_filetype(entry_) != AE_IFREG || !safe_name(name) || archive_entry_hardlink(entry_)) {
    throw OperatorError(name_ + " is no archive of weft backup: it holds something that is not a plain file");
  }
  return name;
}

std::uint64_t ArchiveReader::size() const {
  return static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry_)));
}

std::string ArchiveReader::text(std::size_t limit) {
  if (size() > limit)
    throw OperatorError(name_ + " is no archive of weft backup: " + archive_entry_pathname(entry_) + " is too large");
  std::string text(static_cast<std::size_t>(size()), '\0');
  const la_ssize_t got = archive_read_data(archive_, text.data(), text.size());
  if (got < 0) fail();
  text.resize(static_cast<std::size_t>(got));
  return text;
}

Measured ArchiveReader::save(int fd, const std::function<void(std::uint64_t)>& progress) {
  Measured measured;
  Sha256 digest;
  std::vector<char> block(kBlock);
  while (true) {
    const la_ssize_t got = archive_read_data(archive_, block.data(), block.size());
    if (got < 0) fail();
    if (got == 0) break;
    digest.add({block.data(), static_cast<std::size_t>(got)});
    write_all(fd, block.data(), static_cast<std::size_t>(got));
    measured.size += static_cast<std::uint64_t>(got);
    if (progress) progress(measured.size);
  }
  measured.sha256 = hex(digest.end());
  return measured;
}

}  // namespace weft::app
