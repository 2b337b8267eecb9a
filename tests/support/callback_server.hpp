// An HTTP server of few words for what the server tells to others: it keeps every request and answers as it is told.
#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace weft::test {

struct CallbackRequest {
  std::string line;                            ///< "POST /hook HTTP/1.1"
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

struct CallbackAnswer {
  int status = 200;
  std::string body;
  std::string headers;   ///< whole lines, each with its CR LF
  bool hang = false;     ///< says nothing, until the server ends
  bool endless = false;  ///< the body never ends, and has no length
};

class CallbackServer {
 public:
  using Answer = std::function<CallbackAnswer(const CallbackRequest&, std::size_t nth)>;

  /// Listens on a free port of 127.0.0.1. `answer` is called for one request after the other, `nth` from 0.
  explicit CallbackServer(Answer answer);
  ~CallbackServer();
  CallbackServer(const CallbackServer&) = delete;
  CallbackServer& operator=(const CallbackServer&) = delete;

  std::string url(const std::string& path = "/hook") const;
  std::vector<CallbackRequest> requests() const;
  /// Waits until so many have come; false after some seconds.
  bool wait_for(std::size_t count);

 private:
  void run();
  void serve(int connection);

  const Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  int ended_[2] = {-1, -1};  ///< a pipe that wakes who waits, at the end
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::vector<CallbackRequest> requests_;
  std::vector<std::thread> hanging_;
  std::thread thread_;
};

}  // namespace weft::test
