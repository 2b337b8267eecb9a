// flock on a file that names its holder.
#include "app/serve_lock.hpp"

#include <weft/base/error.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace weft::app {
namespace {

std::string path_of(const std::string& data_dir) {
  return data_dir + "/serve.lock";
}

int holder(int fd) {
  char text[32] = {};
  return pread(fd, text, sizeof text - 1, 0) > 0 ? std::atoi(text) : 0;
}

}  // namespace

ServeLock::ServeLock(const std::string& data_dir)
    : fd_(open(path_of(data_dir).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (fd_ < 0)
    throw OperatorError(
        "cannot write " + path_of(data_dir) + ": " + std::strerror(errno) +
        "; choose another --data, or make it writable");
  if (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    const int other = holder(fd_);
    close(fd_);
    throw OperatorError(
        "a server runs on " + data_dir + " already (process " + std::to_string(other) +
        "): stop it, or choose another --data");
  }
  const std::string text = std::to_string(getpid()) + "\n";
  if (ftruncate(fd_, 0) != 0 || pwrite(fd_, text.data(), text.size(), 0) < 0) {
    const std::string why = std::strerror(errno);
    close(fd_);
    throw OperatorError("cannot write " + path_of(data_dir) + ": " + why);
  }
}

ServeLock::~ServeLock() {
  close(fd_);
}

int serving(const std::string& data_dir) {
  const int fd = open(path_of(data_dir).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  const bool free = flock(fd, LOCK_SH | LOCK_NB) == 0;
  const int pid = free ? 0 : holder(fd);
  close(fd);
  return pid;
}

std::string restore_dir(const std::string& data_dir) {
  return data_dir + "/restore.tmp";
}

}  // namespace weft::app
