// Turns an HTTP connection into a WebSocket. The Beast part is in ws_connection.cpp.
#pragma once
#include "gateway/ws_session.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

#include <memory>
#include <string>

namespace weft::gateway {

using TcpStream = boost::asio::ip::tcp::socket;
using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;
using UpgradeRequest = boost::beast::http::request<boost::beast::http::empty_body>;

/// Answers the upgrade and runs the session until it ends. `early`: bytes that came behind the request.
void open_websocket(
    Core& core, IoLoop& loop, TcpStream&& stream, WsPeer peer, const UpgradeRequest& request, std::string early);
void open_websocket(
    Core& core, IoLoop& loop, TlsStream&& stream, WsPeer peer, const UpgradeRequest& request, std::string early);

}  // namespace weft::gateway
