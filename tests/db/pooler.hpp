// A pooler in transaction mode, as small as it can be: every client talks to the one session that the first one opened.
#pragma once
#include <atomic>
#include <string>
#include <thread>

namespace weft::db {

/// Between clients that speak one after the other and a PostgreSQL behind a unix socket.
class Pooler {
 public:
  /// `sockets`: the folder with PostgreSQL's socket; `own`: the folder for the pooler's.
  Pooler(const std::string& sockets, const std::string& own);
  ~Pooler();
  Pooler(const Pooler&) = delete;
  Pooler& operator=(const Pooler&) = delete;

 private:
  void run() const;

  int listener_ = -1;
  int server_ = -1;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace weft::db
