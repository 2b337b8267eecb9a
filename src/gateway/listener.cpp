// The accept loop.
#include "gateway/listener.hpp"

#include "gateway/http_connection.hpp"
#include "gateway/http_message.hpp"
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>

#include <boost/asio/post.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>

namespace weft::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kBacklog = 4096;
constexpr Milliseconds kPause{100};  // after running out of descriptors

[[noreturn]] void refuse(const std::string& host, std::uint16_t port, const error_code& error) {
  const std::string number = std::to_string(port);
  if (error == asio::error::address_in_use) {
    throw OperatorError(
        "port " + number + " is in use: stop the program that uses it, or choose another with --port (server.port)");
  }
  if (error == asio::error::access_denied) {
    throw OperatorError("port " + number + " needs more rights: choose a port above 1023 with --port (server.port)");
  }
  if (error == boost::system::errc::address_not_available || error == asio::error::host_not_found) {
    throw OperatorError(
        "\"" + host +
        "\" is not an address of this machine: set --host (server.host) to one of its own, or to 0.0.0.0 for all");
  }
  throw OperatorError("cannot listen on " + host + ":" + number + ": " + error.message());
}

/// A peer whose machine is gone acknowledges nothing: the kernel gives up on it before the third ping is missed.
void tune(tcp::socket& socket, Milliseconds ping) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const int give_up_ms = static_cast<int>(ping.count() * 5 / 3);
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &give_up_ms, sizeof give_up_ms);
}

}  // namespace

Listener::Listener(Core& core, std::span<const std::unique_ptr<IoLoop>> loops, asio::ssl::context* tls)
    : core_(core), loops_(loops), tls_(tls), acceptor_(loops_.front()->context()), pause_(loops_.front()->context()) {}

void Listener::open(const std::string& host, std::uint16_t port) {
  error_code error;
  tcp::resolver resolver(loops_.front()->context());
  const auto found = resolver.resolve(
      host, std::to_string(port), tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) refuse(host, port, asio::error::host_not_found);
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(kBacklog, error);
  if (error) refuse(host, port, error);
  port_ = acceptor_.local_endpoint().port();
}

void Listener::accept() {
  IoLoop& loop = *loops_[next_++ % loops_.size()];
  acceptor_.async_accept(loop.context(), [self = shared_from_this(), &loop](error_code error, tcp::socket socket) {
    self->accepted(error, std::move(socket), loop);
  });
}

void Listener::accepted(error_code error, tcp::socket socket, IoLoop& loop) {
  if (!acceptor_.is_open()) return;
  if (!error) {
    admit(std::move(socket), loop);
  } else if (
      error == asio::error::no_descriptors || error == boost::system::errc::too_many_files_open_in_system ||
      error == asio::error::no_memory || error == asio::error::no_buffer_space) {
    log::warn("cannot accept connections: {}; raise the limit of open files (LimitNOFILE, ulimit -n)", error.message());
    pause_.expires_after(kPause);
    pause_.async_wait([self = shared_from_this()](error_code stopped) {
      if (!stopped) self->accept();
    });
    return;
  }
  accept();
}

void Listener::admit(tcp::socket socket, IoLoop& loop) {
  core_.figures.accepted.add();
  if (core_.connections >= core_.options.limits.connections) {
    core_.figures.refused_connections.add();
    if (tls_ == nullptr) {
      const std::string answer = to_bytes(
          problem_answer(ApiError(Errc::busy, "too many connections", {}, 5), {}), false, false);
      ::send(socket.native_handle(), answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    return;
  }
  tune(socket, core_.options.timeouts.ping);
  asio::post(loop.context(), [this, self = shared_from_this(), &loop, socket = std::move(socket)]() mutable {
    serve_http(core_, loop, std::move(socket), tls_);
  });
}

void Listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

}  // namespace weft::gateway
