// The files room as app and the rooms above it see it.
//
// A file is a name, an owner and a content. Contents are stored once for each company. A file may be read through what
// it is attached to, and before it was ever attached, by its owner. What is attached to nothing is removed after a
// grace.
#pragma once
#include <weft/api/dispatcher.hpp>
#include <weft/api/operation.hpp>
#include <weft/api/transfer.hpp>
#include <weft/conversations/attachments.hpp>
#include <weft/files/file_store.hpp>
#include <weft/files/types.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weft::files {

struct Options {
  std::size_t part_bytes = 8 << 20;        ///< largest body of one request
  std::int64_t largest_bytes = 1LL << 30;  ///< of any file, whatever a company allows
  int uploads_per_person = 20;             ///< unfinished ones
  int transfers_per_person = 8;            ///< requests of one person that move bytes at the same time
  std::chrono::hours upload_life{24};      ///< an upload that is not completed by then is removed
  std::chrono::hours grace{24};            ///< how long a file that is attached to nothing stays
  int threads = 2;                         ///< that read and write files
  std::string worker;                      ///< the program weft-media; empty: nothing is looked into
  std::chrono::seconds worker_time{20};    ///< of processor and of clock, for one file
  std::size_t worker_bytes = 1024 << 20;   ///< of memory
  std::int64_t most_pixels = 52'000'000;   ///< a picture with more is not decoded; fits into worker_bytes
};

/// Whose avatar may this caller see? Answered by the room that knows who is visible to whom.
using SeesMember = std::function<bool(db::Tx&, const api::Caller&, const PrincipalId&)>;

/// A right that reading a result asks for each time: `permission` over all of these departments.
struct Needed {
  api::Permission permission{};
  std::vector<std::int64_t> departments;  ///< numbers of tops; the root: the whole company; none: it is held somewhere
};
BOOST_DESCRIBE_STRUCT(Needed, (), (permission, departments))

/// What a file is attached to, beside messages, which attach theirs by being appended.
struct Use {
  enum class Kind { avatar, result } kind = Kind::result;
  PrincipalId principal;           ///< whose avatar; or who alone may read the result
  std::optional<Time> expires_at;  ///< the use ends by itself then
  std::vector<Needed> needed{};    ///< of a result: each of them
};

/// A file that the server itself makes.
struct Made {
  std::string name;
  PrincipalId owner;
  Use use;
};

class Files final : public conversations::Attachments {
 public:
  Files(api::Dispatcher& dispatcher, FileStore& store, const Clock& clock, Options options);
  ~Files() override;  ///< stop()

  /// Before the server listens. Without it every member of the company sees every avatar.
  void set_visibility(SeesMember sees);
  /// Finishes what was begun, then ends the threads. Requests that still come are refused as busy.
  void stop();
  std::size_t queued() const;

  // conversations::Attachments
  Json resolve(
      db::Tx& tx, const PrincipalId& actor, conversations::MessageKind kind, const FileId& id,
      const std::string& field) override;
  void hold(db::Tx& tx, const FileId& file) override;

  /// For who writes without being a member: takes the body of a request as a file of `owner`, as file.upload does. The
  /// sink answers with a File.
  std::shared_ptr<api::BodySink> receive(
      db::Tx& tx, const api::Context& context, const PrincipalId& owner, const std::string& name, Purpose purpose);
  /// The same for bytes that are there already; held to the company's rules. Raises what an upload does, with `field`.
  FileId take(
      db::Tx& tx, const PrincipalId& owner, const std::string& name, Purpose purpose, std::string_view bytes,
      const std::string& field);
  /// The largest body of one request.
  std::size_t part_bytes() const;

  /// Looks after one company: expired uploads, files without use, contents without files, contents that wait to be
  /// examined. In small transactions of its own on `connection`; true when there is more to do at once.
  bool tidy(pqxx::connection& connection, const CorpId& corp);
  /// Removes what is on disk and in no table: what a killed process left behind. Now and then, from one thread; each
  /// call looks at some thousand contents, where the last one ended. True when there are more.
  bool sweep(pqxx::connection& connection);

  struct Impl;

 private:
  friend std::vector<api::Operation> operations(Files& files);
  friend api::Download picture_of(
      Files& files, db::Tx& tx, const api::Caller& caller, const FileId& id, const std::string& size,
      const std::string& taker);
  std::shared_ptr<Impl> impl_;
};

std::vector<api::Operation> operations(Files& files);

// For rooms above this one, inside their transactions.

/// Attaches a file that `caller` may read. Raises not_found with the field `file`. A second time it changes nothing.
void attach(db::Tx& tx, const api::Caller& caller, const FileId& file, const Use& use);
/// Ends uses of this kind of this principal: of one file, or of all but one (the new avatar).
void detach(db::Tx& tx, Use::Kind kind, const PrincipalId& principal, const FileId& file);
void detach_all_but(db::Tx& tx, Use::Kind kind, const PrincipalId& principal, const FileId& keep);

/// The entries first..last of this log are being deleted: what they had attached is not attached to them any more, and
/// goes after the grace when nothing else holds it.
void release(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last);

/// The file as `caller` may see it. Raises not_found.
File load(db::Tx& tx, const api::Caller& caller, const FileId& file);

/// The same, when it is a picture that the company takes. Raises not_found, invalid_argument, payload_too_large with
/// the field `file`.
File need_picture(db::Tx& tx, const api::Caller& caller, const FileId& id);

/// The content as file.content hands it to the gateway, or the smaller picture `size` of it where there is one. Raises
/// not_found. `taker`: whose transfer it is, where that is not `caller`, for how many one may have at the same time.
api::Download picture_of(
    Files& files, db::Tx& tx, const api::Caller& caller, const FileId& id, const std::string& size,
    const std::string& taker = {});

/// Stores bytes that the server made and attaches them. Counts against the quota, which does not refuse it. The content
/// is on disk before this returns; the rows are the transaction's.
FileId store_bytes(db::Tx& tx, FileStore& store, const Made& made, std::string_view bytes);
/// The same for a finished file at `path`, which is copied piece by piece.
FileId store_file(db::Tx& tx, FileStore& store, const Made& made, const std::string& path);

/// The content, for reading piece by piece outside of the transaction. Raises not_found for what `caller` may not read.
std::unique_ptr<Content> open_for_reading(
    db::Tx& tx, const FileStore& store, const api::Caller& caller, const FileId& file);

}  // namespace weft::files
