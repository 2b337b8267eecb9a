// The service: its threads, its counters, and what it does for conversations and for the rooms above.
#include "files/impl.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace weft::files {
namespace {

constexpr std::size_t kQueue = 1024;
constexpr FairQueue::Bounds kExaminers{2, 20, 1024};  // processes that look into files at the same time
constexpr std::size_t kBlock = 256 << 10;

Purpose purpose_of(conversations::MessageKind kind) {
  switch (kind) {
    case conversations::MessageKind::image: return Purpose::image;
    case conversations::MessageKind::voice: return Purpose::voice;
    case conversations::MessageKind::video: return Purpose::video;
    default: return Purpose::file;
  }
}

Json body_of(const File& file) {
  Json body = {{"file", file.id.str()}, {"name", file.name}, {"size", file.size}, {"type", file.type}};
  if (file.width) body["width"] = *file.width;
  if (file.height) body["height"] = *file.height;
  if (file.duration_ms) body["duration_ms"] = *file.duration_ms;
  if (!file.thumbnails.empty()) body["thumbnails"] = file.thumbnails;
  return body;
}

/// Publishes a draft that the server filled, and writes its rows.
FileId keep(
    db::Tx& tx, FileStore& store, const std::string& name, const PrincipalId& owner, const UploadId& draft,
    const store::ContentRow& content) {
  store::lock_content(tx, content.sha256);
  store.publish(draft, {tx.corp(), content.sha256});
  store.discard(draft);
  store::insert_content(tx, content, tx.now() - kUnderWay);  // tidy() has it looked at
  const FileId id = FileId::make();
  store::insert_file(tx, id, content.sha256, name, owner);
  return id;
}

FileId keep(db::Tx& tx, FileStore& store, const Made& made, const UploadId& draft, const store::ContentRow& content) {
  const FileId id = keep(tx, store, made.name, made.owner, draft, content);
  store::insert_use(tx, id, made.use);
  return id;
}

}  // namespace

Files::Impl::Impl(api::Dispatcher& d, FileStore& s, const Clock& c, Options o)
    : dispatcher(d),
      store(s),
      clock(c),
      options(std::move(o)),
      disk(options.threads, kQueue, "too many files are being read and written; try again"),
      worker(kExaminers) {}

void Files::Impl::on_disk(std::function<void()> task, std::function<void(ApiError)> fail) {
  const auto shared = std::make_shared<std::function<void()>>(std::move(task));
  try {
    disk.post([shared, fail] {
      try {
        (*shared)();
      } catch (...) {
        fail(api::to_api_error(std::current_exception(), "files"));
      }
    });
  } catch (const ApiError& full) {
    fail(full);
  }
}

void Files::Impl::transact(const CorpId& corp, std::function<std::string(db::Tx&)> body, api::Done done) {
  dispatcher.transact(
      [corp, body = std::move(body)](db::Tx& tx) {
        tx.set_corp(corp);
        return body(tx);
      },
      std::move(done));
}

Lease::Lease(std::shared_ptr<Files::Impl> files, const UploadId& upload) : files_(std::move(files)), upload_(upload) {
  const std::lock_guard lock(files_->mutex);
  if (!files_->busy.insert(upload).second)
    throw ApiError(Errc::conflict, "another request is working on this upload", "upload");
}

Lease::~Lease() {
  const std::lock_guard lock(files_->mutex);
  files_->busy.erase(upload_);
}

Slot::Slot(std::shared_ptr<Files::Impl> files, std::string taker) : files_(std::move(files)), taker_(std::move(taker)) {
  const std::lock_guard lock(files_->mutex);
  int& count = files_->moving[taker_];
  if (count >= files_->options.transfers_per_person)
    throw ApiError(Errc::rate_limited, "too many files are on their way to or from you", {}, 1);
  ++count;
}

Slot::~Slot() {
  const std::lock_guard lock(files_->mutex);
  const auto found = files_->moving.find(taker_);
  if (--found->second == 0) files_->moving.erase(found);
}

Files::Files(api::Dispatcher& dispatcher, FileStore& store, const Clock& clock, Options options)
    : impl_(std::make_shared<Impl>(dispatcher, store, clock, std::move(options))) {}

Files::~Files() {
  stop();
}

void Files::set_visibility(SeesMember sees) {
  impl_->sees = std::move(sees);
}

void Files::stop() {
  impl_->stopping = true;
  impl_->worker.stop();
  impl_->disk.stop();
}

std::size_t Files::queued() const {
  return impl_->disk.queued() + impl_->worker.queued();
}

Json Files::resolve(
    db::Tx& tx, const PrincipalId& actor, conversations::MessageKind kind, const FileId& id, const std::string& field) {
  const auto file = find_file(tx, actor, id);
  if (!file || !store::hold(tx, id)) throw ApiError(Errc::not_found, "no such file", field);
  check_content(load_rules(tx), purpose_of(kind), file->type, file->size, file->duration_ms, file->examined, field);
  return body_of(*file);
}

void Files::hold(db::Tx& tx, const FileId& file) {
  if (!store::hold(tx, file)) throw ApiError(Errc::not_found, "the file of the message is gone");
}

std::shared_ptr<api::BodySink> Files::receive(
    db::Tx& tx, const api::Context& context, const PrincipalId& owner, const std::string& name, Purpose purpose) {
  constexpr std::int64_t kUnannounced = 64 << 20;  // bytes that are reserved for what does not say how long it is
  const auto length = context.transfer->length;
  api::Context of_owner = context;
  of_owner.caller = api::Caller{};
  of_owner.caller->corp = tx.corp();
  of_owner.caller->principal = owner;
  NewUpload wanted{name, 0, std::nullopt, purpose, !length};
  wanted.size = length ? static_cast<std::int64_t>(*length)
                       : std::min({largest_for(load_rules(tx), purpose), impl_->options.largest_bytes, kUnannounced});
  return whole_sink(tx, impl_, of_owner, wanted);
}

FileId Files::take(
    db::Tx& tx, const PrincipalId& owner, const std::string& name, Purpose purpose, std::string_view bytes,
    const std::string& field) {
  constexpr std::int64_t kMiB = 1 << 20;
  const Rules rules = load_rules(tx);
  const auto size = static_cast<std::int64_t>(bytes.size());
  store::ContentRow content{sha256(bytes), size, type_of(bytes.substr(0, kBlock / 4)), Examined::done};
  check_content(rules, purpose, content.type, size, std::nullopt, Examined::done, field);
  if (can_be_examined(content.type) && !impl_->options.worker.empty()) content.examined = Examined::waiting;
  if (!store::reserve(tx, size, {rules.quota_mb * kMiB}))
    throw ApiError(Errc::payload_too_large, "the company's room for files is used up", field);
  const UploadId upload = UploadId::make();
  const auto draft = impl_->store.draft(upload);
  draft->write(0, bytes);
  draft->sync();
  const FileId id = keep(tx, impl_->store, name, owner, upload, content);
  // It is to be shown by this very transaction, so nobody can look into it later.
  if (store::find_any(tx, id).value().examined == Examined::waiting) examine_now(tx, impl_, content);
  store::unreserve(tx, size, false);
  return id;
}

std::size_t Files::part_bytes() const {
  return impl_->options.part_bytes;
}

void attach(db::Tx& tx, const api::Caller& caller, const FileId& file, const Use& use) {
  if (!find_file(tx, caller.principal, file) || !store::hold(tx, file))
    throw ApiError(Errc::not_found, "no such file", "file");
  store::insert_use(tx, file, use);
}

void detach(db::Tx& tx, Use::Kind kind, const PrincipalId& principal, const FileId& file) {
  store::delete_uses(tx, kind, principal, file, false);
}

void detach_all_but(db::Tx& tx, Use::Kind kind, const PrincipalId& principal, const FileId& keep) {
  store::delete_uses(tx, kind, principal, keep, true);
}

void release(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last) {
  store::release(tx, conversation, first, last);
}

File load(db::Tx& tx, const api::Caller& caller, const FileId& file) {
  return need_file(tx, {}, caller, file);
}

File need_picture(db::Tx& tx, const api::Caller& caller, const FileId& id) {
  auto file = find_file(tx, caller.principal, id);
  if (!file) throw ApiError(Errc::not_found, "no such file", "file");
  check_content(load_rules(tx), Purpose::avatar, file->type, file->size, std::nullopt, file->examined, "file");
  return std::move(*file);
}

api::Download picture_of(
    Files& files, db::Tx& tx, const api::Caller& caller, const FileId& id, const std::string& size,
    const std::string& taker) {
  const auto sizes = need_file(tx, files.impl_->sees, caller, id).thumbnails;
  const bool smaller = std::find(sizes.begin(), sizes.end(), size) != sizes.end();
  return download(tx, files.impl_, caller, id, smaller ? size : "", false, taker);
}

FileId store_bytes(db::Tx& tx, FileStore& store, const Made& made, std::string_view bytes) {
  const UploadId id = UploadId::make();
  const auto draft = store.draft(id);
  draft->write(0, bytes);
  draft->sync();
  const auto size = static_cast<std::int64_t>(bytes.size());
  return keep(tx, store, made, id, {sha256(bytes), size, type_of(bytes.substr(0, kBlock / 4)), Examined::done});
}

FileId store_file(db::Tx& tx, FileStore& store, const Made& made, const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) throw std::runtime_error("cannot read " + path);
  const std::unique_ptr<const int, void (*)(const int*)> closer(&fd, [](const int* open_fd) { close(*open_fd); });
  const UploadId id = UploadId::make();
  const auto draft = store.draft(id);
  Sha256 digest;
  store::ContentRow content;
  content.examined = Examined::done;
  std::string block(kBlock, '\0');
  for (ssize_t got = 0; (got = pread(fd, block.data(), block.size(), content.size)) > 0;) {
    const std::string_view bytes(block.data(), static_cast<std::size_t>(got));
    if (content.size == 0) content.type = type_of(bytes.substr(0, kBlock / 4));
    draft->write(static_cast<std::uint64_t>(content.size), bytes);
    digest.add(bytes);
    content.size += got;
  }
  draft->sync();
  content.sha256 = digest.end();
  return keep(tx, store, made, id, content);
}

std::unique_ptr<Content> open_for_reading(
    db::Tx& tx, const FileStore& store, const api::Caller& caller, const FileId& file) {
  const File found = need_file(tx, {}, caller, file);
  auto content = store.open({tx.corp(), parse_digest(found.sha256).value()});
  if (!content) throw ApiError(Errc::not_found, "the file is not on the disk any more", "file");
  return content;
}

}  // namespace weft::files
