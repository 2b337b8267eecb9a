// `weft restore`: an archive into an empty place; all of it or nothing. The restored data begin a new epoch.
#include "app/archive.hpp"
#include "app/commands.hpp"
#include "app/database.hpp"
#include "app/facts.hpp"
#include "app/pg_tools.hpp"
#include "app/serve_lock.hpp"
#include "app/terminal.hpp"
#include <weft/base/error.hpp>
#include <weft/base/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>

namespace weft::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestManifest = std::size_t{256} << 20;

struct Descriptor {
  explicit Descriptor(int number) : fd(number) {}
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  const int fd;
};

int open_archive(const std::string& file) {
  const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw OperatorError("cannot read " + file + ": " + std::strerror(errno));
  return fd;
}

Manifest read_manifest(ArchiveReader& archive, const std::string& file) {
  const auto first = archive.next();
  if (!first || *first != "manifest.json")
    throw OperatorError(file + " is no archive of weft backup: it does not begin with a manifest");
  Manifest manifest;
  try {
    const Json json = parse_json(archive.text(kLargestManifest));
    const int format = json.is_object() ? json.value("format", 0) : 0;
    if (format != Manifest().format)
      throw OperatorError(
          file + " has the format " + std::to_string(format) + ", this weft reads 1: use the weft that wrote it");
    manifest = read_json<Manifest>(json);
  } catch (const ApiError& error) {
    throw OperatorError(file + " has a manifest that cannot be read: " + error.detail());
  }
  const int newest = static_cast<int>(db::embedded_migrations().size());
  if (manifest.facts.schema > newest) {
    throw OperatorError(
        file + " was made by weft " + manifest.weft + " (schema " + std::to_string(manifest.facts.schema) +
        "); this one knows schema " + std::to_string(newest) + ": install that version or a newer one");
  }
  return manifest;
}

/// A directory under the data directory for what comes out of the archive; removed at the end, whatever happens.
class Unpacked {
 public:
  explicit Unpacked(const fs::path& data) : path_(restore_dir(data.string())) {
    std::error_code error;
    fs::remove_all(path_, error);
    if (!fs::create_directories(path_, error))
      throw OperatorError("cannot write in " + data.string() + ": " + error.message());
  }
  ~Unpacked() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Unpacks every part and compares it with what the manifest says.
void unpack(ArchiveReader& archive, const Manifest& manifest, const fs::path& to, const std::string& file) {
  std::map<std::string, Part> expected;
  for (const Part& part : manifest.parts)
    expected[part.name] = part;
  Progress progress("reading " + file);
  while (const auto name = archive.next()) {
    const auto part = expected.find(*name);
    if (part == expected.end())
      throw OperatorError(file + " holds " + *name + ", which its manifest does not know: it was tampered with");
    fs::create_directories((to / *name).parent_path());
    const Descriptor out(open((to / *name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (out.fd < 0) throw OperatorError("cannot write " + (to / *name).string() + ": " + std::strerror(errno));
    const Measured measured = archive.save(
        out.fd, [&](std::uint64_t done) { progress.bytes(done, part->second.size); });
    if (measured.size != part->second.size || measured.sha256 != part->second.sha256) {
      throw OperatorError(
          file + " is damaged: " + *name + " is not what the manifest says; restore from another backup");
    }
    expected.erase(part);
  }
  if (!expected.empty())
    throw OperatorError(file + " is damaged: " + expected.begin()->first + " is missing; restore from another backup");
}

/// Refuses a place that holds something, unless it is to be thrown away.
void need_room(const Config& config, const Database& database, bool force) {
  const fs::path files = fs::path(config.server.data) / "files";
  std::error_code none;
  const bool has_files = fs::is_directory(files, none) && !fs::is_empty(files, none);
  const db::PoolOptions owner = database.owner_options("weft restore");
  const bool blank = is_blank(owner);
  if (blank && !has_files) return;
  if (!force) {
    throw OperatorError(
        "there are data already in " +
        (blank                   ? files.string()
         : database.is_private() ? config.server.data
                                 : std::string("the database")) +
        ": restore into an empty --data, or throw them away for good with --force");
  }
  if (!blank) make_blank(owner);
  fs::remove_all(files);
}

void load(const Database& database, const fs::path& dump) {
  const Progress progress("loading the database");
  const Descriptor in(open(dump.c_str(), O_RDONLY | O_CLOEXEC));
  need_roles(database.owner_options("weft restore"));
  PgTool tool;
  tool.program = "pg_restore";
  tool.bin_dir = database.bin_dir();
  tool.url = database.owner_url();
  tool.flags = {"--single-transaction", "--exit-on-error", "--no-owner", "--dbname="};
  tool.in = in.fd;
  run_pg_tool(tool);
}

void verify(const Database& database, const Manifest& manifest) {
  const Progress progress("comparing with the manifest");
  const db::PoolOptions owner = database.owner_options("weft restore");
  std::vector<std::string> wrong = differences(manifest.facts, read_facts(owner));
  for (const std::string& chain : broken_chains(owner))
    wrong.push_back("the audit chain is broken, " + chain);
  if (wrong.empty()) return;
  make_blank(owner);
  throw OperatorError("what was restored is not what was backed up, so it was removed again: " + wrong.front());
}

}  // namespace

int restore(const BackupOptions& options) {
  const Config config = read_config(options.config);
  const Descriptor file(open_archive(options.file));  // as the user who may read it
  if (const int pid = serving(config.server.data); pid > 0) {
    throw OperatorError(
        "a server runs on " + config.server.data + " (process " + std::to_string(pid) + "): stop it, then restore");
  }
  ArchiveReader archive(file.fd, options.file);
  const Manifest manifest = read_manifest(archive, options.file);
  const auto database = Database::open(config, Database::Need::anything);
  const ServeLock lock(config.server.data);
  const Unpacked unpacked(config.server.data);
  unpack(archive, manifest, unpacked.path(), options.file);
  need_room(config, *database, options.force);
  load(*database, unpacked.path() / "database.dump");
  verify(*database, manifest);
  const fs::path data(config.server.data);
  if (fs::exists(unpacked.path() / "files")) fs::rename(unpacked.path() / "files", data / "files");
  fs::rename(unpacked.path() / "weft.toml", data / "weft.toml.restored");
  const db::MigrationReport report = database->migrate();
  const std::string epoch = renew_epoch(database->owner_options("weft restore"));

  std::printf(
      "restored %lld messages in %lld conversations from %s (made %s by weft %s)\n",
      static_cast<long long>(manifest.facts.message_sum),
      static_cast<long long>(manifest.facts.rows.count("conversations") ? manifest.facts.rows.at("conversations") : 0),
      options.file.c_str(), manifest.created_at.c_str(), manifest.weft.c_str());
  std::printf(
      "counts, log heads and audit chains are equal; schema %d%s; the new epoch is %s: clients start afresh\n",
      report.after, report.before == report.after ? "" : (" (was " + std::to_string(report.before) + ")").c_str(),
      epoch.c_str());
  std::printf("the settings of that time, without secrets, are in %s\n", (data / "weft.toml.restored").c_str());
  return 0;
}

}  // namespace weft::app
