// Import and export of people as app builds them: operations and jobs.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/imports.hpp>
#include <weft/files/file_store.hpp>
#include <weft/files/files.hpp>

#include <memory>
#include <string>
#include <vector>

namespace weft::directory {

/// Where the tables are that come in and go out.
class TableFiles {
 public:
  virtual ~TableFiles() = default;
  /// What a file is called that `caller` may read. Raises not_found.
  virtual std::string name(db::Tx& tx, const api::Caller& caller, const FileId& file) = 0;
  /// Its content, open for reading; the caller closes the descriptor. Raises not_found.
  virtual int open(db::Tx& tx, const api::Caller& caller, const FileId& file) = 0;
  /// Makes the finished file at `path` one that `owner` alone may read, while it holds all that is needed.
  virtual FileId keep(
      db::Tx& tx, const PrincipalId& owner, const std::string& name, const std::string& path,
      const std::vector<files::Needed>& needed) = 0;
  /// A directory for tables in the making.
  virtual std::string scratch() const = 0;
};

/// Tables are files of the files room, read and written by the rights of their owners; what is written is kept for
/// seven days. `scratch`: a directory for tables in the making, made when it is not there.
std::unique_ptr<TableFiles> stored_tables(files::FileStore& store, const std::string& scratch);

/// import.* and export.*. `files` must outlive them.
std::vector<api::Operation> transfer_operations(TableFiles& files);
db::JobKinds transfer_jobs(TableFiles& files);

/// Deletes imports with their rows seven days after they were begun, `limit` at most; how many. For the tenant of `tx`.
std::int64_t purge_imports(db::Tx& tx, int limit);

}  // namespace weft::directory
