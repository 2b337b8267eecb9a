// The built `weft` as a child process: started, spoken to, waited for.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace weft::test {

using Environment = std::map<std::string, std::string>;

/// How a program ended, and what it wrote.
struct Ended {
  int status = 0;  ///< exit code, or 128 + signal
  std::string out, err;
};

/// A running `weft`. Killed when it is still there at the end.
class Weft {
 public:
  enum class Where { pipes, terminal };

  /// On a terminal of 100 x 30, `out` holds all that would be seen, escape sequences included.
  explicit Weft(std::vector<std::string> args, Environment environment = {}, Where where = Where::pipes);
  ~Weft();
  Weft(const Weft&) = delete;
  Weft& operator=(const Weft&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  void type(const std::string& text) const;
  void close_input();
  /// Waits until `text` stands in what was written since the last call that found something; false after `limit` or at
  /// the end of the program.
  bool says(const std::string& text, std::chrono::seconds limit = std::chrono::seconds(60));
  /// Everything written so far.
  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }
  /// Waits for the end. A program that takes longer than `limit` is killed: status 137.
  Ended wait(std::chrono::seconds limit = std::chrono::seconds(60));

 private:
  bool read_some(int ms);

  pid_t pid_ = 0;
  int in_ = -1, out_fd_ = -1, err_fd_ = -1;
  bool terminal_ = false;
  std::size_t seen_ = 0;
  std::string out_, err_;
  int status_ = -1;
};

/// Runs it to the end with this standard input.
Ended run_weft(std::vector<std::string> args, const std::string& input = {}, const Environment& environment = {});

/// How often `part` stands in `text`.
std::size_t occurrences(const std::string& text, const std::string& part);
/// The text without escape sequences.
std::string without_escapes(const std::string& text);

/// `weft serve` on a free port of a data directory. start() returns when it listens.
class Server {
 public:
  explicit Server(std::vector<std::string> args, Environment environment = {});
  ~Server();
  void start();
  /// SIGTERM; the exit code.
  int stop();
  void kill();
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int port() const { return port_; }
  Weft& program() { return *program_; }

 private:
  std::vector<std::string> args_;
  Environment environment_;
  int port_ = 0;
  std::unique_ptr<Weft> program_;
};

}  // namespace weft::test
