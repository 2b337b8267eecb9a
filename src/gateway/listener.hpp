// Accepts connections and hands them round the I/O threads.
#pragma once
#include "gateway/core.hpp"
#include "gateway/io_loop.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <span>

namespace weft::gateway {

/// Lives on the first loop's thread.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  /// `loops` are the server's: at least one, unchanged for as long as this lives.
  Listener(Core& core, std::span<const std::unique_ptr<IoLoop>> loops, boost::asio::ssl::context* tls);
  /// Binds. OperatorError with one line that says what to do.
  void open(const std::string& host, std::uint16_t port);
  std::uint16_t port() const { return port_; }
  void start() { accept(); }
  /// On the first loop's thread.
  void close();

 private:
  void accept();
  void accepted(boost::system::error_code error, boost::asio::ip::tcp::socket socket, IoLoop& loop);
  void admit(boost::asio::ip::tcp::socket socket, IoLoop& loop);

  Core& core_;
  const std::span<const std::unique_ptr<IoLoop>> loops_;
  boost::asio::ssl::context* const tls_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::size_t next_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace weft::gateway
