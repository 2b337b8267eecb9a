// Reads the key of a data directory, or makes it.
#include "app/sealing_key.hpp"

#include <weft/base/crypto.hpp>
#include <weft/base/error.hpp>
#include <weft/base/sealed.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace weft::app {
namespace {

[[noreturn]] void cannot(const std::string& what, const std::string& path) {
  throw OperatorError("cannot " + what + " " + path + ": " + std::strerror(errno));
}

struct Open {
  int fd;
  ~Open() {
    if (fd >= 0) close(fd);
  }
};

/// Complete under its name, or not there: a start that was killed in between makes another one.
void make(const std::string& data_dir, const std::string& path) {
  const std::string draft = path + ".new";
  const std::string key = random_bytes(kSealingKey);
  const Open file{open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (file.fd < 0) cannot("write", draft);
  if (write(file.fd, key.data(), key.size()) != static_cast<ssize_t>(key.size()) || fsync(file.fd) != 0)
    cannot("write", draft);
  if (rename(draft.c_str(), path.c_str()) != 0) cannot("write", path);
  const Open directory{open(data_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (directory.fd < 0 || fsync(directory.fd) != 0) cannot("write", data_dir);
}

}  // namespace

std::string sealing_key(const std::string& data_dir) {
  const std::string path = data_dir + "/secrets.key";
  if (access(path.c_str(), F_OK) != 0 && errno == ENOENT) make(data_dir, path);
  const Open file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
  if (file.fd < 0) cannot("read", path);
  struct stat about {};
  if (fstat(file.fd, &about) != 0) cannot("read", path);
  if ((about.st_mode & 077) != 0) throw OperatorError(path + " is open to others: chmod 600 " + path);
  std::string key(kSealingKey + 1, '\0');
  const ssize_t size = read(file.fd, key.data(), key.size());
  if (size != static_cast<ssize_t>(kSealingKey)) throw OperatorError(path + " is no key of 32 bytes");
  key.resize(kSealingKey);
  return key;
}

}  // namespace weft::app
