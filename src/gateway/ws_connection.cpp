// The wire under a WebSocket session: Beast reads, checks and closes; ready-made frames go straight to the socket.
//
// Plain TCP: everything that is queued is written at once without blocking; only what the socket does not take waits
// for it to become writable. TLS: one write at a time, of what is queued by then (a TLS record holds at most 16 KiB).
#include "gateway/ws_connection.hpp"

#include "gateway/shared_writer.hpp"
#include "gateway/ws_upgrade.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace weft::gateway {
namespace {

namespace websocket = beast::websocket;

constexpr std::size_t kKeptReadBuffer = 8 << 10;  // a larger one is given back after the message that needed it
constexpr std::size_t kTlsRecord = 16 << 10;

template <class Next>
class WsConnection final : public WsSession {
 public:
  WsConnection(Core& core, IoLoop& loop, Next&& next, WsPeer peer, std::string early)
      : WsSession(core, loop, std::move(peer)), stream_(std::move(next), *this, std::move(early)) {
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = core.options.timeouts.close;  // also of the close handshake
    timeout.idle_timeout = websocket::stream_base::none();
    timeout.keep_alive_pings = false;
    stream_.set_option(timeout);
    stream_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(beast::http::field::sec_websocket_protocol, kProtocol);
    }));
    stream_.read_message_max(core.options.limits.frame_bytes);
    stream_.auto_fragment(false);
    stream_.write_buffer_bytes(64);
  }

  void accept(const UpgradeRequest& request) {
    stream_.async_accept(request, [self = held()](error_code error) { self->accepted(error); });
  }

 private:
  std::shared_ptr<WsConnection> held() { return std::static_pointer_cast<WsConnection>(shared_from_this()); }
  Next& next() { return stream_.next_layer().next_layer(); }
  auto& socket() { return beast::get_lowest_layer(stream_); }

  void accepted(error_code error) {
    if (error) return finish();
    stream_.control_callback([this](websocket::frame_type, beast::string_view) { heard(); });
    opened();
    if (core().draining) drain();
    read();
  }

  void read() {
    stream_.async_read(buffer_, [self = held()](error_code error, std::size_t) { self->read_done(error); });
  }

  void read_done(error_code error) {
    if (error) return finish();
    heard();
    if (stream_.got_text()) {
      const auto data = buffer_.cdata();
      received(std::string_view(static_cast<const char*>(data.data()), data.size()));
    } else {
      received_binary();
    }
    buffer_.consume(buffer_.size());
    if (buffer_.capacity() > kKeptReadBuffer) buffer_.shrink_to_fit();
    read();
  }

  void start_write() override {
    if constexpr (std::is_same_v<Next, TcpStream>) {
      write_plain();
    } else {
      write_tls();
    }
  }

  /// Starts the clock for every kDeliverySample-th write.
  SteadyTime sampled_commit() {
    return ++sample_ % Figures::kDeliverySample == 0 ? queue().front().committed : SteadyTime{};
  }

  void count_written(std::size_t frames, std::size_t bytes, SteadyTime committed) {
    loop_figures().frames_out.add(frames);
    loop_figures().bytes_out.add(bytes);
    if (committed == SteadyTime{}) return;
    core().figures.delivery.observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - committed).count());
  }

  void write_plain() {
    const std::size_t frames = queue().frames();
    const std::size_t bytes = queue().bytes();
    const SteadyTime committed = sampled_commit();
    std::uint64_t writes = 0;
    const WriteResult result = write_to(next().native_handle(), queue(), writes);
    loop_figures().writes.add(writes);
    count_written(
        frames - queue().frames(), bytes - queue().bytes(), result == WriteResult::drained ? committed : SteadyTime{});
    if (result == WriteResult::failed) return abort();
    blocked_ = result == WriteResult::blocked;
    if (blocked_) wait_writable();
    wrote();
  }

  void wait_writable() {
    loop_figures().blocked.add(1);
    next().async_wait(TcpStream::wait_write, [self = held()](error_code error) {
      self->blocked_ = false;
      if (!error) self->flush();
    });
  }

  void write_tls() {
    std::array<iovec, OutQueue::kGather> parts;
    const std::size_t used = queue().gather(parts);
    record_.clear();
    for (std::size_t i = 0; i < used && record_.size() < kTlsRecord; ++i) {
      const std::size_t size = std::min(parts[i].iov_len, kTlsRecord - record_.size());
      record_.append(static_cast<const char*>(parts[i].iov_base), size);
    }
    blocked_ = true;
    const SteadyTime committed = sampled_commit();
    loop_figures().writes.add(1);
    asio::async_write(next(), asio::buffer(record_), [self = held(), committed](error_code error, std::size_t size) {
      self->wrote_tls(error, size, committed);
    });
  }

  void wrote_tls(error_code error, std::size_t size, SteadyTime committed) {
    blocked_ = false;
    if (error) return abort();
    const std::size_t frames = queue().frames();
    queue().consume(size);
    count_written(frames - queue().frames(), size, committed);
    if (queue().empty()) record_ = {};
    wrote();
    flush();
  }

  void start_close(std::uint16_t code, std::string_view reason) override {
    websocket::close_reason close(static_cast<websocket::close_code>(code));
    close.reason.assign(reason.data(), std::min(reason.size(), close.reason.max_size()));
    stream_.async_close(close, [self = held()](error_code) {});
  }

  void close_socket() override {
    error_code ignored;
    socket().close(ignored);
  }

  void finish() {
    abort();
    ended();
  }

  websocket::stream<SharedWriter<Next>, false> stream_;
  beast::flat_buffer buffer_;
  std::string record_;  ///< TLS: the bytes being written
  unsigned sample_ = 0;
};

template <class Next>
void open(Core& core, IoLoop& loop, Next&& next, WsPeer peer, const UpgradeRequest& request, std::string early) {
  const auto connection = std::make_shared<WsConnection<std::decay_t<Next>>>(
      core, loop, std::forward<Next>(next), std::move(peer), std::move(early));
  loop.add(*connection);
  connection->accept(request);
}

}  // namespace

void open_websocket(
    Core& core, IoLoop& loop, TcpStream&& stream, WsPeer peer, const UpgradeRequest& request, std::string early) {
  open(core, loop, std::move(stream), std::move(peer), request, std::move(early));
}

void open_websocket(
    Core& core, IoLoop& loop, TlsStream&& stream, WsPeer peer, const UpgradeRequest& request, std::string early) {
  open(core, loop, std::move(stream), std::move(peer), request, std::move(early));
}

}  // namespace weft::gateway
