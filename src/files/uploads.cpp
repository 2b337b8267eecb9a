// Uploads: promised room, parts that are on disk before they are acknowledged, and whole files in one request.
//
// A part is written behind what is known to be there, synced, and only then does the row say so. A part that breaks
// off, or a server that is killed, leaves bytes beyond the row's mark: the next part overwrites them.
#include "files/impl.hpp"
#include <weft/base/log.hpp>

namespace weft::files {
namespace {

constexpr std::int64_t kMiB = 1 << 20;
constexpr auto kDay = std::chrono::hours(24);
constexpr int kAgainTomorrow = 3600;  // s: some of it is free again then, often

/// What a request that brings bytes needs to its end; its tasks on the file threads share it.
struct Part {
  Shared files;
  api::Caller who;
  store::UploadRow upload;
  std::int64_t offset = 0;
  std::int64_t most = 0;  ///< bytes this request may bring
  std::int64_t written = 0;
  std::unique_ptr<Draft> draft;
  std::unique_ptr<Lease> lease;
  std::unique_ptr<Slot> slot;
  bool whole = false;    ///< the request brings the file from the first byte to the last
  bool at_most = false;  ///< its length is not known before the end
  bool finished = false;

  /// On a file thread: draft and size are where the row says.
  Draft& opened() {
    if (!draft) {
      draft = files->store.draft(upload.id);
      if (static_cast<std::int64_t>(draft->size()) < offset)
        throw ApiError(Errc::conflict, "what was received of this upload is lost: begin a new one", "upload");
    }
    return *draft;
  }
};

void acknowledge(const std::shared_ptr<Part>& part, const api::Done& done) {
  const Shared files = part->files;
  auto mark = [part](db::Tx& tx) {
    const std::int64_t now_there = part->offset + part->written;
    if (!store::advance(tx, part->upload.id, part->offset, now_there))
      throw ApiError(Errc::conflict, "the upload was changed by another request", "upload");
    part->upload.received = now_there;
    if (part->at_most) {
      store::settle_size(tx, part->upload, now_there);
      part->upload.size = now_there;
    }
    return to_json_text(view(part->files, part->upload));
  };
  files->transact(part->who.corp, std::move(mark), [part, done](api::Outcome outcome) {
    part->lease.reset();
    const bool good = std::holds_alternative<std::string>(outcome);
    if (!part->whole || !good) return done(std::move(outcome));
    complete(part->files, part->who, part->upload.id, done);
  });
}

class PartSink final : public api::BodySink {
 public:
  explicit PartSink(std::shared_ptr<Part> part) : part_(std::move(part)) {}
  ~PartSink() override {
    if (part_->whole && !part_->finished) forget();
  }

  void write(std::string piece, Written done) override {
    const auto size = static_cast<std::int64_t>(piece.size());
    if (part_->written + size > part_->most)
      return done(ApiError(
          Errc::payload_too_large, part_->at_most ? "at most " + std::to_string(part_->most) + " bytes are taken"
                                                  : "the body is longer than what was announced"));
    auto task = [part = part_, piece = std::move(piece), done] {
      part->opened().write(static_cast<std::uint64_t>(part->offset + part->written), piece);
      part->written += static_cast<std::int64_t>(piece.size());
      done(std::nullopt);
    };
    part_->files->on_disk(std::move(task), done);
  }

  void finish(api::Done done) override {
    part_->finished = true;
    if (part_->whole && !part_->at_most && part_->written != part_->upload.size) {
      forget();
      return done(ApiError(Errc::invalid_argument, "the body is shorter than what was announced"));
    }
    auto task = [part = part_, done] {
      part->opened().sync();
      acknowledge(part, done);
    };
    part_->files->on_disk(std::move(task), done);
  }

 private:
  /// A file in one request that broke off cannot be gone on with: its promised room is given back.
  void forget() {
    auto drop = [part = part_](db::Tx& tx) {
      part->lease.reset();
      cancel_upload(tx, part->files, part->who, part->upload.id);
      return std::string();
    };
    part_->files->transact(part_->who.corp, std::move(drop), [](const api::Outcome&) {});
  }

  std::shared_ptr<Part> part_;
};

std::shared_ptr<Part> make_part(const Shared& files, const api::Caller& who, store::UploadRow row) {
  auto part = std::make_shared<Part>();
  part->files = files;
  part->who = who;
  part->slot = std::make_unique<Slot>(files, who.principal.str());
  part->lease = std::make_unique<Lease>(files, row.id);
  part->offset = row.received;
  part->most = std::min<std::int64_t>(row.size - row.received, static_cast<std::int64_t>(files->options.part_bytes));
  part->upload = std::move(row);
  return part;
}

/// Of customers less is taken: what they send in a chat, and so much a day.
void check_customer(db::Tx& tx, const Rules& rules, const PrincipalId& customer, const NewUpload& wanted) {
  if (wanted.purpose == Purpose::avatar || wanted.purpose == Purpose::import)
    refuse_field("purpose", "customers bring what they send: file, image, voice and video");
  if (!store::has_open_chat(tx, customer))
    throw ApiError(Errc::conversation_closed, "you have no open chat to send files in");
  const std::int64_t brought = store::brought_since(tx, customer, tx.now() - kDay);
  if (rules.customer_day_mb > 0 && brought + wanted.size > rules.customer_day_mb * kMiB)
    throw ApiError(Errc::rate_limited, "you have brought as much as is taken in a day", "size", kAgainTomorrow);
}

/// Of a quota customers get half at most.
store::Room room_of(const Rules& rules, const api::Caller& who) {
  const std::int64_t quota = rules.quota_mb * kMiB;
  std::int64_t customers = rules.customers_mb * kMiB;
  if (quota > 0) customers = customers == 0 ? quota / 2 : std::min(customers, quota / 2);
  return {quota, who.customer, customers};
}

store::UploadRow make_row(db::Tx& tx, const Shared& files, const api::Caller& who, const NewUpload& wanted) {
  const Rules rules = load_rules(tx);
  check_announced(rules, wanted.purpose, wanted.name, wanted.size, files->options.largest_bytes);
  if (who.customer) check_customer(tx, rules, who.principal, wanted);
  if (store::count_uploads(tx, who.principal) >= files->options.uploads_per_person)
    throw ApiError(
        Errc::rate_limited, "you have " + std::to_string(files->options.uploads_per_person) +
                                " unfinished uploads: complete or cancel some");
  if (!store::reserve(tx, wanted.size, room_of(rules, who)))
    throw ApiError(Errc::payload_too_large, "the company's room for files is used up", "size");
  store::UploadRow row;
  row.id = UploadId::make();
  row.owner = who.principal;
  row.name = wanted.name;
  row.size = wanted.size;
  row.sha256 = wanted.sha256;
  row.purpose = wanted.purpose;
  row.expires_at = tx.now() + files->options.upload_life;
  row.by_customer = who.customer;
  store::insert_upload(tx, row);
  return row;
}

}  // namespace

Upload view(const Shared& files, const store::UploadRow& row) {
  const auto part = static_cast<std::int64_t>(files->options.part_bytes);
  return {row.id, row.name, row.size, row.received, part, row.expires_at, row.file};
}

Upload begin_upload(db::Tx& tx, const Shared& files, const api::Caller& who, const NewUpload& wanted) {
  return view(files, make_row(tx, files, who, wanted));
}

store::UploadRow need_upload(db::Tx& tx, const api::Caller& who, const UploadId& id, bool lock) {
  auto row = store::find_upload(tx, id, lock);
  if (!row || row->owner != who.principal) throw ApiError(Errc::not_found, "no such upload", "upload");
  return std::move(*row);
}

void cancel_upload(db::Tx& tx, const Shared& files, const api::Caller& who, const UploadId& id) {
  const store::UploadRow row = need_upload(tx, who, id, true);
  if (row.file) throw ApiError(Errc::conflict, "the upload is complete", "upload");
  const Lease lease(files, id);
  store::unreserve(tx, row.size, row.by_customer);
  store::delete_upload(tx, id);
  // Whether this commits or not: a draft without a row is swept away, and a row without its draft begins anew.
  files->on_disk([files, id] { files->store.discard(id); }, [](const ApiError&) {});
}

std::shared_ptr<api::BodySink> part_sink(
    db::Tx& tx, const Shared& files, const api::Context& context, const UploadId& id, std::int64_t offset) {
  store::UploadRow row = need_upload(tx, context.who(), id);
  if (row.file) throw ApiError(Errc::conflict, "the upload is complete", "upload");
  if (offset != row.received) throw ApiError(Errc::conflict, "go on from " + std::to_string(row.received), "offset");
  auto part = make_part(files, context.who(), std::move(row));
  const auto announced = context.transfer->length;
  if (announced && *announced > static_cast<std::uint64_t>(part->most))
    throw ApiError(Errc::payload_too_large, "at most " + std::to_string(part->most) + " bytes are taken from here");
  return std::make_shared<PartSink>(std::move(part));
}

std::shared_ptr<api::BodySink> whole_sink(
    db::Tx& tx, const Shared& files, const api::Context& context, const NewUpload& wanted) {
  auto part = make_part(files, context.who(), make_row(tx, files, context.who(), wanted));
  part->at_most = wanted.at_most;
  if (part->at_most) part->most = wanted.size;
  if (part->most < wanted.size)
    throw ApiError(
        Errc::payload_too_large,
        "one request brings at most " + std::to_string(files->options.part_bytes) + " bytes: upload in parts");
  part->whole = true;
  return std::make_shared<PartSink>(std::move(part));
}

}  // namespace weft::files
