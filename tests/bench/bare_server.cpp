// The bare reference: an epoll loop that does nothing but accept WebSocket clients and write each message to all of
// them, optionally after a PostgreSQL commit, optionally gathering what is waiting into one write for each socket.
//
//   weft-bench-bare --port N [--postgres CONNINFO] [--coalesce 1]
//
// It is what the machine allows: no sessions, no rules, no queues beyond the kernel's, one message shape.
#include "bench/bare_log.hpp"
#include "bench/options.hpp"
#include "load/frame.hpp"
#include "load/process.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <unordered_map>
#include <vector>

namespace weft::bench {

namespace {

constexpr std::string_view kAccept =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: weft.v1\r\n\r\n";
constexpr std::string_view kHello = R"({"id":1,"op":"hello")";

void append_server_frame(std::string& out, std::string_view payload) {
  out.push_back(static_cast<char>(0x81));
  if (payload.size() < 126) {
    out.push_back(static_cast<char>(payload.size()));
  } else {
    out.push_back(126);
    out.push_back(static_cast<char>(payload.size() >> 8U));
    out.push_back(static_cast<char>(payload.size()));
  }
  out.append(payload);
}

struct Peer {
  int fd = -1;
  bool upgraded = false;
  std::string in;
  std::string out;  ///< what the kernel did not take; empty in every measured run
};

class BareServer {
 public:
  BareServer(std::uint16_t port, std::unique_ptr<BareLog> log, bool coalesce)
      : log_(std::move(log)), coalesce_(coalesce) {
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    listen_on(port);
  }
  [[noreturn]] void run();

 private:
  void listen_on(std::uint16_t port);
  void accept_all();
  void read_from(Peer& peer);
  void take_frames(Peer& peer);
  void take_text(Peer& peer, std::string text);
  void publish_pending();
  void broadcast(const std::string& bytes);
  void write_to(Peer& peer, std::string_view bytes);
  void flush(Peer& peer);
  void drop(int fd);

  int epoll_ = -1;
  int listener_ = -1;
  std::unique_ptr<BareLog> log_;
  bool coalesce_;
  std::unordered_map<int, std::unique_ptr<Peer>> peers_;
  std::vector<Peer*> order_;
  std::vector<std::string> pending_;
};

void BareServer::listen_on(std::uint16_t port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(listener_, 4096) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot listen on port " + std::to_string(port));
  }
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = listener_;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, listener_, &event);
}

void BareServer::accept_all() {
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto peer = std::make_unique<Peer>();
    peer->fd = fd;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    peers_[fd] = std::move(peer);
  }
}

void BareServer::drop(int fd) {
  std::erase_if(order_, [fd](const Peer* peer) { return peer->fd == fd; });
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  ::close(fd);
  peers_.erase(fd);
}

void BareServer::read_from(Peer& peer) {
  char bytes[65536];
  const auto got = ::recv(peer.fd, bytes, sizeof bytes, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    drop(peer.fd);
    return;
  }
  peer.in.append(bytes, static_cast<std::size_t>(got));
  if (!peer.upgraded) {
    const auto end = peer.in.find("\r\n\r\n");
    if (end == std::string::npos) return;
    peer.in.erase(0, end + 4);
    peer.upgraded = true;
    write_to(peer, kAccept);
    order_.push_back(&peer);
  }
  take_frames(peer);
}

void BareServer::take_frames(Peer& peer) {
  load::Frame frame;
  std::size_t size = 0;
  std::size_t at = 0;
  while (load::parse_frame(std::string_view(peer.in).substr(at), frame, size) == load::Parsed::whole) {
    at += size;
    if (frame.opcode == load::Opcode::close) {
      drop(peer.fd);
      return;
    }
    if (frame.opcode != load::Opcode::text) continue;
    std::string text(frame.payload);
    const char* key = frame.payload.data() - 4;
    for (std::size_t i = 0; i < text.size(); ++i)
      text[i] = static_cast<char>(text[i] ^ key[i % 4]);
    take_text(peer, std::move(text));
  }
  peer.in.erase(0, at);
}

void BareServer::take_text(Peer& peer, std::string text) {
  if (text.starts_with(kHello)) {
    std::string answer;
    append_server_frame(answer, R"({"id":1,"ok":{}})");
    write_to(peer, answer);
    return;
  }
  pending_.push_back(std::move(text));
  if (!coalesce_) publish_pending();
}

void BareServer::publish_pending() {
  if (pending_.empty()) return;
  if (log_) log_->commit(pending_);
  std::string bytes;
  for (const auto& text : pending_)
    append_server_frame(bytes, text);
  broadcast(bytes);
  pending_.clear();
}

void BareServer::broadcast(const std::string& bytes) {
  for (auto* peer : order_)
    write_to(*peer, bytes);
}

void BareServer::write_to(Peer& peer, std::string_view bytes) {
  if (peer.out.empty()) {
    const auto put = ::write(peer.fd, bytes.data(), bytes.size());
    if (put == static_cast<ssize_t>(bytes.size())) return;
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(put, 0)));
  }
  peer.out.append(bytes);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT;
  event.data.fd = peer.fd;
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, peer.fd, &event);
}

void BareServer::flush(Peer& peer) {
  const auto put = ::write(peer.fd, peer.out.data(), peer.out.size());
  if (put > 0) peer.out.erase(0, static_cast<std::size_t>(put));
  if (!peer.out.empty()) return;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = peer.fd;
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, peer.fd, &event);
}

void BareServer::run() {
  std::vector<epoll_event> events(512);
  for (;;) {
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      if (event.data.fd == listener_) {
        accept_all();
        continue;
      }
      if ((event.events & EPOLLOUT) != 0) flush(*peers_.at(event.data.fd));
      if ((event.events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) read_from(*peers_.at(event.data.fd));
    }
    publish_pending();
  }
}

}  // namespace

}  // namespace weft::bench

int main(int argc, char** argv) {
  try {
    std::vector<char*> arguments(argv, argv + argc);
    std::string scenario = "serve";
    arguments.insert(arguments.begin() + 1, scenario.data());
    const auto options = weft::bench::parse_options(argc + 1, arguments.data());
    weft::load::raise_file_limit();
    std::unique_ptr<weft::bench::BareLog> log;
    if (options.has("postgres")) log = std::make_unique<weft::bench::BareLog>(options.text("postgres"));
    weft::bench::BareServer server(options.port(), std::move(log), options.number("coalesce", 0) != 0);
    std::printf("ready\n");
    std::fflush(stdout);
    server.run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "weft-bench-bare: %s\n", error.what());
    return 1;
  }
}
