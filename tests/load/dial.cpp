// Opens non-blocking TCP connections that start at many loopback addresses.
#include "load/dial.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace weft::load {

namespace {

sockaddr_in ipv4(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  return address;
}

bool bind_to(int fd, const std::string& source) {
  // Without this flag bind() would reserve a port for the address alone and run out after 28,000 sockets.
  const int on = 1;
  ::setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  const auto address = ipv4(source, 0);
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool start(int fd, const Target& target) {
  if (!target.source.empty() && !bind_to(fd, target.source)) return false;
  const auto address = ipv4(target.host, target.port);
  return ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EINPROGRESS;
}

}  // namespace

std::string source_address(std::size_t n) {
  return "127.0.0." + std::to_string(2 + n % 250);
}

int dial(const Target& target) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (target.receive_buffer > 0) {
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &target.receive_buffer, sizeof target.receive_buffer);
  }
  if (start(fd, target)) return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

}  // namespace weft::load
