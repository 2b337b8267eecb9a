// A file that appears under its name only when it is complete.
#pragma once
#include <sys/types.h>

#include <string>

namespace weft::app {

/// Made by root before privileges are dropped, it can still be put in place afterwards: a small process that was forked
/// at once keeps the right to rename it. That process also removes what is half done when this one dies, whatever kills
/// it. Make it before any thread is started.
class NewFile {
 public:
  /// OperatorError when the directory cannot be written, or `path` exists and `replace` is false.
  NewFile(const std::string& path, bool replace);
  ~NewFile();  ///< without commit(): nothing of it is left
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  int fd() const { return fd_; }
  /// A nameless file on the same disk, for parts; gone when it is closed. The caller closes it.
  int scratch() const { return scratch_; }
  /// Flushes to disk and renames. OperatorError when that fails.
  void commit();

 private:
  std::string path_, part_;
  int fd_ = -1, scratch_ = -1, keeper_ = -1;
  pid_t keeper_pid_ = 0;
};

}  // namespace weft::app
