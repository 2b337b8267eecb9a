// The WebSocket client: one thread, one connection, a queue of messages to send.
#include "gateway/client_stream.hpp"
#include "gateway/ws_upgrade.hpp"

#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>
#include <thread>

namespace weft::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

constexpr std::size_t kMaxMessage = 16 << 20;
constexpr std::chrono::seconds kCloseWait{2};
constexpr int kBroken = 1006;

}  // namespace

/// What does not depend on TLS or not.
struct Client::Impl : std::enable_shared_from_this<Client::Impl> {
  asio::io_context context{1};
  std::thread thread;
  std::atomic<bool> open{false};
  virtual ~Impl() = default;
  virtual void queue(std::string text) = 0;
  virtual void start_close(int code) = 0;
};

namespace {

template <class Next>
class Wire final : public Client::Impl {
 public:
  Wire(const Endpoint& server, ClientHandlers handlers, const ClientOptions& options)
      : tls_(client_detail::make_context(server)), stream_(make_stream()), handlers_(std::move(handlers)) {
    const auto until = std::chrono::steady_clock::now() + options.timeout;
    client_detail::connect(context, beast::get_lowest_layer(stream_), server, until);
    if constexpr (kTls) client_detail::handshake(context, stream_.next_layer(), server, until);
    upgrade(server, options, until);
    context.restart();
    open = true;
    thread = std::thread([this] {
      read();
      context.run();
    });
  }

  void queue(std::string text) override {
    asio::post(context, [this, text = std::move(text)]() mutable {
      waiting_.push_back(std::move(text));
      if (waiting_.size() == 1) write();
    });
  }

  void start_close(int code) override {
    asio::post(context, [this, code] {
      if (std::exchange(closing_, true)) return;
      open = false;
      stream_.async_close(websocket::close_reason(static_cast<websocket::close_code>(code)), [](error_code) {});
    });
  }

 private:
  static constexpr bool kTls = std::is_same_v<Next, client_detail::TlsStream>;

  auto make_stream() {
    if constexpr (kTls) {
      return websocket::stream<Next, false>(context, tls_);
    } else {
      return websocket::stream<Next, false>(context);
    }
  }

  void upgrade(const Endpoint& server, const ClientOptions& options, std::chrono::steady_clock::time_point until) {
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout =
        kCloseWait;  // from here on it is the close handshake's; the upgrade is bounded by `until`
    timeout.idle_timeout = options.silence;
    timeout.keep_alive_pings =
        true;  // without it Beast's timer takes no notice of what arrives, and ends a lively connection
    stream_.read_message_max(kMaxMessage);
    stream_.set_option(websocket::stream_base::decorator([headers = options.headers](websocket::request_type& request) {
      request.set(beast::http::field::sec_websocket_protocol, kProtocol);
      for (const auto& [name, value] : headers)
        request.set(name, value);
    }));
    const std::string what = "no WebSocket at " + server.authority();
    websocket::response_type response;
    error_code error = asio::error::timed_out;
    stream_.async_handshake(response, server.authority(), options.path, [&](error_code result) { error = result; });
    client_detail::run_until(context, until, what);
    if (error == websocket::error::upgrade_declined)
      throw NetworkError(what + ": " + response.body(), static_cast<int>(response.result_int()));
    if (error) client_detail::fail(what, error);
    stream_.set_option(timeout);
  }

  void read() {
    stream_.async_read(buffer_, [this](error_code error, std::size_t) {
      if (error) return finish();
      const auto data = buffer_.cdata();
      std::string_view message(static_cast<const char*>(data.data()), data.size());
      while (!message.empty()) {
        const auto end = message.find('\n');
        if (handlers_.on_object && end != 0) handlers_.on_object(message.substr(0, end));
        message = end == std::string_view::npos ? std::string_view() : message.substr(end + 1);
      }
      buffer_.consume(buffer_.size());
      read();
    });
  }

  void write() {
    stream_.text(true);
    stream_.async_write(asio::buffer(waiting_.front()), [this](error_code error, std::size_t) {
      if (error) return;  // the reader finds out, too
      waiting_.pop_front();
      if (!waiting_.empty() && !closing_) write();
    });
  }

  void finish() {
    open = false;
    const auto& reason = stream_.reason();
    const int code = reason.code == websocket::close_code::none ? kBroken : static_cast<int>(reason.code);
    if (handlers_.on_close) handlers_.on_close(code, std::string_view(reason.reason.data(), reason.reason.size()));
    error_code ignored;
    beast::get_lowest_layer(stream_).close(ignored);
    context.stop();  // Beast's timers would keep the thread for the rest of their time
  }

  asio::ssl::context tls_;
  websocket::stream<Next, false> stream_;
  ClientHandlers handlers_;
  beast::flat_buffer buffer_;
  std::deque<std::string> waiting_;
  bool closing_ = false;
};

}  // namespace

Client::Client(const Endpoint& server, ClientHandlers handlers, const ClientOptions& options) {
  if (server.tls) {
    impl_ = std::make_shared<Wire<client_detail::TlsStream>>(server, std::move(handlers), options);
  } else {
    impl_ = std::make_shared<Wire<client_detail::PlainStream>>(server, std::move(handlers), options);
  }
}

Client::~Client() {
  close();
  impl_->thread.join();
}

bool Client::send(std::string text) {
  if (!impl_->open) return false;
  impl_->queue(std::move(text));
  return true;
}

void Client::close(int code) {
  impl_->start_close(code);
}

bool Client::open() const {
  return impl_->open;
}

}  // namespace weft::gateway
