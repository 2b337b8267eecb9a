// The store on a local disk. Names are made of ids and digests alone: what a client calls a file never becomes a path.
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/files/file_store.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>

namespace weft::files {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) {
  const int error = errno;
  log::error("{}: {}", what, std::strerror(error));
  if (error == ENOSPC || error == EDQUOT)
    throw ApiError(Errc::unavailable, "the server's disk is full; try again later", {}, 60);
  throw ApiError(Errc::internal);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

std::uint64_t size_of(int fd) {
  struct stat info {};
  if (fstat(fd, &info) != 0) fail("cannot look at a file");
  return static_cast<std::uint64_t>(info.st_size);
}

std::string read_at(int fd, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t more = pread(fd, bytes.data() + got, size - got, static_cast<off_t>(offset + got));
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) fail("cannot read a file");
    if (more == 0) break;
    got += static_cast<std::size_t>(more);
  }
  bytes.resize(got);
  return bytes;
}

void write_at(int fd, std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write a file");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

/// Makes what happened to the names in a directory survive a power failure.
void sync_directory(const fs::path& directory) {
  const Descriptor fd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || fsync(fd.get()) != 0) fail("cannot sync " + directory.string());
}

void make_directories(const fs::path& directory) {
  std::error_code error;
  if (fs::is_directory(directory, error)) return;
  if (directory.has_parent_path()) make_directories(directory.parent_path());
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) fail("cannot make " + directory.string());
  sync_directory(directory.has_parent_path() ? directory.parent_path() : fs::path("."));
}

class DiskDraft final : public Draft {
 public:
  explicit DiskDraft(int fd) : fd_(fd) {}
  std::uint64_t size() const override { return size_of(fd_.get()); }
  void write(std::uint64_t offset, std::string_view bytes) override { write_at(fd_.get(), offset, bytes); }
  void sync() override {
    if (fdatasync(fd_.get()) != 0) fail("cannot sync an upload");
  }
  void truncate(std::uint64_t size) override {
    if (ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) fail("cannot cut an upload");
  }
  std::string read(std::uint64_t offset, std::size_t size) const override { return read_at(fd_.get(), offset, size); }

 private:
  Descriptor fd_;
};

class DiskContent final : public Content {
 public:
  explicit DiskContent(int fd) : fd_(fd), size_(size_of(fd)) {}
  std::uint64_t size() const override { return size_; }
  std::string read(std::uint64_t offset, std::size_t size) const override { return read_at(fd_.get(), offset, size); }
  int descriptor() const override { return fd_.get(); }

 private:
  Descriptor fd_;
  std::uint64_t size_;
};

class DiskWalk final : public Walk {
 public:
  explicit DiskWalk(const fs::path& files) {
    std::error_code none;
    companies_ = fs::directory_iterator(files, none);
  }

  std::optional<Contents> next(std::size_t most) override {
    while (entries_ == fs::recursive_directory_iterator()) {
      if (companies_ == fs::directory_iterator()) return std::nullopt;
      const auto corp = CorpId::parse(companies_->path().filename().string());
      if (corp) entries_ = fs::recursive_directory_iterator(companies_->path());
      corp_ = corp.value_or(CorpId());
      ++companies_;
    }
    Contents found{corp_, {}};
    for (; entries_ != fs::recursive_directory_iterator() && found.digests.size() < most; ++entries_)
      if (const auto digest = parse_digest(entries_->path().stem().string())) found.digests.insert(*digest);
    return found;
  }

 private:
  fs::directory_iterator companies_;          ///< the one after `corp_`
  fs::recursive_directory_iterator entries_;  ///< of `corp_`
  CorpId corp_;
};

class DiskStore final : public FileStore {
 public:
  explicit DiskStore(const fs::path& directory) : files_(directory / "files"), incoming_(directory / "incoming") {}

  std::unique_ptr<Draft> draft(const UploadId& upload) override {
    make_directories(incoming_);
    const fs::path path = incoming_ / upload.str();
    const int there = open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (there >= 0) return std::make_unique<DiskDraft>(there);
    const int fresh = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fresh < 0) fail("cannot make " + path.string());
    auto draft = std::make_unique<DiskDraft>(fresh);
    sync_directory(incoming_);
    return draft;
  }

  void publish(const UploadId& upload, const ContentKey& key) override {
    const fs::path to = path_of(key);
    make_directories(to.parent_path());
    const fs::path from = incoming_ / upload.str();
    // A second name and not a new one: until the caller's transaction has committed, the draft is what can be completed
    // again. File systems without second names get a new one.
    if (link(from.c_str(), to.c_str()) != 0 && errno != EEXIST && rename(from.c_str(), to.c_str()) != 0)
      fail("cannot publish " + to.string());
    sync_directory(to.parent_path());
  }

  void discard(const UploadId& upload) override {
    if (unlink((incoming_ / upload.str()).c_str()) != 0 && errno != ENOENT) fail("cannot remove an upload");
  }

  void discard_older(Time before) override {
    const auto limit = before.time_since_epoch().count() / 1000;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(incoming_, none)) {
      struct stat info {};
      if (lstat(entry.path().c_str(), &info) == 0 && info.st_mtime < limit) unlink(entry.path().c_str());
    }
  }

  std::unique_ptr<Content> open(const ContentKey& key, const std::string& variant) const override {
    const int fd = ::open(path_of(key, variant).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) return nullptr;
    if (fd < 0) fail("cannot open a file");
    return std::make_unique<DiskContent>(fd);
  }

  void put_variant(const ContentKey& key, const std::string& variant, std::string_view bytes) override {
    const fs::path to = path_of(key, variant);
    const fs::path made = incoming_ / (hex(random_bytes(16)) + ".made");
    make_directories(incoming_);
    {
      const Descriptor fd(::open(made.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
      if (fd.get() < 0) fail("cannot make " + made.string());
      write_at(fd.get(), 0, bytes);
      if (fdatasync(fd.get()) != 0) fail("cannot sync " + made.string());
    }
    if (rename(made.c_str(), to.c_str()) != 0) {
      unlink(made.c_str());
      fail("cannot publish " + to.string());
    }
  }

  void remove(const ContentKey& key) override {
    const fs::path content = path_of(key);
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(content.parent_path(), none))
      if (entry.path().stem() == content.filename()) unlink(entry.path().c_str());
    if (unlink(content.c_str()) != 0 && errno != ENOENT) fail("cannot remove " + content.string());
  }

  std::unique_ptr<Walk> walk() const override { return std::make_unique<DiskWalk>(files_); }

 private:
  static int open(const char* path, int flags, mode_t mode = 0) { return ::open(path, flags, mode); }
  fs::path path_of(const ContentKey& key, const std::string& variant = {}) const {
    return files_ / (content_path(key) + (variant.empty() ? "" : "." + variant));
  }

  const fs::path files_, incoming_;
};

}  // namespace

std::string content_path(const ContentKey& key) {
  const std::string digest = hex(key.sha256);
  return key.corp.str() + "/" + digest.substr(0, 2) + "/" + digest.substr(2, 2) + "/" + digest;
}

std::unique_ptr<FileStore> make_disk_store(const std::string& directory) {
  return std::make_unique<DiskStore>(directory);
}

}  // namespace weft::files
