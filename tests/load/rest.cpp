// Blocking HTTP for set-up and read-back.
#include "load/rest.hpp"

#include "load/scan.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

namespace weft::load {

namespace {

constexpr auto kNone = std::string::npos;

/// The value of a header line, whatever the case of its name.
std::optional<std::string> header(std::string head, std::string_view name) {
  std::string lower = head;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto at = lower.find("\r\n" + std::string(name) + ":");
  if (at == kNone) return std::nullopt;
  const auto start = lower.find_first_not_of(' ', at + name.size() + 3);
  return head.substr(start, head.find("\r\n", start) - start);
}

}  // namespace

bool Rest::connect() {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return false;
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval limit{timeout_ms_ / 1000, (timeout_ms_ % 1000) * 1000};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (!source_.empty()) {
    ::setsockopt(fd_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    ::inet_pton(AF_INET, source_.c_str(), &address.sin_addr);
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return false;
  }
  address.sin_port = htons(port_);
  ::inet_pton(AF_INET, host_.c_str(), &address.sin_addr);
  return ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

void Rest::disconnect() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  buffer_.clear();
}

bool Rest::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto put = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

bool Rest::receive_more() {
  char bytes[16384];
  const auto got = ::recv(fd_, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  buffer_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

RestAnswer Rest::receive() {
  RestAnswer answer;
  while (buffer_.find("\r\n\r\n") == kNone) {
    if (!receive_more()) return answer;
  }
  const auto body_at = buffer_.find("\r\n\r\n") + 4;
  answer.head = buffer_.substr(0, body_at - 2);
  const int status = std::atoi(answer.head.substr(std::min<std::size_t>(9, answer.head.size()), 3).c_str());
  if (header(answer.head, "transfer-encoding").value_or("") == "chunked") {
    answer.body = receive_chunks(body_at);
  } else {
    const auto length = std::strtoul(header(answer.head, "content-length").value_or("0").c_str(), nullptr, 10);
    while (buffer_.size() < body_at + length) {
      if (!receive_more()) return answer;
    }
    answer.body = buffer_.substr(body_at, length);
    buffer_.erase(0, body_at + length);
  }
  answer.status = status;
  return answer;
}

std::string Rest::receive_chunks(std::size_t at) {
  std::string body;
  for (;;) {
    auto line_end = buffer_.find("\r\n", at);
    while (line_end == kNone) {
      if (!receive_more()) return body;
      line_end = buffer_.find("\r\n", at);
    }
    const auto size = std::strtoul(buffer_.c_str() + at, nullptr, 16);
    while (buffer_.size() < line_end + 2 + size + 2) {
      if (!receive_more()) return body;
    }
    body.append(buffer_, line_end + 2, size);
    at = line_end + 2 + size + 2;
    if (size == 0) break;
  }
  buffer_.erase(0, at);
  return body;
}

RestAnswer Rest::call(std::string_view method, std::string_view path, std::string_view json, std::string_view headers) {
  std::string request(method);
  request.append(" ")
      .append(path)
      .append(" HTTP/1.1\r\nHost: ")
      .append(host_)
      .append(":")
      .append(std::to_string(port_));
  request.append("\r\n");
  if (!token_.empty()) request.append("Authorization: Bearer ").append(token_).append("\r\n");
  if (!json.empty()) request.append("Content-Type: application/json\r\n");
  if (!json.empty() || method != "GET")
    request.append("Content-Length: ").append(std::to_string(json.size())).append("\r\n");
  request.append(headers).append("\r\n").append(json);
  for (int attempt = 0; attempt < 2; ++attempt) {
    const bool kept = fd_ >= 0;
    if (!kept && !connect()) break;
    RestAnswer answer;
    if (send_all(request)) answer = receive();
    if (answer.status != 0) {
      if (header(answer.head, "connection").value_or("") == "close") disconnect();
      return answer;
    }
    const bool silent = buffer_.empty();
    disconnect();
    if (!kept || !silent) break;
  }
  disconnect();
  return {};
}

std::string sign_in(
    Rest& rest, std::string_view user, std::string_view password, std::string_view device, std::string* why) {
  const auto input = R"({"user":)" + quote(user) + R"(,"password":)" + quote(password) + R"(,"device":)" +
                     quote(device) + "}";
  const auto answer = rest.post("/api/v1/sessions", input);
  if (why != nullptr) *why = answer.body;
  return answer.good() ? std::string(plain(raw_field(answer.body, "token"))) : std::string{};
}

}  // namespace weft::load
