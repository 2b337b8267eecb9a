// Where the bytes of files are: drafts that grow, and contents that never change.
//
// A content is known by company and SHA-256. A draft becomes a content by one atomic step, so that a content is there
// whole or not at all. Everything here blocks on a disk: call it on the file threads, never on one that owns sockets.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/crypto.hpp>
#include <weft/base/id.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace weft {

using UploadId = Id<struct UploadTag>;

}  // namespace weft

namespace weft::files {

struct ContentKey {
  CorpId corp;
  Digest sha256{};
  friend auto operator<=>(const ContentKey&, const ContentKey&) = default;
};

/// A file in the making. ApiError{unavailable} when the disk is full, `internal` when it fails.
class Draft {
 public:
  virtual ~Draft() = default;
  virtual std::uint64_t size() const = 0;
  virtual void write(std::uint64_t offset, std::string_view bytes) = 0;
  /// What was written survives a power failure from now on.
  virtual void sync() = 0;
  /// Cuts off what is beyond `size`.
  virtual void truncate(std::uint64_t size) = 0;
  virtual std::string read(std::uint64_t offset, std::size_t size) const = 0;
};

/// A content, or one of the pictures made of it.
class Content {
 public:
  virtual ~Content() = default;
  virtual std::uint64_t size() const = 0;
  virtual std::string read(std::uint64_t offset, std::size_t size) const = 0;
  /// A descriptor to read from, owned by this object.
  virtual int descriptor() const = 0;
};

/// Some contents of one company.
struct Contents {
  CorpId corp;
  std::set<Digest> digests;
};

/// A way through all contents that may be gone in pieces, with rests. What comes or goes meanwhile may be seen or not.
class Walk {
 public:
  virtual ~Walk() = default;
  /// At most `most`, maybe none; nullopt at the end. A content with many pictures may be in two pieces.
  virtual std::optional<Contents> next(std::size_t most) = 0;
};

class FileStore {
 public:
  virtual ~FileStore() = default;

  /// Opens the draft of an upload, made when it is not there.
  virtual std::unique_ptr<Draft> draft(const UploadId& upload) = 0;
  /// Makes the draft a content, in one step; one that is there already stays. discard() the draft when that is
  /// committed.
  virtual void publish(const UploadId& upload, const ContentKey& key) = 0;
  virtual void discard(const UploadId& upload) = 0;
  /// Removes drafts and half-made pictures that nobody has written to since `before`.
  virtual void discard_older(Time before) = 0;

  /// nullptr when it is not there. `variant`: "" for the content, or the name of a picture made of it.
  virtual std::unique_ptr<Content> open(const ContentKey& key, const std::string& variant = {}) const = 0;
  /// Keeps a picture beside the content.
  virtual void put_variant(const ContentKey& key, const std::string& variant, std::string_view bytes) = 0;
  /// Removes a content with all its pictures; does nothing when it is not there.
  virtual void remove(const ContentKey& key) = 0;
  /// Goes through all contents.
  virtual std::unique_ptr<Walk> walk() const = 0;
};

/// Under a directory: `files/<company>/ab/cd/<sha256>` and `incoming/<upload>`.
std::unique_ptr<FileStore> make_disk_store(const std::string& directory);

/// The words for a path and back; for backups and check-ups.
std::string content_path(const ContentKey& key);

}  // namespace weft::files
