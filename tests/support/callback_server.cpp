// A blocking HTTP server on one thread; a connection is closed after its answer.
#include "support/callback_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace weft::test {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

/// Reads on; false at the end of the connection.
bool read_more(int connection, std::string& text) {
  char buffer[4096];
  const ssize_t got = recv(connection, buffer, sizeof buffer, 0);
  if (got <= 0) return false;
  text.append(buffer, static_cast<std::size_t>(got));
  return true;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

CallbackRequest parse_head(const std::string& head) {
  CallbackRequest request;
  std::size_t at = head.find("\r\n");
  request.line = head.substr(0, at);
  while (at + 2 < head.size()) {
    const auto end = std::min(head.find("\r\n", at + 2), head.size());
    const std::string line = head.substr(at + 2, end - at - 2);
    const auto colon = line.find(": ");
    if (colon != std::string::npos) request.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
    at = end;
  }
  return request;
}

/// False when the other side has gone.
bool send_all(int connection, const std::string& text) {
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t done = send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (done <= 0) return false;
    sent += static_cast<std::size_t>(done);
  }
  return true;
}

CallbackRequest read_request(int connection) {
  std::string text;
  while (text.find("\r\n\r\n") == std::string::npos)
    if (!read_more(connection, text)) return {};
  const auto end = text.find("\r\n\r\n");
  CallbackRequest request = parse_head(text.substr(0, end));
  request.body = text.substr(end + 4);
  const auto length = request.headers.find("content-length");
  const std::size_t size = length == request.headers.end() ? 0 : std::stoul(length->second);
  while (request.body.size() < size)
    if (!read_more(connection, request.body)) return {};
  return request;
}

}  // namespace

CallbackServer::CallbackServer(Answer answer) : answer_(std::move(answer)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, raw, size) != 0 || listen(listener_, 64) != 0 || pipe2(ended_, O_CLOEXEC) != 0)
    throw std::runtime_error("cannot listen");
  getsockname(listener_, raw, &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

CallbackServer::~CallbackServer() {
  close(ended_[1]);  // readable for all who wait
  thread_.join();
  for (std::thread& one : hanging_)
    one.join();
  close(ended_[0]);
  close(listener_);
}

std::string CallbackServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<CallbackRequest> CallbackServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool CallbackServer::wait_for(std::size_t count) {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, kPatience, [&] { return requests_.size() >= count; });
}

void CallbackServer::run() {
  pollfd waits[] = {{listener_, POLLIN, 0}, {ended_[0], POLLIN, 0}};
  while (poll(waits, 2, -1) > 0 && waits[1].revents == 0) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) serve(connection);
  }
}

void CallbackServer::serve(int connection) {
  const CallbackRequest request = read_request(connection);
  std::size_t nth = 0;
  {
    const std::lock_guard lock(mutex_);
    nth = requests_.size();
    requests_.push_back(request);
  }
  const CallbackAnswer answer = answer_(request, nth);
  came_.notify_all();
  if (answer.hang) {
    hanging_.emplace_back([this, connection] {
      pollfd end{ended_[0], POLLIN, 0};
      poll(&end, 1, -1);
      close(connection);
    });
    return;
  }
  const std::string length = answer.endless ? "" : "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
  const std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " Answer\r\n" + answer.headers + length +
                           "Connection: close\r\n\r\n";
  bool taken = send_all(connection, head) && send_all(connection, answer.body);
  while (taken && answer.endless)
    taken = send_all(connection, answer.body);
  close(connection);
}

}  // namespace weft::test
