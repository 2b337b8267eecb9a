// SQL of files: uploads, contents, files and what they are attached to.
#pragma once
#include <weft/base/crypto.hpp>
#include <weft/db/tx.hpp>
#include <weft/files/file_store.hpp>
#include <weft/files/files.hpp>

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace weft::files::store {

struct UploadRow {
  UploadId id;
  PrincipalId owner;
  std::string name;
  std::int64_t size = 0;
  std::optional<Digest> sha256;
  Purpose purpose = Purpose::file;
  std::int64_t received = 0;
  std::optional<FileId> file;
  Time expires_at;
  bool by_customer = false;
};

/// What is known of a content.
struct ContentRow {
  Digest sha256{};
  std::int64_t size = 0;
  std::string type;
  Examined examined = Examined::waiting;
  bool by_customer = false;  ///< brought it first
};

/// `examined` waiting: the worker ran and came to no end.
struct Findings {
  Examined examined = Examined::done;
  std::optional<std::int64_t> width, height, duration_ms;
  std::vector<std::string> thumbnails;
};

// store_uploads.cpp

/// How much may be stored; 0: no limit.
struct Room {
  std::int64_t quota = 0;
  bool by_customer = false;
  std::int64_t customers = 0;  ///< all of them together
};
/// False when there is no room for `bytes` more; else they are kept for an upload.
bool reserve(db::Tx& tx, std::int64_t bytes, const Room& room);
void unreserve(db::Tx& tx, std::int64_t bytes, bool by_customer);
/// Whether somebody is in a chat or group with customers that is open.
bool has_open_chat(db::Tx& tx, const PrincipalId& customer);
/// The bytes of the uploads that somebody has begun since then, without those that were cancelled. Those that are older
/// than an upload may live are forgotten.
std::int64_t brought_since(db::Tx& tx, const PrincipalId& owner, Time since);
Usage usage(db::Tx& tx);
void insert_upload(db::Tx& tx, const UploadRow& row);
std::int64_t count_uploads(db::Tx& tx, const PrincipalId& owner);
std::optional<UploadRow> find_upload(db::Tx& tx, const UploadId& id, bool lock = false);
/// False when somebody else has moved it meanwhile.
bool advance(db::Tx& tx, const UploadId& id, std::int64_t from, std::int64_t to);
/// The length that was not known before; what was reserved beyond it is free again.
void settle_size(db::Tx& tx, const UploadRow& row, std::int64_t size);
void finish_upload(db::Tx& tx, const UploadId& id, const FileId& file);
void delete_upload(db::Tx& tx, const UploadId& id);
std::vector<UploadRow> expired_uploads(db::Tx& tx, int limit);
bool upload_exists(db::Tx& tx, const UploadId& id);

// store_files.cpp

/// Puts everybody who publishes or removes this content in a line until the transaction ends.
void lock_content(db::Tx& tx, const Digest& sha256);
bool content_exists(db::Tx& tx, const Digest& sha256);
/// Those of `digests` that the company has no row of.
std::vector<Digest> without_row(db::Tx& tx, const std::set<Digest>& digests);
/// The row of a content, unless the company has it already. True when somebody should look into it now: it is new and
/// waits, could not be read and waits again, or has waited since `before`.
bool insert_content(db::Tx& tx, const ContentRow& row, Time before);
void insert_file(db::Tx& tx, const FileId& id, const Digest& sha256, const std::string& name, const PrincipalId& owner);
/// As `reader` may see it: its own that was never attached, or attached to what it may read. Avatars are not looked at.
std::optional<File> find_readable(db::Tx& tx, const FileId& id, const PrincipalId& reader);
std::optional<File> find_any(db::Tx& tx, const FileId& id);
/// What `reader` must hold to read it as a result of its own; by the paths that the departments have now.
struct NeededRow {
  api::Permission permission{};
  std::vector<std::string> paths;  ///< a department that is gone: ""
};
std::vector<NeededRow> needed(db::Tx& tx, const FileId& id, const PrincipalId& reader);
/// Whose avatar the file is.
std::vector<PrincipalId> portrayed(db::Tx& tx, const FileId& id);
/// Who reads what this principal brings, where it is a program: itself, and what an app brings all apps of the company,
/// as whom the company's id stands. Nobody else for people.
std::vector<PrincipalId> readers_of_program(db::Tx& tx, const PrincipalId& owner);
/// Begins the grace anew. False when the file is gone.
bool hold(db::Tx& tx, const FileId& id);
void insert_use(db::Tx& tx, const FileId& id, const Use& use);
void delete_uses(db::Tx& tx, Use::Kind kind, const PrincipalId& principal, const FileId& file, bool all_but);
void release(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last);
void set_findings(db::Tx& tx, const Digest& sha256, const Findings& findings);
/// The worker ran and came to no end; the third time the content counts as unreadable.
void count_lost_look(db::Tx& tx, const Digest& sha256);

// store_collect.cpp

/// Backups hold it while they read: nothing is removed meanwhile. False when one does.
bool may_remove(db::Tx& tx);
/// Uses whose time is over.
std::int64_t end_uses(db::Tx& tx, int limit);
/// Files that were attached to nothing since `before`: deletes them and gives their contents.
struct Removed {
  std::vector<Digest> contents;
  bool more = false;
};
Removed delete_unused_files(db::Tx& tx, Time before, int limit);
/// Deletes the row of a content that no file has, and gives back its bytes. lock_content() first.
bool delete_content(db::Tx& tx, const Digest& sha256);
/// Contents that wait to be looked into and were last put in the line before `before`; puts them there now.
std::vector<ContentRow> ask_for_waiting(db::Tx& tx, Time before, int limit);
/// There is nobody who looks into contents: so many that wait are done. True when there may be more.
bool end_waiting(db::Tx& tx, int limit);

}  // namespace weft::files::store
