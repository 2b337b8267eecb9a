// A connection that speaks HTTP/1.1 until it ends or becomes a WebSocket. The coroutines are in http_connection.cpp.
#pragma once
#include "gateway/core.hpp"
#include "gateway/io_loop.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <memory>

namespace weft::gateway {

/// Serves an accepted socket on its loop's thread. `tls` null: in the clear.
void serve_http(Core& core, IoLoop& loop, boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls);

}  // namespace weft::gateway
