// The keeper: a forked process that waits on a socket. One byte: rename. End of the socket without it: remove.
#include "app/new_file.hpp"

#include <weft/base/error.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>

namespace weft::app {
namespace {

namespace fs = std::filesystem;

void flush_directory(const char* file) {
  const int fd = open(fs::path(file).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

[[noreturn]] void keep(int socket, const char* part, const char* path) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
    std::signal(number, SIG_IGN);  // it ends when the socket does
  char order = 0;
  ssize_t got = 0;
  do {
    got = read(socket, &order, 1);
  } while (got < 0 && errno == EINTR);
  int error = 0;
  if (got == 1) {
    if (rename(part, path) != 0) error = errno;
    if (error == 0) flush_directory(path);
    [[maybe_unused]] const auto told = write(socket, &error, sizeof error);
  }
  if (got != 1 || error != 0) unlink(part);
  _exit(0);
}

int nameless_file(const fs::path& directory) {
  const int fd = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return fd;
  std::string name = (directory / ".weft-XXXXXX").string();  // a file system without O_TMPFILE
  const int made = mkostemp(name.data(), O_CLOEXEC);
  if (made >= 0) unlink(name.c_str());
  return made;
}

}  // namespace

NewFile::NewFile(const std::string& path, bool replace) {
  const fs::path full = fs::absolute(path);
  path_ = full.string();
  part_ = (full.parent_path() / ("." + full.filename().string() + ".part-" + std::to_string(getpid()))).string();
  if (fs::is_directory(full))
    throw OperatorError(path + " is a directory: name the file to write, such as " + path + "/weft.tar.zst", 2);
  if (!replace && fs::exists(full))
    throw OperatorError(path + " exists: choose another name, or replace it with --force");
  fd_ = open(part_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd_ < 0) throw OperatorError("cannot write in " + full.parent_path().string() + ": " + std::strerror(errno));
  scratch_ = nameless_file(full.parent_path());
  int ends[2] = {-1, -1};
  const bool paired = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
  keeper_pid_ = paired ? fork() : -1;
  if (keeper_pid_ == 0) {
    close(ends[0]);
    close(fd_);
    close(scratch_);
    keep(ends[1], part_.c_str(), path_.c_str());
  }
  if (keeper_pid_ < 0 || scratch_ < 0) {
    const std::string why = std::strerror(errno);
    unlink(part_.c_str());
    throw OperatorError("cannot write in " + full.parent_path().string() + ": " + why);
  }
  close(ends[1]);
  keeper_ = ends[0];
}

NewFile::~NewFile() {
  if (keeper_ >= 0) close(keeper_);
  if (keeper_pid_ > 0) waitpid(keeper_pid_, nullptr, 0);
  close(fd_);
}

void NewFile::commit() {
  if (fsync(fd_) != 0) throw OperatorError("cannot write " + path_ + ": " + std::strerror(errno));
  const char order = 'c';
  int error = EIO;
  if (write(keeper_, &order, 1) != 1 || read(keeper_, &error, sizeof error) != sizeof error) error = EIO;
  close(keeper_);
  keeper_ = -1;
  if (error != 0) throw OperatorError("cannot write " + path_ + ": " + std::strerror(error));
}

}  // namespace weft::app
