// Who may read a file, and handing its bytes to the gateway.
#include "files/impl.hpp"
#include <weft/identity/access.hpp>

#include <algorithm>
#include <array>

namespace weft::files {
namespace {

/// Types that a browser shows without running anything of theirs.
constexpr std::array<std::string_view, 14> kShown{"image/jpeg",  "image/png", "image/gif",  "image/webp",  "audio/amr",
                                                  "audio/mpeg",  "audio/ogg", "audio/wav",  "audio/x-wav", "audio/mp4",
                                                  "audio/x-m4a", "video/mp4", "video/webm", "text/plain"};

/// Types that may run something, whatever the other fields say: they are sent as bytes.
constexpr std::array<std::string_view, 9> kActive{
    "text/html",       "application/xhtml+xml",  "image/svg+xml",   "text/xml", "application/xml",
    "text/javascript", "application/javascript", "application/pdf", "text/css"};

template <class List>
bool holds(const List& list, std::string_view type) {
  return std::find(list.begin(), list.end(), type) != list.end();
}

class ContentSource final : public api::BodySource {
 public:
  ContentSource(Shared files, std::unique_ptr<Slot> slot, const ContentKey& key, std::string variant)
      : reading_(std::make_shared<Reading>()) {
    reading_->files = std::move(files);
    reading_->slot = std::move(slot);
    reading_->key = key;
    reading_->variant = std::move(variant);
  }

  void read(std::uint64_t offset, std::size_t size, Piece done) override {
    auto task = [reading = reading_, offset, size, done] {
      if (!reading->content) reading->content = reading->files->store.open(reading->key, reading->variant);
      if (!reading->content) throw ApiError(Errc::not_found, "the file is not on the disk any more");
      std::string bytes = reading->content->read(offset, size);
      if (bytes.size() != size) throw ApiError(Errc::internal, "the file is shorter than it should be");
      done(std::move(bytes));
    };
    reading_->files->on_disk(std::move(task), done);
  }

 private:
  struct Reading {
    Shared files;
    std::unique_ptr<Slot> slot;
    ContentKey key;
    std::string variant;
    std::unique_ptr<Content> content;
  };
  std::shared_ptr<Reading> reading_;
};

std::string wire_type(const std::string& type) {
  if (holds(kActive, type)) return "application/octet-stream";
  return type == "text/plain" ? "text/plain; charset=utf-8" : type;
}

std::string jpeg_name(const std::string& name) {
  return name.substr(0, name.rfind('.')) + ".jpg";
}

bool holds_right(db::Tx& tx, const PrincipalId& reader, const store::NeededRow& right) {
  api::Caller who;
  who.corp = tx.corp();
  who.principal = reader;
  const identity::Reach reach = identity::reach(tx, who, right.permission);
  const auto inside = [&](const std::string& path) { return reach.covers(path); };
  return !reach.empty() && std::all_of(right.paths.begin(), right.paths.end(), inside);
}

}  // namespace

std::optional<File> find_file(db::Tx& tx, const PrincipalId& reader, const FileId& id) {
  if (auto file = store::find_readable(tx, id, reader)) return file;
  const auto needed = store::needed(tx, id, reader);
  const auto held = [&](const store::NeededRow& right) { return holds_right(tx, reader, right); };
  if (needed.empty() || !std::all_of(needed.begin(), needed.end(), held)) return std::nullopt;
  return store::find_any(tx, id);
}

File need_file(db::Tx& tx, const SeesMember& sees, const api::Caller& who, const FileId& id) {
  if (auto file = find_file(tx, who.principal, id)) return std::move(*file);
  for (const PrincipalId& member : store::portrayed(tx, id)) {
    if (!sees || sees(tx, who, member)) return store::find_any(tx, id).value();
  }
  throw ApiError(Errc::not_found, "no such file", "file");
}

api::Download download(
    db::Tx& tx, const Shared& files, const api::Caller& who, const FileId& id, const std::string& size, bool save,
    const std::string& taker) {
  const File file = need_file(tx, files->sees, who, id);
  const ContentKey key{tx.corp(), parse_digest(file.sha256).value()};
  api::Download out;
  out.etag = "\"" + file.sha256.substr(0, 32) + (size.empty() ? "" : "-" + size) + "\"";
  if (size.empty()) {
    out.size = static_cast<std::uint64_t>(file.size);
    out.type = wire_type(file.type);
    out.name = file.name;
    out.is_inline = !save && holds(kShown, file.type);
  } else {
    if (std::find(file.thumbnails.begin(), file.thumbnails.end(), size) == file.thumbnails.end())
      throw ApiError(Errc::not_found, "the file has no such size", "size");
    const auto picture = files->store.open(key, size);  // small, and just written or in the cache
    if (!picture) throw ApiError(Errc::not_found, "the file has no such size", "size");
    out.size = picture->size();
    out.type = "image/jpeg";
    out.name = jpeg_name(file.name);
    out.is_inline = !save;
  }
  out.source = std::make_shared<ContentSource>(
      files, std::make_unique<Slot>(files, taker.empty() ? who.principal.str() : taker), key, size);
  return out;
}

}  // namespace weft::files
