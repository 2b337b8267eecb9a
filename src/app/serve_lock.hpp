// One server for each data directory.
#pragma once
#include <string>

namespace weft::app {

/// Holds data_dir/serve.lock for as long as it lives; the kernel lets go of it when the process dies.
class ServeLock {
 public:
  /// OperatorError that names the other process when there is one.
  explicit ServeLock(const std::string& data_dir);
  ~ServeLock();
  ServeLock(const ServeLock&) = delete;
  ServeLock& operator=(const ServeLock&) = delete;

 private:
  int fd_ = -1;
};

/// Process id of the server that runs on this data directory, 0 when there is none.
int serving(const std::string& data_dir);

/// Where `weft restore` works. While it exists a restore runs or was interrupted: then what is in the database is not
/// to be trusted.
std::string restore_dir(const std::string& data_dir);

}  // namespace weft::app
