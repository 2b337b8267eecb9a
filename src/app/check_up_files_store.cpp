// The files that the rows tell of, compared with the disk.
#include "app/archive.hpp"
#include "app/check_up.hpp"
#include <weft/db/sql.hpp>
#include <weft/files/file_store.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weft::app {
namespace {

constexpr const char* kContents =
    "DECLARE contents CURSOR FOR SELECT corp_id::text, encode(sha256, 'hex'), size FROM file_contents ORDER BY 1, 2";
constexpr std::size_t kNamed = 3;

/// Paths of one kind of trouble: all are counted, the first are named.
class Trouble {
 public:
  void add(const std::string& path) {
    if (count_++ < kNamed) names_ += (names_.empty() ? "" : "; ") + path;
  }
  std::string text(const std::string& what) const {
    return count_ == 0 ? "" : std::to_string(count_) + " " + what + ": " + names_ + (count_ > kNamed ? "; ..." : "");
  }

 private:
  std::size_t count_ = 0;
  std::string names_;
};

std::string join(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : a + ", " + b;
}

void look(const std::string& data, const pqxx::row& row, bool all, Trouble& missing, Trouble& altered) {
  const auto corp = CorpId::parse(row[0].c_str());
  const auto digest = parse_digest(row[1].c_str());
  const std::string path = "files/" + files::content_path({corp.value(), digest.value()});
  const int fd = open((data + "/" + path).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  struct stat info {};
  if (fd < 0 || fstat(fd, &info) != 0) {
    missing.add(path);
  } else if (info.st_size != row[2].as<off_t>() || (all && measure(fd).sha256 != row[1].c_str())) {
    altered.add(path);
  }
  if (fd >= 0) close(fd);
}

}  // namespace

void check_files(const Config& config, const Database& database, bool all, Findings& findings) {
  const auto connection = db::connect(database.owner_options("weft doctor"));
  pqxx::transaction<pqxx::repeatable_read, pqxx::read_only> work(*connection);
  work.exec(kContents);
  Trouble missing;
  Trouble altered;
  std::size_t count = 0;
  for (auto rows = work.exec("FETCH 1000 FROM contents"); !rows.empty(); rows = work.exec("FETCH 1000 FROM contents")) {
    count += rows.size();
    for (const auto& row : rows)
      look(config.server.data, row, all, missing, altered);
  }
  const std::string wrong = join(missing.text("missing"), altered.text("altered"));
  findings.push_back(
      wrong.empty() ? Finding{"files", Health::ok, std::to_string(count) + " are on the disk as the rows say", {}}
                    : Finding{
                          "files", Health::fail, wrong,
                          "put them back from a backup: weft restore, or from its archive by hand"});
}

}  // namespace weft::app
