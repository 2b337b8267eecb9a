// What the parts of this room share: the service behind Files.
#pragma once
#include "files/fair_queue.hpp"
#include "files/store.hpp"
#include <weft/base/json.hpp>
#include <weft/files/files.hpp>
#include <weft/identity/cpu_pool.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <set>

namespace weft::files {

struct Files::Impl : std::enable_shared_from_this<Files::Impl> {
  Impl(api::Dispatcher& d, FileStore& s, const Clock& c, Options o);

  api::Dispatcher& dispatcher;
  FileStore& store;
  const Clock& clock;
  const Options options;
  SeesMember sees;
  identity::CpuPool disk;
  FairQueue worker;
  std::unique_ptr<Walk> sweeping;     ///< where sweep() goes on; nullptr: from the beginning
  std::atomic<bool> stopping{false};  ///< files wait for another day to be looked into

  /// Runs `task` on a file thread; a full queue or what the task throws goes to `fail`.
  void on_disk(std::function<void()> task, std::function<void(ApiError)> fail);
  /// Runs `body` in a transaction of `corp` on a database worker.
  void transact(const CorpId& corp, std::function<std::string(db::Tx&)> body, api::Done done);

  std::mutex mutex;
  std::set<UploadId> busy;            ///< uploads that a request is writing to or completing
  std::map<std::string, int> moving;  ///< requests that move bytes, by whose they are
};

/// One upload that nobody else writes to meanwhile, as long as this lives.
class Lease {
 public:
  /// Raises conflict when somebody else does.
  Lease(std::shared_ptr<Files::Impl> files, const UploadId& upload);
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

 private:
  std::shared_ptr<Files::Impl> files_;
  UploadId upload_;
};

/// One of the requests with bytes that a person, or an address nobody is signed in at, may have under way at the same
/// time.
class Slot {
 public:
  /// Raises rate_limited when there are too many.
  Slot(std::shared_ptr<Files::Impl> files, std::string taker);
  ~Slot();
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  std::shared_ptr<Files::Impl> files_;
  std::string taker_;
};

using Shared = std::shared_ptr<Files::Impl>;

// rules.cpp

inline constexpr const char* kSettings = "files";  ///< the name of the company's rules

/// What the company allows.
Rules load_rules(db::Tx& tx);
/// The type of a content by its first bytes (64 KiB of them are enough), lower case.
std::string type_of(std::string_view beginning);
/// The largest that is taken for this.
std::int64_t largest_for(const Rules& rules, Purpose purpose);
/// What a file that is to be uploaded must keep to. Raises invalid_argument or payload_too_large.
void check_announced(
    const Rules& rules, Purpose purpose, const std::string& name, std::int64_t size, std::int64_t most);
/// What a file that is there must keep to. Raises invalid_argument with `field`, and busy while what is shown to others
/// has not been looked into.
void check_content(
    const Rules& rules, Purpose purpose, const std::string& type, std::int64_t size,
    std::optional<std::int64_t> duration_ms, Examined examined, const std::string& field);
bool can_be_examined(const std::string& type);

// uploads.cpp: from the first byte to the last.

struct NewUpload {
  std::string name;
  std::int64_t size = 0;
  std::optional<Digest> sha256;
  Purpose purpose = Purpose::file;
  bool at_most = false;  ///< `size` is the most that may come: the length is not known before the end
};
Upload begin_upload(db::Tx& tx, const Shared& files, const api::Caller& who, const NewUpload& wanted);
Upload view(const Shared& files, const store::UploadRow& row);
/// The caller's own. Raises not_found.
store::UploadRow need_upload(db::Tx& tx, const api::Caller& who, const UploadId& id, bool lock = false);
void cancel_upload(db::Tx& tx, const Shared& files, const api::Caller& who, const UploadId& id);
std::shared_ptr<api::BodySink> part_sink(
    db::Tx& tx, const Shared& files, const api::Context& context, const UploadId& id, std::int64_t offset);
std::shared_ptr<api::BodySink> whole_sink(
    db::Tx& tx, const Shared& files, const api::Context& context, const NewUpload& wanted);

// completion.cpp: from the last byte to a file.

void complete(const Shared& files, const api::Caller& who, const UploadId& id, api::Done done);

// examination.cpp

/// Whoever was asked to look into a content is no longer at it than this.
inline constexpr auto kUnderWay = std::chrono::minutes(2);

/// Has the worker look at a content in the turn of `whose`, and keeps what it finds; then, or when too much waits
/// already, calls `done`. A look that came to no end counts against the content, one that never began does not.
void examine(
    const Shared& files, const std::string& whose, const CorpId& corp, const store::ContentRow& content,
    std::function<void()> done);

/// Looks at a content that was published a moment ago, and waits for it: a short time, for small ones.
void examine_now(db::Tx& tx, const Shared& files, const store::ContentRow& content);

// reading.cpp

api::Download download(
    db::Tx& tx, const Shared& files, const api::Caller& who, const FileId& id, const std::string& size, bool save,
    const std::string& taker = {});
/// The file as this person may read it, avatars aside.
std::optional<File> find_file(db::Tx& tx, const PrincipalId& reader, const FileId& id);
File need_file(db::Tx& tx, const SeesMember& sees, const api::Caller& who, const FileId& id);

}  // namespace weft::files
