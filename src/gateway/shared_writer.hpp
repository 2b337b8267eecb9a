// The layer between Beast's websocket::stream and the socket: reads pass through, writes go into the session's own
// queue.
//
// Events leave as ready-made frames that bypass Beast; the few bytes Beast itself writes (the upgrade answer, pong,
// close) must not land in the middle of one. So its async_write_some() copies them into the same queue, and completes
// when they have left.
#pragma once
#include "gateway/ws_session.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <memory>
#include <string>

namespace weft::gateway {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

template <class Handler, class Executor>
class HeldWrite final : public ControlWrite {
 public:
  HeldWrite(Handler handler, const Executor& executor) : handler_(std::move(handler)), executor_(executor) {}
  /// Never inside the initiating call: the handler is posted.
  void complete(error_code error, std::size_t size) override {
    asio::post(executor_, beast::bind_front_handler(std::move(handler_), error, size));
  }

 private:
  Handler handler_;
  Executor executor_;
};

template <class Next>
class SharedWriter {
 public:
  using next_layer_type = Next;
  using executor_type = typename Next::executor_type;

  /// `early`: bytes the peer sent behind the upgrade request.
  SharedWriter(Next&& next, WsSession& session, std::string early)
      : next_(std::move(next)), session_(session), early_(std::move(early)) {}

  executor_type get_executor() { return next_.get_executor(); }
  Next& next_layer() { return next_; }
  const Next& next_layer() const { return next_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(error_code, std::size_t)>(StartRead{*this}, token, buffers);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    std::string bytes(asio::buffer_size(buffers), '\0');
    asio::buffer_copy(asio::buffer(bytes), buffers);
    return asio::async_initiate<Token, void(error_code, std::size_t)>(StartWrite{*this}, token, std::move(bytes));
  }

 private:
  struct StartRead {
    SharedWriter& self;
    template <class Handler, class Buffers>
    void operator()(Handler handler, const Buffers& buffers) {
      if (self.early_.empty()) return self.next_.async_read_some(buffers, std::move(handler));
      const std::size_t size = asio::buffer_copy(buffers, asio::buffer(self.early_));
      self.early_.erase(0, size);
      if (self.early_.empty()) self.early_ = {};
      asio::post(self.get_executor(), beast::bind_front_handler(std::move(handler), error_code(), size));
    }
  };
  struct StartWrite {
    SharedWriter& self;
    template <class Handler>
    void operator()(Handler handler, std::string bytes) {
      self.session_.write_control(
          std::move(bytes),
          std::make_unique<HeldWrite<Handler, executor_type>>(std::move(handler), self.get_executor()));
    }
  };

  Next next_;
  WsSession& session_;
  std::string early_;
};

// How Beast ends the connection under a websocket::stream: found by argument-dependent look-up.
template <class Next>
void teardown(beast::role_type role, SharedWriter<Next>& stream, error_code& error) {
  using beast::websocket::teardown;
  teardown(role, stream.next_layer(), error);
}

template <class Next, class Handler>
void async_teardown(beast::role_type role, SharedWriter<Next>& stream, Handler&& handler) {
  using beast::websocket::async_teardown;
  async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

}  // namespace weft::gateway
