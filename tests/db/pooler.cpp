// Hands whole messages to and fro: what a client asks goes to the server, and everything up to ReadyForQuery back to
// it.
#include "db/pooler.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <vector>

namespace weft::db {
namespace {

sockaddr_un address_of(const std::string& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = folder + "/.s.PGSQL.5432";
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("the path of a socket is too long: " + path);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

/// A message: its type (0 for the first of a connection, which has none), and all of its bytes.
struct Message {
  char type = 0;
  std::string bytes;
};

std::string read_bytes(int fd, std::size_t size) {
  std::string bytes(size, '\0');
  return recv(fd, bytes.data(), size, MSG_WAITALL) == static_cast<ssize_t>(size) ? bytes : std::string();
}

/// Empty at the end of the connection.
Message read_message(int fd, bool typed) {
  Message message;
  const std::string type = typed ? read_bytes(fd, 1) : std::string();
  const std::string size = read_bytes(fd, 4);
  if (size.empty()) return message;
  std::uint32_t length = 0;
  std::memcpy(&length, size.data(), sizeof length);
  message.type = typed ? type[0] : '\0';
  message.bytes = type + size + read_bytes(fd, ntohl(length) - 4);
  return message;
}

void write_bytes(int fd, const std::string& bytes) {
  [[maybe_unused]] const auto sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

/// What the server says until it is ready for the next question.
std::string answer(int server) {
  std::string bytes;
  for (Message message = read_message(server, true); !message.bytes.empty(); message = read_message(server, true)) {
    bytes += message.bytes;
    if (message.type == 'Z') break;
  }
  return bytes;
}

}  // namespace

Pooler::Pooler(const std::string& sockets, const std::string& own)
    : listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      server_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_un there = address_of(sockets);
  const sockaddr_un here = address_of(own);
  if (connect(server_, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0 ||
      bind(listener_, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0 || listen(listener_, 8) != 0) {
    throw std::runtime_error("the pooler cannot reach PostgreSQL, or make its socket");
  }
  thread_ = std::thread([this] { run(); });
}

Pooler::~Pooler() {
  ended_ = true;
  thread_.join();
  close(listener_);
  close(server_);
}

void Pooler::run() const {
  std::vector<pollfd> fds{{listener_, POLLIN, 0}};
  std::string greeting;
  while (!ended_) {
    if (poll(fds.data(), fds.size(), 20) <= 0) continue;
    for (std::size_t i = 1; i < fds.size(); ++i) {
      if (fds[i].revents == 0) continue;
      const Message question = read_message(fds[i].fd, true);
      if (question.bytes.empty() || question.type == 'X') {  // the session outlives its client
        close(fds[i].fd);
        fds[i].fd = -1;
        continue;
      }
      write_bytes(server_, question.bytes);
      if (question.type == 'Q' || question.type == 'S') write_bytes(fds[i].fd, answer(server_));
    }
    if (fds[0].revents == 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const Message startup = read_message(client, false);
    if (greeting.empty()) {
      write_bytes(server_, startup.bytes);
      greeting = answer(server_);
    }
    write_bytes(client, greeting);
    fds.push_back({client, POLLIN, 0});
  }
  for (std::size_t i = 1; i < fds.size(); ++i) {
    if (fds[i].fd >= 0) close(fds[i].fd);
  }
}

}  // namespace weft::db
