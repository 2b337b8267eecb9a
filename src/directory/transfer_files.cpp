// The tables of imports and exports as files of their owners.
#include <weft/directory/transfer.hpp>
#include <weft/files/files.hpp>

#include <unistd.h>

#include <filesystem>

namespace weft::directory {
namespace {

constexpr auto kKept = std::chrono::hours(24 * 7);

class StoredTables final : public TableFiles {
 public:
  StoredTables(files::FileStore& store, std::string scratch) : store_(store), scratch_(std::move(scratch)) {
    std::filesystem::create_directories(scratch_);
  }

  std::string name(db::Tx& tx, const api::Caller& caller, const FileId& file) override {
    return files::load(tx, caller, file).name;
  }
  int open(db::Tx& tx, const api::Caller& caller, const FileId& file) override {
    return dup(files::open_for_reading(tx, store_, caller, file)->descriptor());
  }
  FileId keep(
      db::Tx& tx, const PrincipalId& owner, const std::string& name, const std::string& path,
      const std::vector<files::Needed>& needed) override {
    const files::Use use{files::Use::Kind::result, owner, tx.now() + kKept, needed};
    return files::store_file(tx, store_, {name, owner, use}, path);
  }
  std::string scratch() const override { return scratch_; }

 private:
  files::FileStore& store_;
  const std::string scratch_;
};

}  // namespace

std::unique_ptr<TableFiles> stored_tables(files::FileStore& store, const std::string& scratch) {
  return std::make_unique<StoredTables>(store, scratch);
}

}  // namespace weft::directory
