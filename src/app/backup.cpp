// `weft backup`: one snapshot of the database, the files and the settings in one archive, while the server runs.
//
// Facts and pg_dump read the same snapshot. Files are listed after it was taken: what it speaks of was written before,
// and files never change.
#include "app/archive.hpp"
#include "app/commands.hpp"
#include "app/database.hpp"
#include "app/facts.hpp"
#include "app/new_file.hpp"
#include "app/pg_tools.hpp"
#include "app/terminal.hpp"
#include <weft/base/clock.hpp>
#include <weft/base/crypto.hpp>
#include <weft/base/error.hpp>
#include <weft/base/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace weft::app {
namespace {

namespace fs = std::filesystem;

std::uint64_t size_of(int fd) {
  const off_t size = lseek(fd, 0, SEEK_END);
  return size > 0 ? static_cast<std::uint64_t>(size) : 0;
}

void dump(const Database& database, const std::string& snapshot, std::uint64_t estimate, int out) {
  Progress progress("reading the database");
  PgTool tool;
  tool.program = "pg_dump";
  tool.bin_dir = database.bin_dir();
  tool.url = database.owner_url();
  tool.flags = {"--format=custom", "--compress=0", "--enable-row-security", "--no-owner", "--snapshot=" + snapshot};
  tool.out = out;
  tool.tick = [&] { progress.bytes(size_of(out), estimate); };
  run_pg_tool(tool);
}

struct Content {
  fs::path path;
  Part part;
};

/// Everything under data/files, with sizes and digests; "files/ab/cdef" in the archive.
std::vector<Content> list_files(const fs::path& directory) {
  std::vector<Content> all;
  std::error_code none;
  if (!fs::is_directory(directory, none)) return all;
  Progress progress("reading the files");
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    const int fd = open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) throw OperatorError("cannot read " + entry.path().string() + ": " + std::strerror(errno));
    const Measured measured = measure(fd);
    close(fd);
    all.push_back(
        {entry.path(), {"files/" + fs::relative(entry.path(), directory).string(), measured.size, measured.sha256}});
    progress.step(std::to_string(all.size()));
  }
  return all;
}

void add_files(ArchiveWriter& archive, const std::vector<Content>& files) {
  for (const Content& file : files) {
    const int fd = open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) throw OperatorError("cannot read " + file.path.string() + ": " + std::strerror(errno));
    try {
      archive.add_file(file.part.name, fd, file.part.size);
    } catch (...) {
      close(fd);
      throw;
    }
    close(fd);
  }
}

}  // namespace

int backup(const BackupOptions& options) {
  const Config config = read_config(options.config);
  NewFile file(options.file, options.force);
  const auto database = Database::open(config, Database::Need::schema);

  // What the rows of the snapshot refer to is still on the disk when the files are read: nothing is removed meanwhile.
  const auto files_stay = keep_files(database->owner_options("weft backup"));
  Manifest manifest;
  manifest.weft = WEFT_VERSION;
  manifest.created_at = to_rfc3339(SystemClock().now());
  manifest.facts = read_facts(
      database->owner_options("weft backup"),
      [&](const std::string& snapshot, std::uint64_t size) { dump(*database, snapshot, size, file.scratch()); });
  const Measured dumped = measure(file.scratch());
  const std::string settings = config_toml(config);
  const std::vector<Content> files = list_files(fs::path(config.server.data) / "files");
  manifest.parts.push_back({"database.dump", dumped.size, dumped.sha256});
  Sha256 settings_digest;
  settings_digest.add(settings);
  manifest.parts.push_back({"weft.toml", settings.size(), hex(settings_digest.end())});
  for (const Content& content : files)
    manifest.parts.push_back(content.part);

  {
    Progress progress("writing " + options.file);
    ArchiveWriter archive(file.fd(), options.file);
    archive.add_text("manifest.json", to_json_text(manifest) + "\n");
    archive.add_file(
        "database.dump", file.scratch(), dumped.size, [&](std::uint64_t done) { progress.bytes(done, dumped.size); });
    archive.add_text("weft.toml", settings);
    add_files(archive, files);
    archive.finish();
  }
  const std::uint64_t size = size_of(file.fd());
  file.commit();
  std::printf(
      "%s: %s, %lld messages in %lld conversations, %zu files, schema %d\n", options.file.c_str(),
      human_size(size).c_str(), static_cast<long long>(manifest.facts.message_sum),
      static_cast<long long>(manifest.facts.rows["conversations"]), files.size(), manifest.facts.schema);
  return 0;
}

}  // namespace weft::app
