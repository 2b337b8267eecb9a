// Sockets by hand.
#include "gateway/raw_socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace weft::test {
namespace {

constexpr int kLimitMs = 20000;

void wait_for(int fd, short what) {
  pollfd entry{fd, what, 0};
  if (::poll(&entry, 1, kLimitMs) <= 0) throw std::runtime_error("the socket did not become ready in time");
}

}  // namespace

RawSocket::RawSocket(std::uint16_t port, int receive_buffer) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

RawSocket::~RawSocket() {
  if (fd_ >= 0) ::close(fd_);
}

void RawSocket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    wait_for(fd_, POLLOUT);
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN) continue;
    if (sent < 0) return;  // the peer has gone: what it said before is what counts
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void RawSocket::send_slowly(std::string_view bytes) {
  for (const char byte : bytes)
    send(std::string_view(&byte, 1));
}

bool RawSocket::fill() {
  wait_for(fd_, POLLIN);
  std::array<char, 65536> buffer;
  const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  in_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

std::string RawSocket::read(std::size_t size) {
  while (in_.size() < size)
    if (!fill()) throw std::runtime_error("the stream ended early");
  std::string out = in_.substr(0, size);
  in_.erase(0, size);
  return out;
}

std::string RawSocket::read_until(std::string_view mark) {
  std::size_t at = 0;
  while ((at = in_.find(mark)) == std::string::npos)
    if (!fill()) throw std::runtime_error("the stream ended early, after: " + in_);
  return read(at + mark.size());
}

std::string RawSocket::read_all() {
  while (fill()) {}
  return std::exchange(in_, {});
}

bool RawSocket::at_end() {
  return in_.empty() && !fill();
}

void RawSocket::shutdown_send() {
  ::shutdown(fd_, SHUT_WR);
}

void RawSocket::reset() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(fd_, -1));
}

std::string RawReply::field(std::string_view name) const {
  const auto at = head.find("\r\n" + std::string(name) + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

RawReply read_reply(RawSocket& socket, bool head) {
  RawReply reply;
  reply.head = socket.read_until("\r\n\r\n");
  reply.status = std::stoi(reply.head.substr(9, 3));
  const std::string length = reply.field("Content-Length");
  if (!length.empty() && !head) reply.body = socket.read(std::stoul(length));
  return reply;
}

int RawFrame::close_code() const {
  if (payload.size() < 2) return 1005;
  return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
}

std::string make_frame(int opcode, std::string_view payload, FrameBits bits) {
  std::string out;
  out += static_cast<char>((bits.fin ? 0x80 : 0) | bits.reserved << 4 | opcode);
  const int mask_bit = bits.masked ? 0x80 : 0;
  const auto append_size = [&](int bytes) {
    for (int i = bytes - 1; i >= 0; --i)
      out += static_cast<char>(payload.size() >> (8 * i) & 0xff);
  };
  if (payload.size() < 126) {
    out += static_cast<char>(mask_bit | static_cast<int>(payload.size()));
  } else if (payload.size() < 65536) {
    out += static_cast<char>(mask_bit | 126);
    append_size(2);
  } else {
    out += static_cast<char>(mask_bit | 127);
    append_size(8);
  }
  if (!bits.masked) return out.append(payload);
  constexpr std::array<unsigned char, 4> kMask{0x12, 0x34, 0x56, 0x78};
  out.append(reinterpret_cast<const char*>(kMask.data()), kMask.size());
  for (std::size_t i = 0; i < payload.size(); ++i)
    out += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ kMask[i % 4]);
  return out;
}

std::string upgrade_request(const std::string& fields, const std::string& path) {
  return "GET " + path +
         " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         fields + "\r\n";
}

RawWebSocket::RawWebSocket(std::uint16_t port, const std::string& fields, int receive_buffer)
    : socket_(port, receive_buffer) {
  socket_.send(upgrade_request("Sec-WebSocket-Protocol: weft.v1\r\n" + fields));
  head_ = socket_.read_until("\r\n\r\n");
  if (head_.find("101") == std::string::npos) throw std::runtime_error("no upgrade: " + head_);
}

RawFrame RawWebSocket::read() {
  const std::string start = socket_.read(2);
  RawFrame frame;
  frame.fin = (start[0] & 0x80) != 0;
  frame.opcode = start[0] & 0x0f;
  if ((start[0] & 0x70) != 0) throw std::runtime_error("the server set a reserved bit");
  if ((start[1] & 0x80) != 0) throw std::runtime_error("the server masked a frame");
  std::size_t size = start[1] & 0x7f;
  if (size >= 126) {
    const std::string more = socket_.read(size == 126 ? 2 : 8);
    size = 0;
    for (const char byte : more)
      size = size << 8 | static_cast<unsigned char>(byte);
  }
  frame.payload = socket_.read(size);
  return frame;
}

nlohmann::json RawWebSocket::read_object() {
  while (lines_.empty()) {
    const RawFrame frame = read();
    if (frame.opcode == 8) throw std::runtime_error("closed with " + std::to_string(frame.close_code()));
    if (frame.opcode != 1) continue;
    for (std::size_t from = 0; from <= frame.payload.size();) {
      const auto end = std::min(frame.payload.find('\n', from), frame.payload.size());
      lines_.push_back(frame.payload.substr(from, end - from));
      from = end + 1;
    }
  }
  auto object = nlohmann::json::parse(lines_.front());
  lines_.erase(lines_.begin());
  if (object.value("ev", "") == "bye") bye_ = object;
  return object;
}

nlohmann::json RawWebSocket::next() {
  if (events_.empty()) return read_object();
  auto object = std::move(events_.front());
  events_.erase(events_.begin());
  return object;
}

nlohmann::json RawWebSocket::ask(const std::string& op, const nlohmann::json& in) {
  const int id = next_id_++;
  text(nlohmann::json{{"id", id}, {"op", op}, {"in", in}}.dump());
  for (;;) {
    auto object = read_object();
    if (object.contains("id") && object["id"] == id) return object;
    events_.push_back(std::move(object));
  }
}

nlohmann::json RawWebSocket::hello(const std::string& token) {
  return ask("hello", {{"token", token}});
}

int RawWebSocket::read_close() {
  try {
    for (;;) {
      const RawFrame frame = read();
      if (frame.opcode == 8) return frame.close_code();
      if (frame.opcode == 1 && frame.payload.find("\"bye\"") != std::string::npos)
        bye_ = nlohmann::json::parse(frame.payload);
    }
  } catch (const std::runtime_error&) {
    return 1006;
  }
}

}  // namespace weft::test
